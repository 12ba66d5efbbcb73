"""Definitions, audits and summaries from Python: what the commands give, of the home that is named."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app

KEY = "winter2003lantern"
QUOTED = "Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end."


def printed(home: Path, *words: str) -> str:
    return CliRunner().invoke(app, ["--home", str(home), *words]).stdout


def test_define_gives_what_the_command_gives(lantern_home: Path):
    (ledger,) = alignqa.define("lantern drift", home=lantern_home, years=(None, 2010))
    assert ledger.entries[0].citation.quote.exact == QUOTED
    assert ledger.to_dict() == json.loads(printed(lantern_home, "define", "lantern drift", "--year", "..2010", "--json"))
    with pytest.raises(alignqa.UnknownPaper, match="no paper 'winter'"):
        alignqa.define("lantern drift", home=lantern_home, papers=["winter"])


def test_an_audit_holds_a_text_against_the_papers_of_the_home(lantern_home: Path):
    assistant = alignqa.open(lantern_home)
    text = f'Keepers say that "{QUOTED.replace("night", "dawn")}" [@{KEY}].'
    for found in (alignqa.audit(text, home=lantern_home), alignqa.audit(text, home=lantern_home, assistant=assistant)):
        assert [finding.verdict for finding in found.problems] == [alignqa.FindingVerdict.ALTERED]
        assert found.problems[0].evidence[0].quote.exact == QUOTED
    with pytest.raises(alignqa.UsageError, match=r"draft\.md is empty"):
        alignqa.audit(" ", home=lantern_home, assistant=assistant)


def test_the_command_goes_on_with_a_folder_that_a_program_began(lantern_home: Path, tmp_path: Path):
    told: list[tuple[int, int]] = []
    made = alignqa.summarize_papers(tmp_path, [KEY], home=lantern_home, progress=lambda done, total: told.append((done, total)))
    assert (made, told) == (alignqa.BatchReport(1, 0), [(1, 1)])
    assert "0 pages written, 1 already there." in printed(lantern_home, "summarize", "papers", KEY, "--out", str(tmp_path))
    (tmp_path / f"{KEY}.md").write_text("my own notes")
    with pytest.raises(alignqa.UsageError, match="not written by an earlier batch, or was changed since"):
        alignqa.summarize_papers(tmp_path, [KEY], home=lantern_home)
    assert alignqa.summarize_papers(tmp_path, [KEY], home=lantern_home, force=True).made == 1


def test_concepts_and_tables_are_written_too(lantern_home: Path, tmp_path: Path):
    assert alignqa.summarize_concepts(tmp_path / "concepts", ["lantern drift"], home=lantern_home).made == 1
    assert QUOTED in (tmp_path / "concepts" / "lantern-drift.md").read_text()
    asked = ["What is lantern drift?", "What is  lantern drift?"]
    assert alignqa.summarize_table(tmp_path / "table", asked, papers=[KEY], home=lantern_home).made == 1
    assert (tmp_path / "table" / "table.csv").read_text().startswith("paper,What is lantern drift?\n")
    for nothing in (
        lambda: alignqa.summarize_table(tmp_path, [], home=lantern_home),
        lambda: alignqa.summarize_concepts(tmp_path, []),
    ):
        with pytest.raises(alignqa.UsageError, match="No"):
            nothing()
