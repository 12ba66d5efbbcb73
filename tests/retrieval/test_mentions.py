import pytest

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Metadata
from alignqa.retrieval.questions.mentions import Mentions, mentions


def _record(key: str, title: str, authors: tuple[str, ...] = (), year: int | None = None, **known: object) -> PaperRecord:
    source = str(known.pop("source", f"notes/{key}.md"))
    return PaperRecord(key, Metadata(title=title, authors=authors, year=year, **known), source, "0" * 64)  # type: ignore[arg-type]


PAPERS = (
    _record("winter2019learned", "Dangers of Learned Searching in Large Systems", ("Eva Winter", "Ota Novak"), 2019),
    _record("winter2023zoo", "A Zoo of Misbehaving Models", ("Eva Winter",), 2023, cited_as=("Winter 2024",)),
    _record("stone2024faking", "Pretended Compliance in Language Models", ("Ada Stone", "Bo Reed", "Cy Moss"), 2024),
    _record("rewards", "Rewards", (), None, source="field-handbook/06/03.md"),
)


@pytest.mark.parametrize(
    ("question", "certain"),
    [
        ("What do Winter et al. (2019) say about search?", {"winter2019learned"}),
        ("what does winter et al say", {"winter2019learned", "winter2023zoo"}),
        ("Winter 2024 on zoos", {"winter2023zoo"}),
        ("in the pretended compliance paper, how often?", {"stone2024faking"}),
        ("What did the 2019 learned-searching paper claim?", {"winter2019learned"}),
        ("Dangers of Learned Searching: what is the main claim?", {"winter2019learned"}),
        ("how are rewards treated in the field handbook textbook", {"rewards"}),
        ("How do Winter and Novak explain search?", {"winter2019learned"}),
        ("the survey of misbehaving models: what is in it?", set()),
        ("what goes wrong in the misbehaving models survey", {"winter2023zoo"}),
        ("see stone2024faking", {"stone2024faking"}),
        ("which models misbehave, going by the post on misbehaving models", {"winter2023zoo"}),
        ("Is winter cold?", set()),
        ("Do language models comply?", set()),
    ],
)
def test_papers_that_a_question_names(question: str, certain: set[str]) -> None:
    assert mentions(question, PAPERS).certain() == certain


def test_the_words_of_the_mention_are_told_apart_from_the_topic() -> None:
    found = mentions("According to Winter et al. 2019, why does search fail?", PAPERS)
    assert {"winter", "2019"} <= found.words
    assert not {"search", "fail"} & found.words


def test_a_year_that_does_not_fit_speaks_against_a_paper() -> None:
    assert mentions("Stone 2011 on compliance", PAPERS).certain() == frozenset()


LEARNED, ZOO, FAKING = "winter2019learned", "winter2023zoo", "stone2024faking"


@pytest.mark.parametrize(
    ("question", "certainty"),
    [
        ("see stone2024faking", {FAKING: 1.0}),
        ("What are rewards?", {}),  # a key without a digit is a word
        ("What does Stone say?", {FAKING: 0.75}),  # the first author
        ("What does Moss say?", {FAKING: 0.45}),  # a later one
        ("What do Reed and Moss say?", {FAKING: 0.95}),  # two of them
        ("What do Winter and Novak say?", {LEARNED: 0.95}),  # the other paper by Winter is less than 0.8 as certain
        ("What does Stone (2024) say?", {FAKING: 1.0}),  # 0.75 + 0.25
        ("What does Moss (2024) say?", {FAKING: 0.7}),  # 0.45 + 0.25
        ("What does Stone (2011) say?", {FAKING: 0.3}),  # 0.4 * 0.75
        ("What does Moss (2011) say?", {}),  # 0.4 * 0.45, too little
        ("Is compliance of language models pretended?", {FAKING: 1.0}),  # all of the title
        ("Is compliance of language use?", {}),  # half of it
        ("Do language models show compliance?", {FAKING: 0.75}),
        ("Dangers of Learned Searching: what are they?", {LEARNED: 0.9}),  # its beginning
        ("Which dangers has searching that is learned?", {}),  # not in a row
        ("What is in the misbehaving models survey?", {ZOO: 0.85}),
        ("What is in the zoo paper?", {ZOO: 0.6}),
        ("What is in the paper on misbehaving models?", {ZOO: 0.85}),
        ("What is in the paper on zoos?", {}),  # one word after the noun is too little
        ("What is in the aquarium paper?", {}),
        ("What is in Winter's zoo paper?", {ZOO: 0.9, LEARNED: 0.75}),  # 1 - 0.25 * 0.4
    ],
)
def test_how_certainly_a_paper_is_named(question: str, certainty: dict[str, float]) -> None:
    assert mentions(question, PAPERS).papers == pytest.approx(certainty)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        (("lark", "oil", "2020", "wick"), ("oil", "wick")),
        (("lark", "oil"), ("lark", "oil")),  # one word is no topic: then the name belongs to it
        (("lark", "2020"), ("lark", "2020")),
    ],
)
def test_the_topic_is_what_names_no_paper(words: tuple[str, ...], topic: tuple[str, ...]) -> None:
    assert Mentions({"lark2020": 1.0}, frozenset({"lark", "2020"})).topic(words) == topic


@pytest.mark.parametrize("authors", [("Rosa Ibáñez\u00a0Prado",), ("Rosa Ibáñez Prado",)])
@pytest.mark.parametrize("cited", ["Ibáñez Prado 2020", "Ibáñez Prado (2020)", "Prado 2020", "Ibanez Prado et al. 2020"])
def test_a_family_name_of_two_words_is_named_by_both_or_the_last(authors: tuple[str, ...], cited: str) -> None:
    paper = _record("ibanezprado2020lamps", "Lamps", authors, 2020)
    assert mentions(f"What does {cited} say about oil?", (*PAPERS, paper)).certain() == {"ibanezprado2020lamps"}


def test_no_word_of_a_family_name_is_the_topic() -> None:
    paper = _record("ibanezprado2020lamps", "Lamps", ("Rosa Ibáñez\u00a0Prado",), 2020)
    found = mentions("What does Ibáñez Prado 2020 say about oil and wicks?", (*PAPERS, paper))
    assert found.topic(("ibanez", "prado", "2020", "oil", "wicks")) == ("oil", "wicks")
