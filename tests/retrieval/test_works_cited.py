import pytest

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Metadata
from alignqa.retrieval.questions.named_works import NamedWork, absence, meant, named_works, reports


def _record(key: str, authors: tuple[str, ...], year: int | None, cited_as: tuple[str, ...] = ()) -> PaperRecord:
    return PaperRecord(key, Metadata(title=key, authors=authors, year=year, cited_as=cited_as), f"{key}.md", "0" * 64)


PAPERS = (
    _record("winter2019learned", ("Eva Winter", "Ota Novak"), 2019),
    _record("winter2023zoo", ("Eva Winter",), 2023, ("Winter 2024",)),
    _record("stone2024faking", ("Ada Stone", "Bo Reed", "Cy Moss"), 2024),
)


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("What did Frost 2026 say about mice?", [(("Frost",), 2026)]),
        ("What does Mara Frost's 2026 essay argue?", [(("Mara Frost",), 2026)]),
        ("In Winter & Novak (2019), what is searched?", [(("Winter", "Novak"), 2019)]),
        ("How do Winter et al. (2019) and Frost et al. see it?", [(("Winter",), 2019), (("Frost",), None)]),
        ("Why did Frost and colleagues stop?", [(("Frost",), None)]),
        ("Does O’Frost (2016) agree?", [(("O’Frost",), 2016)]),
        ("McFrost, 2016: what for?", [(("McFrost",), 2016)]),
        ("OpenMice (2023) says what?", [(("OpenMice",), 2023)]),
        ("what does stone 2011 say", [(("Stone",), 2011)]),
        ("what did frost 2011 say", []),  # no author here is called so, and it may be weather
        ("What happened at Dartmouth 1956?", []),
        ("In March 2023, what changed?", []),
        ("What froze in Winter 2019?", []),
        ("Since 2019, what changed?", []),
        ("What does the Dutch 2020 standard demand?", []),
        ("What was shown at OpenMice 2023?", []),
        ("Was MouseConf 2023 large?", []),
        ("What do mice want?", []),
    ],
)
def test_works_that_a_question_cites(question: str, works: list[tuple[tuple[str, ...], int | None]]) -> None:
    assert named_works(question, PAPERS) == [NamedWork(*work) for work in works]


def test_a_cited_work_that_is_here_is_meant_under_every_year_by_which_it_is_cited() -> None:
    for question in ("What does Winter (2023) claim?", "what does winter et al. 2024 claim"):
        works = named_works(question, PAPERS)
        assert meant(works, PAPERS) == {"winter2023zoo"}
        assert absence(works[0], PAPERS) == ""
    assert meant(named_works("What do Winter et al. claim?", PAPERS), PAPERS) == frozenset()  # two works could be meant


def test_a_cited_work_that_is_not_here_is_named_with_what_is_here_by_its_authors() -> None:
    assert absence(NamedWork(("Mara Frost",), 2026), PAPERS) == "No paper by Mara Frost of 2026 is here."
    assert absence(NamedWork(("Winter",), 2011), PAPERS) == (
        "No paper by Winter of 2011 is here. By Winter there are: winter2019learned (2019), winter2023zoo (2023)."
    )
    assert absence(NamedWork(("Winter", "Stone"), 2019), PAPERS) == "No paper by Winter and Stone of 2019 is here."


def test_a_text_reports_a_work_if_it_names_its_authors_and_its_year() -> None:
    assert reports("As Frost (2026) found, mice sleep.", NamedWork(("Mara Frost",), 2026))
    assert not reports("As Frost (2021) found, mice sleep.", NamedWork(("Frost",), 2026))
    assert not reports("The frosty mice of 2026 sleep.", NamedWork(("Frost",), 2026))
