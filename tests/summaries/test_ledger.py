"""The ledger of definitions, on papers of the tests' own."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.cli.main import app
from alignqa.errors import UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from alignqa.summaries.ledger import Ledger, LedgerKeeper
from alignqa.summaries.terms import parts_of


@pytest.fixture
def ledger(lanterns: Catalogue, lantern_library: Library) -> Ledger:
    return LedgerKeeper(lanterns, lantern_library.embedder.identity).ledger("lantern drift")


def test_definitions_stand_oldest_first_and_reports_apart(ledger: Ledger):
    shown = [entry.citation.quote.exact for sense in ledger.senses for entry in sense]
    assert shown == [
        "Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end.",
        "In our own work, lantern drift refers to the length of oil that is burned after the keeper has gone to sleep.",
    ]
    assert [entry.citation.quote.exact for entry in ledger.reports] == [
        "Winter defines lantern drift as a shift in which a lantern comes to prefer the night."
    ]
    assert [entry.citation.marker for entry in ledger.entries] == [1, 2, 3]


def test_different_senses_are_grouped(ledger: Ledger):
    assert len(ledger.senses) == 2


def test_the_same_words_in_another_paper_are_one_entry(ledger: Ledger):
    assert ledger.senses[0][0].citation.year == 2003
    assert ledger.senses[0][0].also_in == ("winter2004drift",)


def test_a_term_that_nobody_defines_is_declined_with_its_uses(lanterns: Catalogue, lantern_library: Library):
    found = LedgerKeeper(lanterns, lantern_library.embedder.identity).ledger("candles")
    assert (found.entries, found.uses) == ((), 1)
    assert found.outcome().to_dict()["outcome"] == "abstained"
    assert "unwatched candles" in found.nearest[0].quote.exact


def test_a_footnote_may_define_a_term_and_the_plainest_of_a_paper_comes_first(tmp_path: Path):
    text = (
        "# Lamps\n\nOil loss is a process that every keeper of the coast has seen in winter.[^1]\n\n"
        "Oil loss refers to the share of the oil that burns when nobody needs the light.\n\n"
        "[^1]: Wick wear refers to the slow shortening of a wick while it burns through the night.\n"
    )
    (tmp_path / "lamps.md").write_text(text, encoding="utf-8")
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    library.ingest([tmp_path / "lamps.md"])
    with closing(library.catalogue()) as catalogue:
        keeper = LedgerKeeper(catalogue, library.embedder.identity)
        assert [entry.citation.quote.exact[:18] for entry in keeper.ledger("wick wear").entries] == ["Wick wear refers t"]
        assert keeper.ledger("oil loss").entries[0].citation.quote.exact.startswith("Oil loss refers to")


def test_a_phrase_that_joins_terms_is_taken_apart():
    assert parts_of("Lantern drift, oil loss and Winter's law") == ("Lantern drift", "oil loss", "Winter's law")
    assert parts_of("Lantern drift and its kinds") == ("Lantern drift",)


def test_an_empty_term_is_refused():
    with pytest.raises(UsageError, match="empty"):
        parts_of("lanterns, '?'")


def test_the_command_prints_json_that_verify_proves(lantern_home: Path):
    runner = CliRunner()
    shown = runner.invoke(app, ["--home", str(lantern_home), "define", "lantern drift", "--json"])
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["ledger"]["senses"] == [[1], [2]]
    proven = runner.invoke(app, ["--home", str(lantern_home), "verify", "-"], input=shown.stdout)
    assert (proven.exit_code, proven.stdout) == (0, "3 quotes proven.\n")


def test_the_command_ends_with_3_where_nobody_defines_the_term(lantern_home: Path):
    shown = CliRunner().invoke(app, ["--home", str(lantern_home), "define", "candles"])
    assert shown.exit_code == 3
    assert "No paper in the index defines this term" in shown.stdout
