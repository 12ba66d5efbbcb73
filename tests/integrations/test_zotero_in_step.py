"""An import from Zotero that is made again: it adds, updates, names what is gone, and else changes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from alignqa.cli.main import app
from zotero_library import ZoteroLibrary

PATIENCE = 60.0  # seconds that a test waits before it fails


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words], prog_name="alignqa")


def take(zotero: ZoteroLibrary, home: Path, *words: str) -> Result:
    return run(home, "import", "zotero", "--library", str(zotero.folder), *words)


def papers(home: Path) -> dict[str, dict[str, object]]:
    return {paper["paper_id"]: paper for paper in json.loads(run(home, "papers", "--json").stdout)}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def text_of(number: int) -> bytes:
    return f"Lamp number {number} burns all night in the tower, and keeper {number * 7} looks after it.".encode()


class Lamps:
    """A collection of two works, one of them with a comment on its file."""

    def __init__(self, folder: Path) -> None:
        self.zotero = ZoteroLibrary(folder)
        self.works = [self.work(number) for number in range(2)]
        self.collection = self.zotero.collection("Lamps", *self.works)

    def work(self, number: int) -> int:
        known = {"title": f"Lamps {number}", "date": f"{2000 + number}", "DOI": f"10.1000/lamp{number}"}
        work = self.zotero.work(f"WORK000{number}", "Ada Winter", extra=f"Citation Key: lamps{number}", **known)
        file = self.zotero.stored(work, f"FILE000{number}", f"Lamp {number}.md", text_of(number), content_type="text/markdown")
        if number == 1:
            self.annotation = self.zotero.annotate(file, "ANNO0001", "burns all night", "I have seen it go out at four.")
        return work


@pytest.fixture
def lamps(tmp_path: Path):
    made = Lamps(tmp_path / "Zotero")
    yield made
    made.zotero.close()


@pytest.fixture
def home(lamps: Lamps, tmp_path: Path) -> Path:
    assert take(lamps.zotero, tmp_path / "home", "--collection", "Lamps").exit_code == 0
    return tmp_path / "home"


def test_a_second_run_changes_no_byte(lamps: Lamps, home: Path) -> None:
    before = contents(home)
    again = take(lamps.zotero, home, "--collection", "Lamps")
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout == "2 files: 2 unchanged. The index holds 3 papers.\nYour notes: 1 unchanged.\n"
    assert contents(home) == before


def test_what_is_new_is_added_and_what_has_changed_is_brought_up_to_date(lamps: Lamps, home: Path) -> None:
    lamps.zotero.place(lamps.collection, lamps.work(2))
    lamps.zotero.set(lamps.works[0], "title", "Lamps of the north")
    lamps.zotero.set(lamps.works[0], "DOI", "")
    lamps.zotero.set(lamps.works[0], "extra", "Citation Key: anotherKey")
    lamps.zotero.connection.execute(
        "UPDATE itemAnnotations SET comment = 'I have seen it go out at five.' WHERE itemID = ?", (lamps.annotation,)
    )
    again = take(lamps.zotero, home, "--collection", "Lamps")
    assert again.stdout == ("3 files: 1 added, 1 replaced, 1 unchanged. The index holds 4 papers.\nYour notes: 1 replaced.\n")
    found = papers(home)
    assert sorted(found) == ["lamps0", "lamps1", "lamps1-notes", "lamps2"]
    assert found["lamps0"]["title"] == "Lamps of the north"
    assert "lamp0" not in run(home, "papers", "--bibtex").stdout
    assert "five" in run(home, "show", "lamps1-notes", "--json").stdout
    before = contents(home)
    assert "3 unchanged" in take(lamps.zotero, home, "--collection", "Lamps").stdout
    assert contents(home) == before


def test_what_the_file_says_fills_the_place_of_a_fact_that_zotero_no_longer_has(lamps: Lamps, home: Path) -> None:
    front = b"---\ntitle: From the file\nauthors: [Ada Winter]\nyear: 1999\n---\n\n"
    work = lamps.zotero.work("WORK0009", "Ada Winter", title="From Zotero", date="2009", extra="Citation Key: lamps9")
    lamps.zotero.stored(work, "FILE0009", "Lamp 9.md", front + text_of(9), content_type="text/markdown")
    lamps.zotero.place(lamps.collection, work)
    take(lamps.zotero, home, "--collection", "Lamps")
    assert (papers(home)["lamps9"]["title"], papers(home)["lamps9"]["year"]) == ("From Zotero", 2009)
    lamps.zotero.set(work, "date", "")
    take(lamps.zotero, home, "--collection", "Lamps")
    assert (papers(home)["lamps9"]["title"], papers(home)["lamps9"]["year"]) == ("From Zotero", 1999)


def test_what_has_gone_is_named_and_stays_until_it_is_pruned(lamps: Lamps, home: Path) -> None:
    lamps.zotero.take_out(lamps.collection, lamps.works[1])
    for _ in range(2):
        again = take(lamps.zotero, home, "--collection", "Lamps")
        assert again.exit_code == 0
        assert again.stderr == (
            "gone: lamps1 (“Lamps 1”) is no longer in Lamps; it stays in the index unless you give --prune.\n"
            "gone: lamps1-notes (“Notes on Lamps 1”) is no longer in Lamps; it stays in the index unless you give --prune.\n"
        )
        assert sorted(papers(home)) == ["lamps0", "lamps1", "lamps1-notes"]
    pruned = take(lamps.zotero, home, "--collection", "Lamps", "--prune")
    assert "removed: lamps1 (“Lamps 1”) is no longer in Lamps.\n" in pruned.stderr
    assert list(papers(home)) == ["lamps0"]
    assert (lamps.zotero.folder / "storage" / "FILE0001" / "Lamp 1.md").read_bytes() == text_of(1)
    assert take(lamps.zotero, home, "--collection", "Lamps", "--prune").stderr == ""
    lamps.zotero.place(lamps.collection, lamps.works[1])
    assert take(lamps.zotero, home, "--collection", "Lamps").exit_code == 0
    assert sorted(papers(home)) == ["lamps0", "lamps1", "lamps1-notes"]


def test_a_paper_that_another_import_brings_or_that_is_not_from_zotero_is_never_pruned(
    lamps: Lamps, home: Path, tmp_path: Path
) -> None:
    other = lamps.zotero.collection("Towers", lamps.works[1])
    assert take(lamps.zotero, home, "--collection", "Towers").exit_code == 0
    (tmp_path / "own.md").write_text("# My own paper\n\nLamps of my own burn in the cellar until noon.\n")
    assert run(home, "ingest", str(tmp_path / "own.md")).exit_code == 0
    for work in lamps.works:
        lamps.zotero.take_out(lamps.collection, work)
    take(lamps.zotero, home, "--collection", "Lamps", "--prune")
    assert sorted(str(paper["title"]) for paper in papers(home).values()) == ["Lamps 1", "My own paper", "Notes on Lamps 1"]
    lamps.zotero.take_out(other, lamps.works[1])
    take(lamps.zotero, home, "--collection", "Towers", "--prune")
    assert [paper["title"] for paper in papers(home).values()] == ["My own paper"]


def test_a_file_that_is_missing_for_now_is_not_gone(lamps: Lamps, home: Path) -> None:
    file = lamps.zotero.folder / "storage" / "FILE0000" / "Lamp 0.md"
    file.rename(file.with_suffix(".away"))
    again = take(lamps.zotero, home, "--collection", "Lamps", "--prune")
    assert again.exit_code == 1
    assert again.stderr.splitlines()[0] == "missing: lamps0 names Lamp 0.md, but no paper was found there."
    assert "lamps0" in papers(home)
    file.with_suffix(".away").rename(file)
    back = take(lamps.zotero, home, "--collection", "Lamps")
    assert (back.exit_code, back.stderr) == (0, "")


def test_a_file_that_zotero_renamed_or_exchanged_keeps_its_paper(lamps: Lamps, home: Path) -> None:
    folder = lamps.zotero.folder / "storage" / "FILE0000"
    (folder / "Lamp 0.md").rename(folder / "Winter 2000.md")
    lamps.zotero.connection.execute("UPDATE itemAttachments SET path = 'storage:Winter 2000.md' WHERE path = 'storage:Lamp 0.md'")
    assert take(lamps.zotero, home, "--collection", "Lamps").exit_code == 0
    assert papers(home)["lamps0"]["source"] == str(folder / "Winter 2000.md")
    lamps.zotero.bin(lamps.zotero.connection.execute("SELECT itemID FROM items WHERE key = 'FILE0000'").fetchone()[0])
    lamps.zotero.stored(lamps.works[0], "FILENEW0", "Second.md", text_of(77), content_type="text/markdown")
    again = take(lamps.zotero, home, "--collection", "Lamps")
    assert (again.exit_code, again.stderr.count("gone")) == (0, 0)
    assert sorted(papers(home)) == ["lamps0", "lamps1", "lamps1-notes"]
    assert "Lamp number 77" in run(home, "show", "lamps0", "--json").stdout


def test_two_items_with_one_text_are_one_paper_and_stay_so(lamps: Lamps, home: Path) -> None:
    copy = lamps.zotero.work("WORKCOPY", "Ada Winter", title="The same lamps", date="2000")
    lamps.zotero.stored(copy, "FILECOPY", "Copy.md", text_of(0), content_type="text/markdown")
    lamps.zotero.place(lamps.collection, copy)
    assert "1 duplicate" in take(lamps.zotero, home, "--collection", "Lamps").stdout
    before = contents(home)
    assert "3 unchanged" in take(lamps.zotero, home, "--collection", "Lamps").stdout
    assert contents(home) == before
    lamps.zotero.take_out(lamps.collection, copy)
    take(lamps.zotero, home, "--collection", "Lamps", "--prune")
    assert "lamps0" in papers(home)


def test_a_damaged_record_is_named_and_made_anew_once_it_is_away(lamps: Lamps, home: Path) -> None:
    record = home / "indexes" / "default" / "zotero.json"
    whole = record.read_bytes()
    for damage in (b"{", b"[]", b'{"files": 3}', b""):
        record.write_bytes(damage)
        result = take(lamps.zotero, home, "--collection", "Lamps")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "zotero.json cannot be read: it is damaged." in result.stderr
    record.unlink()
    assert take(lamps.zotero, home, "--collection", "Lamps").exit_code == 0
    assert record.read_bytes() == whole


@pytest.mark.real
def test_a_watch_takes_in_what_comes_until_it_is_interrupted(lamps: Lamps, home: Path) -> None:
    command = [sys.executable, "-m", "alignqa", "--home", home, "import", "zotero", "--library", lamps.zotero.folder]
    command += ["--collection", "Lamps", "--watch", "--every", "0.2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as watching:
        try:
            assert watching.stdout is not None
            assert watching.stdout.readline() == "2 files: 2 unchanged. The index holds 3 papers.\n"
            lamps.zotero.place(lamps.collection, lamps.work(5))
            until = time.monotonic() + PATIENCE
            while "lamps5" not in papers(home) and time.monotonic() < until:
                assert watching.poll() is None
                time.sleep(0.2)
            assert "lamps5" in papers(home)
            time.sleep(1)  # so that the interrupt does not meet the import
            watching.send_signal(signal.SIGINT)
            told, remarks = watching.communicate(timeout=PATIENCE)
        finally:
            watching.kill()
    assert watching.returncode == 0, remarks
    assert told.endswith("The index holds 4 papers.\nYour notes: 1 unchanged.\n")
    assert remarks.startswith("Looking for changes every 0.2 seconds, until you press Ctrl-C.\n")
    assert remarks.endswith("Stopped.\n")


def test_notes_that_lose_their_last_own_word_are_gone_and_come_back(lamps: Lamps, home: Path) -> None:
    def comment(text: str) -> None:
        lamps.zotero.connection.execute("UPDATE itemAnnotations SET comment = ? WHERE itemID = ?", (text, lamps.annotation))

    note = lamps.zotero.note(lamps.works[1], "NOTE0001", '<p><span class="highlight" data-annotation="x">“night”</span></p>')
    comment("")
    for _ in range(2):
        again = take(lamps.zotero, home, "--collection", "Lamps")
        assert again.stderr.startswith("gone: lamps1-notes (“Notes on Lamps 1”) is no longer in Lamps;")
    comment("I have seen it go out at four.")
    lamps.zotero.bin(note)
    assert take(lamps.zotero, home, "--collection", "Lamps").stderr == ""
    assert "go out at four" in run(home, "show", "lamps1-notes", "--json").stdout
    assert run(home, "remove", "lamps1-notes").exit_code == 0
    assert take(lamps.zotero, home, "--collection", "Lamps").stdout.endswith("Your notes: 1 added.\n")
