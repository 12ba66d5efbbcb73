"""The command line as a user meets it: answers, exit codes, bad input, pipes."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alignqa.cli.main import app
from alignqa.index.catalogue.checksums import resum
from alignqa.index.catalogue.database import Database

QUESTION = "What is a mesa-optimizer?"


def run(home: Path, *args: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *args], input=stdin, prog_name="alignqa")


def process(*args: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command: Sequence[str | Path] = [sys.executable, "-m", "alignqa", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """A home of one note, which a test may change."""
    note = tmp_path / "note.md"
    note.write_text(
        "---\nkey: ash2021deception\ntitle: On Deception\nauthors: [Ada Ash]\nyear: 2021\n---\n\n# Motives\n\n"
        "Deceptive alignment is a strategy in which a model hides its objective until oversight ends. "
        "It pays where oversight is known to end.\n\n## 2.1 Remedies\n\nOversight that never ends removes the motive.\n"
    )
    assert run(tmp_path / "home", "ingest", str(note)).exit_code == 0
    return tmp_path / "home"


# asking


def test_an_answer_as_text_json_and_markdown(primer_home: Path) -> None:
    text = run(primer_home, "ask", QUESTION)
    assert text.exit_code == 0
    assert text.stdout.startswith("[1] ")
    assert "\x1b" not in text.stdout
    assert "[primer-mesa-optimization]" in text.stdout
    data = json.loads(run(primer_home, "ask", QUESTION, "--json", "--quotes", "2").stdout)
    assert (data["schema"], data["outcome"], len(data["citations"])) == ("alignqa.answer/1", "answered", 2)
    assert run(primer_home, "ask", QUESTION, "--markdown").stdout.startswith(f"## {QUESTION}\n\n> ")


def test_a_question_from_standard_input(primer_home: Path) -> None:
    assert run(primer_home, "ask", stdin=QUESTION + "\n").stdout == run(primer_home, "ask", QUESTION).stdout


def test_an_abstention_ends_with_3(primer_home: Path) -> None:
    result = run(primer_home, "ask", "Is chocolate better than vanilla ice cream?")
    assert result.exit_code == 3
    assert result.stdout.startswith("No answer: ")
    assert "(off-topic)" in result.stdout


def test_min_confidence_declines(primer_home: Path) -> None:
    ask = ("ask", QUESTION, "--paper", "primer-ai-control")
    confidence = json.loads(run(primer_home, *ask, "--json", "--min-confidence", "0").stdout)["confidence"]
    assert run(primer_home, *ask, "--min-confidence", "0").exit_code == 0
    assert run(primer_home, *ask, "--min-confidence", f"{confidence + 0.01:.2f}").exit_code == 3
    assert run(primer_home, "ask", QUESTION, "--min-confidence", "1.5").exit_code == 2


def test_filters_are_kept_to(primer_home: Path) -> None:
    data = json.loads(
        run(primer_home, "ask", "What is scheming?", "--paper", "primer-scheming", "--year", "2026", "--json").stdout
    )
    assert {citation["paper_id"] for citation in data["citations"]} == {"primer-scheming"}


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (["ask", ""], "The question is empty.", "alignqa ask"),
        (["ask", "?!"], "The question is empty.", "alignqa ask"),
        (["ask", "a" * 100_000], "The question has 100,000 characters", "Shorten"),
        (["ask", "x", "--paper", "primer-shceming"], "no paper 'primer-shceming'", "primer-scheming"),
        (["ask", "x", "--year", "soon"], "'soon' is not a year", "2019..2022"),
        (["ask", "x", "--quotes", "9"], "9 quotes cannot be shown.", "1 to 5"),
        (["ask", "x", "--json", "--markdown"], "--json and --markdown", "one of them"),
        (["search", "x", "-k", "0"], "0 passages cannot be shown.", "1 to 1000"),
        (["show", "primer-shceming"], "no paper 'primer-shceming'", "primer-scheming"),
        (["show", "primer-scheming", "--section", "Defnition"], "no section 'Defnition'", "Definition"),
        (["show", "primer-scheming", "--span", "5:1"], "no characters 5:1", "A < B"),
        (["show", "primer-scheming", "--span", "x"], "'x' is not a span", "0:1000"),
        (["ingest"], "No papers were named.", "alignqa ingest --primer"),
        (["verify", "no-such-file.json"], "no-such-file.json cannot be read", "Check the path"),
    ],
)
def test_a_bad_argument_ends_with_2_and_a_hint(primer_home: Path, args: list[str], message: str, hint: str) -> None:
    result = run(primer_home, *args)
    first, second = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert first.startswith("Error: ")
    assert message in first
    assert second.startswith("Hint: ")
    assert hint in second


def test_an_argument_that_is_no_utf8_is_no_crash(primer_home: Path) -> None:
    assert process("--home", primer_home, "ask", os.fsdecode(b"What is scheming\xff?")).returncode == 0
    assert run(primer_home, "ask", stdin=b"\xff\xfe\xff").exit_code == 2


# homes and settings


def test_without_an_index_the_hint_names_the_primer(tmp_path: Path) -> None:
    for command in (
        ["ask", QUESTION],
        ["search", "x"],
        ["papers"],
        ["show", "x"],
        ["remove", "x"],
        ["index", "verify"],
        ["index", "stats"],
    ):
        result = run(tmp_path, *command)
        assert result.exit_code == 4, command
        assert "alignqa ingest --primer" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_all_faults_of_the_settings_are_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "alignqa.toml").write_text('colour = "red"\nquotes = 12\nchunk_size = 3\n')
    result = run(tmp_path, "papers")
    assert result.exit_code == 2
    assert all(fault in result.stderr for fault in ("colour: no such setting", "quotes: ", "chunk_size: no such setting"))


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(tmp_path / "file", "papers")
    assert (result.exit_code, "is not a folder" in result.stderr) == (2, True)


def test_tracebacks_are_shown_with_debug_only(tmp_path: Path) -> None:
    assert "Traceback" not in run(tmp_path, "papers").stderr
    debug = CliRunner().invoke(app, ["--home", str(tmp_path), "--debug", "papers"])
    assert "Traceback" in debug.stderr
    assert debug.exit_code == 4


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "indexes").write_text("")
    result = run(tmp_path, "ingest", "--primer")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The index folder")


# lists


def test_papers_as_lines_and_as_json(own_home: Path) -> None:
    assert run(own_home, "papers").stdout == "ash2021deception\tAsh 2021\tOn Deception\n"
    (paper,) = json.loads(run(own_home, "papers", "--json").stdout)
    names = ["paper_id", "title", "authors", "year", "url", "licence", "source", "text_sha256", "wholes"]
    assert list(paper) == [*names, "origins", "versions", "part_of"]
    assert paper["origins"] == {"title": "front matter", "authors": "front matter", "year": "front matter"}
    assert (paper["paper_id"], paper["authors"], paper["url"]) == ("ash2021deception", ["Ada Ash"], None)


def test_search_gives_passages_with_their_slices(own_home: Path) -> None:
    found = json.loads(run(own_home, "search", "hidden objective", "-k", "1", "--json").stdout)
    assert list(found[0]) == ["paper", "span", "locator", "kind", "text", "score"]
    span = f"{found[0]['span']['start']}:{found[0]['span']['end']}"
    assert run(own_home, "show", "ash2021deception", "--span", span).stdout == found[0]["text"]


def test_show_prints_a_section_by_number_or_title_and_exactly_a_span(own_home: Path) -> None:
    shown = run(own_home, "show", "ash2021deception", "--section", "2.1")
    assert shown.stdout.strip() == "2.1 Remedies\n\nOversight that never ends removes the motive."
    assert "sec. 2.1 Remedies" in shown.stderr
    assert run(own_home, "show", "ash2021deception", "--section", "REMEDIES").stdout == shown.stdout
    assert run(own_home, "show", "ash2021deception", "--span", "0:7").stdout == "Motives"


def test_show_as_json_has_the_sections(own_home: Path) -> None:
    data = json.loads(run(own_home, "show", "ash2021deception", "--section", "2.1", "--json").stdout)
    assert [(section["number"], section["title"]) for section in data["sections"]] == [("", "Motives"), ("2.1", "Remedies")]
    assert data["text"].startswith("2.1 Remedies")
    whole = json.loads(run(own_home, "show", "ash2021deception", "--json").stdout)
    assert whole["text"][data["span"]["start"] : data["span"]["end"]] == data["text"]


def test_a_paper_tells_of_what_it_is_a_part_and_where_its_facts_come_from(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "index.md").write_text(
        "---\ntitle: The Lamp Book\nauthor: Ada Lark\nyear: 2021\n---\n\nA book on lamps.\n", encoding="utf-8"
    )
    (book / "01.md").write_text("# Oil\n\nRape oil is what a harbour lamp burns in summer.\n", encoding="utf-8")
    assert run(tmp_path, "ingest", str(book)).exit_code == 0
    listed = {paper["paper_id"]: paper for paper in json.loads(run(tmp_path, "papers", "--json").stdout)}
    oil = listed["lark2021oil"]
    assert (oil["authors"], oil["year"], oil["wholes"], oil["part_of"]) == (
        ["Ada Lark"],
        2021,
        ["The Lamp Book"],
        ["lark2021lamp"],
    )
    assert oil["origins"] == {"title": "head of the text", "authors": "part of The Lamp Book", "year": "part of The Lamp Book"}
    assert listed["lark2021lamp"]["wholes"] == []
    shown = run(tmp_path, "show", "lark2021oil").stdout
    assert "authors:  Ada Lark (part of The Lamp Book)\n" in shown
    assert "part of:  The Lamp Book\n" in shown
    asked = run(tmp_path, "search", "oil of a harbour lamp", "--json").stdout
    assert json.loads(asked)[0]["paper"]["wholes"] == ["The Lamp Book"]


def test_papers_of_an_older_parser_are_named_and_read_again(own_home: Path) -> None:
    assert run(own_home, "ingest", "--again").stdout == "There is nothing to read anew.\n"
    catalogue = own_home / "indexes" / "default" / "catalogue.sqlite"
    with closing(Database.open(catalogue)) as database, database.transaction():
        database.rows("UPDATE parsers SET parser = 'markdown 0'")
        resum(database, "parsers", "parser = 'markdown 0'", ())
    result = run(own_home, "index", "verify")
    assert (result.exit_code, result.stdout) == (0, "The index is consistent.\n")
    assert "1 paper read by markdown 0 (now it is markdown " in result.stderr
    assert "): ash2021deception\n" in result.stderr
    assert "alignqa ingest --again" in result.stderr
    again = run(own_home, "ingest", "--again")
    assert again.stdout == "1 file: 1 replaced. The index holds 1 paper.\n"
    assert "read by" not in run(own_home, "index", "verify").stderr


def test_index_commands(own_home: Path) -> None:
    assert run(own_home, "index", "verify").stdout == "The index is consistent.\n"
    stats = json.loads(run(own_home, "index", "stats", "--json").stdout)
    assert (stats["papers"], stats["pending"]) == (1, 0)
    assert run(own_home, "index", "rebuild").stdout.endswith("indexed.\n")


# ingesting and removing


def test_one_broken_file_costs_one_line_and_the_rest_goes_on(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "bob.md").write_text("# Bob\n\nCorrigibility is the readiness of an agent to be corrected.\n")
    result = run(own_home, "ingest", str(tmp_path / "empty.md"), str(tmp_path / "gone.md"), str(tmp_path / "bob.md"))
    assert result.exit_code == 1
    assert result.stdout == "3 files: 1 added, 2 refused. The index holds 2 papers.\n"
    refused = [line for line in result.stderr.splitlines() if "refused: " in line]
    assert len(refused) == 2
    assert all("Hint: " in line for line in refused)
    again = run(own_home, "ingest", str(tmp_path / "bob.md"))
    assert (again.exit_code, again.stdout) == (0, "1 file: 1 unchanged. The index holds 2 papers.\n")


def test_a_removed_paper_can_be_verified_until_it_is_purged(own_home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(run(own_home, "ask", "What is deceptive alignment?", "--json").stdout)
    assert run(own_home, "remove", "ash2021deception").exit_code == 0
    assert run(own_home, "remove", "ash2021deception").exit_code == 2
    kept = run(own_home, "verify", str(saved))
    assert (kept.exit_code, "older version" in kept.stdout) == (0, True)
    assert run(own_home, "remove", "ash2021deception", "--purge").exit_code == 0
    assert run(own_home, "verify", str(saved)).exit_code == 1


# verifying


def test_an_answer_is_verified_and_a_changed_one_is_not(primer_home: Path) -> None:
    saved = run(primer_home, "ask", QUESTION, "--json", "--quotes", "2").stdout
    proven = run(primer_home, "verify", "-", stdin=saved)
    assert (proven.exit_code, proven.stdout) == (0, "2 quotes proven.\n")
    data = json.loads(saved)
    quote = data["citations"][1]["quote"]
    quote["exact"] = quote["exact"][:9] + "#" + quote["exact"][10:]
    changed = run(primer_home, "verify", "-", stdin=json.dumps(data))
    assert changed.exit_code == 1
    assert changed.stdout.startswith("citation 2 (")
    assert "differs from the source at character 10" in changed.stdout


@pytest.mark.parametrize("garbage", ["", "garbage", "[]", "{}", '{"schema": "other/1"}', "[" * 100_000])
def test_what_is_no_answer_cannot_be_verified(primer_home: Path, garbage: str) -> None:
    result = run(primer_home, "verify", "-", stdin=garbage)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


# pipes, interrupts, disks


def test_a_reader_that_goes_away_is_no_error(primer_home: Path) -> None:
    command = [sys.executable, "-m", "alignqa", "--home", str(primer_home), "search", "alignment", "-k", "200", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_an_interrupted_ingest_says_what_was_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alignqa", "--home", str(tmp_path / "home"), "ingest", "--primer"]
    # Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=listening) as running:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait() == 130
    assert "ingested and kept" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert run(tmp_path / "home", "index", "verify").exit_code == 0


def test_a_full_disk_is_one_error_and_nothing_is_lost(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text(
        "# Long\n\n" + "".join(f"Oversight number {n} is kept by somebody.\n\n" for n in range(1_000))
    )
    (tmp_path / "brief.md").write_text("# Brief\n\nOversight is kept by nobody.\n")
    maximum = 40_000 + max(path.stat().st_size for path in own_home.rglob("*"))
    full = process(
        *("--home", own_home, "ingest", tmp_path / "brief.md", tmp_path / "long.md"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (maximum, maximum)),
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "Hint: " in full.stderr
    assert "1 file ingested and kept; run the same command again to continue." in full.stderr
    assert run(own_home, "ask", "What is deceptive alignment?").exit_code == 0
