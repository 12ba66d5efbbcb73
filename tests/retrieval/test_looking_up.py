"""The words that are looked up, the papers that a question names, and a vector index that changes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.interfaces import Vectors
from alignqa.retrieval.questions.mentions import Mentions
from alignqa.retrieval.retriever import CANDIDATES, RankedPassage
from alignqa.retrieval.weights import RetrievalWeights
from choosing_worlds import PLAIN, SAME, Given, Nowhere, add_paper, asked, opened, retriever, texts

WORDS = replace(PLAIN, dense=0.0)  # BM25 alone


def looked_up(
    folder: Path, question: str, mentioned: Mentions | None = None, *, weights: RetrievalWeights = WORDS, count: int = 10, **only
) -> list[RankedPassage]:
    """The passages that the words of the question find; the vector index finds nothing."""
    with closing(opened(folder)) as catalogue:
        return retriever(catalogue, weights, Nowhere()).retrieve(asked(question, mentioned=mentioned), count=count, **only)


# words


def test_a_word_is_found_in_its_other_forms(tmp_path: Path) -> None:
    add_paper(tmp_path, "forms", *(Given(text) for text in ("Optimisers burn.", "GMG is common.", "An option is open.")))
    assert texts(looked_up(tmp_path, "optimizer")) == ["Optimisers burn."]
    assert texts(looked_up(tmp_path, "goal misgeneralization")) == ["GMG is common."]


def test_function_words_are_not_looked_up(tmp_path: Path) -> None:
    add_paper(tmp_path, "plain", Given("What is it and how."), Given("The wick."))
    assert texts(looked_up(tmp_path, "What is the wick, and how?")) == ["The wick."]


def test_words_of_a_term_that_stand_together_count_more(tmp_path: Path) -> None:
    add_paper(tmp_path, "trim", Given("A trimmer and a wick."), Given("And a wick trimmer too."), Given("Nothing of it is here."))
    found = looked_up(tmp_path, "What is a wick trimmer?")
    assert texts(found) == ["And a wick trimmer too.", "A trimmer and a wick."]
    assert found[0].bm25 > found[1].bm25  # the phrase is a third term


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """5,001 passages with a wick, one of them with oil, too, and one passage for each of three rare words."""
    folder = tmp_path_factory.mktemp("crowd")
    add_paper(folder, "wicks", *(Given(f"Wick {number}.") for number in range(5_000)), Given("Oil on a wick."))
    add_paper(folder, "rare", *(Given(f"A {word} stands alone.") for word in ("cork", "jetty", "mirror")))
    return folder


def test_what_thousands_of_passages_have_is_not_looked_up(crowd: Path) -> None:
    assert sorted(texts(looked_up(crowd, "wick cork jetty mirror"))) == [
        "A cork stands alone.",
        "A jetty stands alone.",
        "A mirror stands alone.",
    ]


@pytest.mark.parametrize("question", ["wick cork jetty", "What is a “wick cork jetty”?"])  # the phrase is no further word
def test_what_thousands_have_is_looked_up_where_little_else_is_asked(crowd: Path, question: str) -> None:
    found = texts(looked_up(crowd, question, count=100))
    assert found[:2] == ["A cork stands alone.", "A jetty stands alone."]
    assert len(found) == 100


def test_a_phrase_of_common_words_is_looked_up(crowd: Path) -> None:
    assert texts(looked_up(crowd, "What is 'oil on a wick'? Cork, jetty, mirror"))[0] == "Oil on a wick."


# papers that are named


@pytest.fixture
def drowned(tmp_path: Path) -> Path:
    """A paper of which a single passage has a wick, beside a hundred passages of another that have it more often."""
    add_paper(tmp_path, "crowd", *(Given(f"Wick and wick and wick {number}.") for number in range(CANDIDATES)))
    add_paper(
        tmp_path, "lark2020", Given("Once in a while a keeper trims the wick, or so he said."), Given("Lark sang of nothing.")
    )
    return tmp_path


def papers(found: list[RankedPassage]) -> set[str]:
    return {item.passage.paper_id for item in found}


def test_a_paper_that_is_not_named_may_be_drowned(drowned: Path) -> None:
    assert papers(looked_up(drowned, "wick", count=CANDIDATES)) == {"crowd"}


@pytest.mark.parametrize(("certainty", "searched"), [(1.0, True), (0.6, True), (0.59, False)])
def test_a_paper_that_is_named_beyond_doubt_is_searched_on_its_own(drowned: Path, certainty: float, searched: bool) -> None:
    found = looked_up(drowned, "wick", Mentions({"lark2020": certainty}), weights=replace(WORDS, mentioned=2.0))
    assert (found[0].passage.paper_id == "lark2020") is searched


def test_a_paper_is_not_searched_on_its_own_where_others_are_asked_for(drowned: Path) -> None:
    named = Mentions({"lark2020": 1.0})
    assert papers(looked_up(drowned, "wick", named, count=200, paper_ids=frozenset({"crowd"}))) == {"crowd"}
    assert papers(looked_up(drowned, "wick", named, count=200, paper_ids=frozenset({"crowd", "lark2020"}))) == {
        "crowd",
        "lark2020",
    }


def test_what_names_a_paper_gains_by_how_certain_it_is(tmp_path: Path) -> None:
    for key in ("ash", "birch", "cedar"):
        add_paper(tmp_path, key, Given("A wick."))
    found = looked_up(tmp_path, "wick", Mentions({"cedar": 0.9, "birch": 0.5}), weights=replace(WORDS, mentioned=0.4))
    # All three have the whole part of the words, 1; cedar gains 0.4 * 0.9, birch 0.4 * 0.5.
    assert [(item.passage.paper_id, item.score) for item in found] == [("cedar", 1.36), ("birch", 1.2), ("ash", 1.0)]


def test_the_words_that_name_a_paper_are_not_looked_up(drowned: Path) -> None:
    question, named = "What does Lark say of keepers who trim?", Mentions({"lark2020": 0.5}, frozenset({"lark"}))
    assert "Lark sang of nothing." in texts(looked_up(drowned, question))
    assert texts(looked_up(drowned, question, named)) == ["Once in a while a keeper trims the wick, or so he said."]


# a vector index that was changed


class RebuiltMeanwhile(Nowhere):
    """Fails once, after another process did something to the index."""

    def __init__(self, meanwhile, error: Exception) -> None:
        super().__init__([(1, 1.0)])
        self.meanwhile = meanwhile
        self.fails = [error]

    def nearest(self, vector: Vectors, *, count: int, paper_ids=None) -> list[tuple[int, float]]:
        if self.fails:
            self.meanwhile()
        return super().nearest(vector, count=count, paper_ids=paper_ids)


@pytest.mark.parametrize("error", [StorageError("Gone.", hint="Look"), IndexUnavailable("Gone.", hint="Look")])
def test_an_index_that_was_rebuilt_in_mid_search_is_opened_anew_and_searched(tmp_path: Path, error: Exception) -> None:
    add_paper(tmp_path, "first", Given("A wick.", SAME))
    vectors = RebuiltMeanwhile(lambda: add_paper(tmp_path, "second", Given("A jar.")), error)
    with closing(opened(tmp_path)) as catalogue:
        assert texts(retriever(catalogue, vectors=vectors).retrieve(asked("tower"), count=5)) == ["A wick."]
    assert vectors.asked == ["nearest", "reopen", "nearest"]


def test_an_index_that_fails_by_itself_says_so(tmp_path: Path) -> None:
    add_paper(tmp_path, "first", Given("A wick.", SAME))
    vectors = RebuiltMeanwhile(lambda: None, StorageError("Broken disk.", hint="Look"))
    with closing(opened(tmp_path)) as catalogue, pytest.raises(StorageError, match="Broken disk"):
        retriever(catalogue, vectors=vectors).retrieve(asked("tower"), count=5)
    assert vectors.asked == ["nearest"]


def test_an_index_that_is_being_rebuilt_says_so_rather_than_how_it_failed(tmp_path: Path) -> None:
    add_paper(tmp_path, "first", Given("A wick.", SAME))

    def rebuild() -> None:
        with closing(WritableCatalogue.open(tmp_path / "catalogue.sqlite")) as catalogue:
            catalogue.begin_rebuild()

    vectors = RebuiltMeanwhile(rebuild, StorageError("Broken disk.", hint="Look"))
    with closing(opened(tmp_path)) as catalogue, pytest.raises(IndexUnavailable, match="being rebuilt"):
        retriever(catalogue, vectors=vectors).retrieve(asked("tower"), count=5)


def test_the_vector_index_is_opened_anew_after_a_change_and_only_once(tmp_path: Path) -> None:
    add_paper(tmp_path, "first", Given("A wick.", SAME))
    vectors = Nowhere()
    with closing(opened(tmp_path)) as catalogue:
        searching = retriever(catalogue, vectors=vectors)
        searching.retrieve(asked("tower"), count=5)
        add_paper(tmp_path, "second", Given("A jar."))
        searching.retrieve(asked("tower"), count=5)
        searching.retrieve(asked("tower"), count=5)
    assert vectors.asked == ["nearest", "reopen", "nearest", "nearest"]


def test_a_snapshot_of_before_does_not_open_it_anew(tmp_path: Path) -> None:
    add_paper(tmp_path, "first", Given("A wick.", SAME))
    vectors = Nowhere()
    with closing(opened(tmp_path)) as catalogue, catalogue.snapshot() as before:
        searching = retriever(catalogue, vectors=vectors)
        add_paper(tmp_path, "second", Given("A jar."))
        searching.over(before).retrieve(asked("tower"), count=5)
        assert vectors.asked == ["nearest"]
        with catalogue.snapshot() as after:
            searching.over(after).retrieve(asked("tower"), count=5)  # what one snapshot opens is open for all
        searching.retrieve(asked("tower"), count=5)
    assert vectors.asked == ["nearest", "reopen", "nearest", "nearest"]
