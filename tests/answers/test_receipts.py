from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.answer import Abstention, Answer, Citation, Claim, Reason
from alignqa.answers.quoting.gate import Offered, locate
from alignqa.answers.quoting.verification import read_outcomes, verify
from alignqa.errors import UsageError
from alignqa.index.library import Library
from example_budget import USUAL

BEFORE = (
    "---\ntitle: On Lamps\nauthors: [Ada Lark]\nyear: 2020\n---\n\n"
    "# Oil\n\nThe lamp burns whale oil at night. It smokes.\n\n# Wicks\n\n"
)
TEXT = BEFORE + "The wick is made of cotton. It lasts a week."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return make(tmp_path_factory.mktemp("home"))


def make(folder: Path) -> Library:
    vectors = MemoryIndex()
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    (folder / "lamps.md").write_text(TEXT, encoding="utf-8")
    library.ingest([folder / "lamps.md"])
    return library


def citations(library: Library) -> tuple[Citation, ...]:
    paper = library.paper("lark2020lamps")
    catalogue = library.catalogue()
    passages = [Offered(paper.paper_id, paper.manuscript, record.sentences) for record in catalogue.passages_of(paper.paper_id)]
    catalogue.close()
    quotes = [locate(wanted, passages) for wanted in ("whale oil", "made of cotton")]
    return tuple(
        Citation(number, quote, "On Lamps", ("Ada Lark",), 2020, None) for number, quote in enumerate(quotes, 1) if quote
    )


def answer(library: Library) -> dict:
    cited = citations(library)
    made = Answer("What burns?", tuple(Claim(item.quote.exact, (item.marker,)) for item in cited), cited)
    return json.loads(json.dumps(made.to_dict()))


def declined(library: Library) -> dict:
    made = Abstention("Why?", Reason.INSUFFICIENT_EVIDENCE, "Nothing said.", citations(library))
    return json.loads(json.dumps(made.to_dict()))


def faults(data: dict, library: Library) -> list[str]:
    catalogue = library.catalogue()
    found = [f"{check.name}: {check.fault}" for check in verify(data, catalogue) if check.fault]
    catalogue.close()
    return found


def test_an_answer_and_an_abstention_hold(library: Library) -> None:
    assert faults(answer(library), library) == []
    assert faults(declined(library), library) == []


@pytest.mark.parametrize("kind", ["answered", "abstained"])
@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("quote", "exact"), "The lamp burns whale oil at nigh!.", "the quote differs from the source at character 33"),
        (("quote", "exact"), None, "malformed"),
        (("quote", "start"), 7, "the quote differs from the source at character 1"),
        (("quote", "start"), -1, "does not lie in the text"),
        (("quote", "start"), True, "malformed"),
        (("quote", "start"), 6.0, "malformed"),
        (("quote", "end"), 38, "the quote differs from the source at character"),
        (("quote", "end"), 10**30, "does not lie in the text"),
        (("quote", "prefix"), "Oil\n", "the text around the quote"),
        (("quote", "suffix"), "", "the text around the quote"),
        (("quote",), None, "malformed"),
        (("locator", "section"), "Wicks", "the quote is elsewhere: sec. Oil"),
        (("locator", "page"), 3, "the quote is elsewhere"),
        (("locator", "page_label"), "iii", "the quote is elsewhere"),
        (("locator",), [], "the quote is elsewhere"),
        (("text_sha256",), "0" * 64, "the catalogue has no text with the hash 000000000000"),
        (("text_sha256",), "\ud800", "the catalogue has no text"),
        (("text_sha256",), None, "has no paper or no hash"),
        (("paper_id",), "finch2021", "that text belongs to lark2020lamps"),
        (("paper_id",), ["lark2020lamps"], "has no paper or no hash"),
        (("marker",), 2, "has the marker 2"),
        (("marker",), "1", "has the marker '1'"),
        (("marker",), True, "has the marker True"),
    ],
)
def test_every_tampered_field_of_a_citation_is_found(library: Library, kind: str, path, value, said: str) -> None:
    data = answer(library) if kind == "answered" else declined(library)
    place = (data["citations"] if kind == "answered" else data["abstention"]["nearest"])[0]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    found = faults(data, library)
    assert any(said in line for line in found), found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["claims"][0].update(text="The lamp burns no oil."), "claim 1: is not the quote of citation 1"),
        (lambda data: data["claims"][0].update(text=3), "claim 1: has no text"),
        (lambda data: data["claims"][0].update(citations=[]), "claim 1: stands on no citation"),
        (lambda data: data["claims"][0].update(citations=[9]), "claim 1: cites 9, which does not exist"),
        (lambda data: data["claims"][0].update(citations=[True]), "claim 1: cites True, which does not exist"),
        (lambda data: data["claims"][0].update(citations=[[1]]), "claim 1: cites [1], which does not exist"),
        (lambda data: data.update(claims=[]), "answer: has no claim"),
        (lambda data: data.update(claims=["The lamp burns."]), "claim 1: stands on no citation"),
        (lambda data: data.update(citations=[]), "claim 1: cites 1, which does not exist"),
        (lambda data: data.update(citations="none"), "citation 1 (None): has the marker None"),
        (lambda data: data.update(outcome="abstained"), "answer: was declined but makes claims"),
        (lambda data: data.update(outcome="maybe"), "answer: has the outcome 'maybe'"),
    ],
)
def test_every_tampered_claim_is_found(library: Library, change, said: str) -> None:
    data = copy.deepcopy(answer(library))
    change(data)
    assert any(line.startswith(said) for line in faults(data, library)), faults(data, library)


def test_an_older_version_is_noted_and_a_purged_one_reported(tmp_path: Path) -> None:
    library = make(tmp_path)
    data = answer(library)
    (tmp_path / "lamps.md").write_text(TEXT + " It is trimmed daily.", encoding="utf-8")
    library.ingest([tmp_path / "lamps.md"])
    catalogue = library.catalogue()
    assert [(check.fault, check.note) for check in verify(data, catalogue)] == [("", "older version")] * 2
    catalogue.close()
    library.remove("lark2020lamps", purge=True)
    assert faults(data, library) == [
        "citation 1 (lark2020lamps): the text was purged and can no longer be verified",
        "citation 2 (lark2020lamps): the text was purged and can no longer be verified",
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "null", '"x"', "{}", '{"schema": "alignqa.answer/2"}', "[" * 100_000, "NaN"]
)
def test_what_is_no_answer_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_outcomes(text)
    assert caught.value.exit_code == 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _places(value: object, path: tuple = ()) -> list[tuple]:
    children = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [path, *(place for name, child in children for place in _places(child, (*path, name)))]


@given(st.data())
@settings(max_examples=2 * USUAL, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_in_any_place_is_judged_without_an_error(library: Library, data: st.DataObject) -> None:
    outcome = answer(library) if data.draw(st.booleans()) else declined(library)
    path = data.draw(st.sampled_from([place for place in _places(outcome) if place]))
    place: object = outcome
    for name in path[:-1]:
        place = place[name]  # type: ignore[index]
    place[path[-1]] = data.draw(_JSON)  # type: ignore[index]
    catalogue = library.catalogue()
    checks = verify(outcome, catalogue)
    catalogue.close()
    assert all(isinstance(check.fault, str) for check in checks)
