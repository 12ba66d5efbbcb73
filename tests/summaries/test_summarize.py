"""`alignqa summarize` as it is run: resumed, repeated, proven, and careful with what others wrote."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from alignqa.cli.main import app
from alignqa.errors import UsageError
from alignqa.summaries.folder import BatchRun, OutputFolder, PageTask, changed_files


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_papers_are_summarized_proven_and_the_same_when_repeated(lantern_home: Path, tmp_path: Path):
    made = run(lantern_home, "summarize", "papers", "--all", "--out", str(tmp_path / "one"))
    assert made.exit_code == 0, made.output
    assert "3 pages written." in made.stdout
    assert {"index.md", "manifest.json", "winter2003lantern.md", "winter2003lantern.json"} <= set(contents(tmp_path / "one"))
    proven = run(lantern_home, "verify", str(tmp_path / "one"))
    assert proven.exit_code == 0
    assert proven.stdout.endswith("quotes proven.\n")
    again = run(lantern_home, "summarize", "papers", "--all", "--out", str(tmp_path / "one"))
    assert "0 pages written, 3 already there." in again.stdout
    run(lantern_home, "summarize", "papers", "--all", "--out", str(tmp_path / "two"))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_interrupted_run_goes_on_to_the_same_result(tmp_path: Path):
    made: list[str] = []

    def task(name: str, *, stops: bool = False) -> PageTask:
        def make() -> dict[str, str]:
            if stops:
                raise KeyboardInterrupt
            made.append(name)
            return {f"{name}.md": f"page {name}"}

        return PageTask(name, make)

    def write(folder: str, *, stops: bool) -> None:
        tasks = [task("a"), task("b", stops=stops), task("c")]
        OutputFolder(tmp_path / folder, BatchRun("command", "index", "1")).write(
            tasks, lambda names: {"index.md": " ".join(names)}, progress=lambda done, total: None
        )

    with pytest.raises(KeyboardInterrupt):
        write("resumed", stops=True)
    write("resumed", stops=False)
    assert made == ["a", "b", "c"]
    write("whole", stops=False)
    assert contents(tmp_path / "resumed") == contents(tmp_path / "whole")


def test_one_failed_page_does_not_stop_the_rest(tmp_path: Path):
    def fails() -> dict[str, str]:
        raise UsageError("It broke.")

    tasks = [PageTask("a", fails), PageTask("b", lambda: {"b.md": "page"})]
    folder = OutputFolder(tmp_path, BatchRun("command", "index", "1"))
    result = folder.write(tasks, lambda names: {"index.md": " ".join(names)}, progress=lambda done, total: None)
    assert (result.made, result.failed) == (1, (("a", "It broke."),))
    assert (tmp_path / "index.md").read_text() == "b"


def test_a_page_that_breaks_in_an_unforeseen_way_does_not_stop_the_rest(tmp_path: Path):
    tasks = [PageTask("a", lambda: {"a.md": str(1 // 0)}), PageTask("b", lambda: {"b.md": "page"})]
    folder = OutputFolder(tmp_path, BatchRun("command", "index", "1"))
    result = folder.write(tasks, lambda names: {}, progress=lambda done, total: None)
    assert (result.made, [name for name, _ in result.failed]) == (1, ["a"])


def test_pages_of_an_older_index_are_replaced_even_when_that_is_interrupted_twice(tmp_path: Path):
    def stops() -> dict[str, str]:
        raise KeyboardInterrupt

    def write(index: str, *tasks: PageTask) -> None:
        OutputFolder(tmp_path, BatchRun("command", index, "1")).write(
            tasks, lambda names: {"index.md": index}, progress=lambda done, total: None
        )

    write("old", PageTask("a", lambda: {"a.md": "old a"}), PageTask("b", lambda: {"b.md": "old b"}))
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            write("new", PageTask("a", lambda: {"a.md": "new a"}), PageTask("b", stops))
    write("new", PageTask("a", lambda: {"a.md": "new a"}), PageTask("b", lambda: {"b.md": "new b"}))
    assert (tmp_path / "b.md").read_text() == "new b"
    assert changed_files(tmp_path) == []


def test_a_folder_that_other_code_began_is_made_anew(tmp_path: Path):
    def write(code: str) -> tuple[int, int]:
        folder = OutputFolder(tmp_path, BatchRun("command", "index", "1", code=code))
        made = folder.write([PageTask("a", lambda: {"a.md": code})], lambda names: {}, progress=lambda done, total: None)
        return made.made, made.kept

    assert [write("old"), write("old"), write("new")] == [(1, 0), (0, 1), (1, 0)]
    assert (tmp_path / "a.md").read_text() == "new"


def test_the_manifest_of_a_run_names_the_code_that_made_it(lantern_home: Path, tmp_path: Path):
    run(lantern_home, "summarize", "concept", "lantern drift", "--out", str(tmp_path))
    assert len(json.loads((tmp_path / "manifest.json").read_text())["code"]) == 64


def test_related_concepts_are_links_where_the_folder_has_their_pages(lantern_home: Path, tmp_path: Path):
    def write(folder: str, *names: str) -> list[str]:
        """What the page of the last concept is related to."""
        made = run(lantern_home, "summarize", "concept", *names, "--out", str(tmp_path / folder))
        assert made.exit_code == 0, made.output
        page = (tmp_path / folder / f"{names[-1].replace(' ', '-')}.md").read_text()
        return page.partition("## Related concepts\n\n")[2].partition("\n\n")[0].splitlines()

    # What nobody mentions is related to headings of the papers, and to concepts of the run that are called alike.
    assert write("alone", "lantern results") == ["- Results"]
    assert write("set", "lantern drift", "lantern results") == ["- [[lantern-drift|lantern drift]]", "- Results"]
    write("earlier", "results")
    assert write("earlier", "lantern results") == ["- [[results|Results]]"]


def test_a_folder_grows_by_further_runs(lantern_home: Path, tmp_path: Path):
    for words in (
        ("concept", "lantern drift"),
        ("papers", "winter2003lantern"),
        ("concept", "wick"),
        ("concept", "lantern drift"),
    ):
        made = run(lantern_home, "summarize", *words, "--out", str(tmp_path))
        assert made.exit_code == 0, made.output
    index = (tmp_path / "index.md").read_text()
    assert [line.partition("|")[0] for line in index.splitlines() if line.startswith("- ")] == [
        "- [[lantern-drift",
        "- [[wick",
        "- [[winter2003lantern",
    ]
    assert run(lantern_home, "verify", str(tmp_path)).exit_code == 0
    (tmp_path / "wick.md").write_text("something else")
    assert changed_files(tmp_path) == ["wick.md"]


def test_a_file_that_others_wrote_or_changed_is_not_overwritten_without_force(lantern_home: Path, tmp_path: Path):
    words = ("summarize", "concept", "lantern drift", "--out", str(tmp_path))
    (tmp_path / "lantern-drift.md").write_text("my own notes")
    refused = run(lantern_home, *words)
    assert refused.exit_code == 2
    assert (tmp_path / "lantern-drift.md").read_text() == "my own notes"
    assert run(lantern_home, *words, "--force").exit_code == 0
    assert run(lantern_home, "verify", str(tmp_path)).exit_code == 0
    with (tmp_path / "lantern-drift.md").open("a") as page:
        page.write("and a quote that nobody wrote")
    assert changed_files(tmp_path) == ["lantern-drift.md"]
    found = run(lantern_home, "verify", str(tmp_path))
    assert found.exit_code == 1
    assert "lantern-drift.md: is missing, or was changed since it was written" in found.stdout


def test_a_manifest_may_name_no_file_outside_its_folder(tmp_path: Path):
    data = {"schema": "alignqa.summaries/1", "fingerprint": "", "tasks": {"a": {"../a.md": "0"}}}
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    with pytest.raises(UsageError, match="names the file"):
        changed_files(tmp_path)


def test_a_table_has_a_quote_or_not_found_in_every_cell(lantern_home: Path, tmp_path: Path):
    questions = tmp_path / "questions.yaml"
    questions.write_text("questions: ['What is lantern drift?', 'Who won the chess championship of 1972?']")
    words = ("summarize", "table", str(questions), "--all", "--out", str(tmp_path / "table"))
    made = run(lantern_home, *words)
    assert made.exit_code == 0, made.output
    table = (tmp_path / "table" / "table.csv").read_text()
    assert "“Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end." in table
    assert all(line.endswith(",not found") for line in table.splitlines()[1:])
    assert (tmp_path / "table" / "table.md").read_text().startswith("# Questions by paper")
    assert "0 pages written, 3 already there." in run(lantern_home, *words).stdout
    assert run(lantern_home, "verify", str(tmp_path / "table")).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("papers", "winter2003lantren"), "Did you mean winter2003lantern"),
        (("papers",), "in exactly one way"),
        (("papers", "--topic", "zeppelins"), "No paper in the index matches the topic"),
        (("concept",), "No concepts were named"),
        (("concept", "--list", "nowhere.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_acted_on_is_said(lantern_home: Path, tmp_path: Path, words: tuple[str, ...], said: str):
    found = run(lantern_home, "summarize", *words, "--out", str(tmp_path / "out"))
    assert found.exit_code == 2
    assert said in found.output
    assert not (tmp_path / "out").exists()
