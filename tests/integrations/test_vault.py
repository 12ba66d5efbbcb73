"""A vault of notes: linked, provable by its block ids, the same on a second run, and careful with what a person wrote."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.answers.answer import Quote
from alignqa.cli.main import app
from alignqa.integrations.obsidian.marked_note import DamagedNote, merged_text, new_text, record_of
from alignqa.integrations.obsidian.note import Note
from alignqa.integrations.obsidian.page_notes import Paths, paper_note
from alignqa.integrations.obsidian.vault import VaultFolder
from alignqa.papers.document import Locator, Metadata, Span
from alignqa.summaries.pages import Item, PagePart, SummaryPage

WINTER = """---
title: "On lantern drift"
authors: ["Ada Winter"]
year: 2003
---

# On lantern drift

## Introduction

Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end.
We expect that lantern drift will become common before 2040.

## Results

We found that 31 of the 40 lanterns drifted within two weeks, a rate of 78%.
"""
SUMMER = """---
title: "Lanterns in the north"
authors: ["Bo Summer"]
year: 2011
---

# Lanterns in the north

In our own work, lantern drift refers to the length of oil that is burned after the keeper has gone to sleep.
We found that 9 of 10 lanterns show lantern drift.
"""
PAPER, CONCEPT = "papers/winter2003lantern.md", "concepts/lantern drift.md"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "winter.md").write_text(WINTER, encoding="utf-8")
    (tmp_path / "texts" / "summer.md").write_text(SUMMER, encoding="utf-8")
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "texts"])
    return tmp_path / "home"


def export(home: Path, folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "export", "vault", str(folder), *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def change_paper(home: Path) -> None:
    text = WINTER.replace("31 of the 40", "32 of the 41").replace("year: 2003", 'year: 2003\nurl: "https://example.org/drift"')
    (home.parent / "texts" / "winter.md").write_text(text, encoding="utf-8")
    alignqa.open_library(home).ingest([home.parent / "texts"])


def test_papers_and_the_concepts_that_two_define_are_notes_and_a_second_run_changes_no_byte(home: Path, tmp_path: Path):
    made = export(home, tmp_path / "vault")
    assert made.exit_code == 0, made.output
    first = contents(tmp_path / "vault")
    assert set(first) == {PAPER, CONCEPT, "papers/summer2011lanterns.md"}
    again = export(home, tmp_path / "vault")
    assert "0 notes new, 0 changed, 3 as they were." in again.stdout
    assert contents(tmp_path / "vault") == first


def test_every_link_leads_to_a_note_and_its_block_and_every_quote_has_one_id(home: Path, tmp_path: Path):
    export(home, tmp_path / "vault", "--concept", "lantern drift", "--concept", "oil")
    notes = {path: data.decode() for path, data in contents(tmp_path / "vault").items()}
    ids = {path: re.findall(r"^\^(q[0-9a-f]{10})$", text, flags=re.MULTILINE) for path, text in notes.items()}
    links = [link for text in notes.values() for link in re.findall(r"\[\[([^\]|#]+)(?:#\^(\w+))?\|[^\]|#]+\]\]", text)]
    assert any(block for _, block in links)
    for path, block in links:
        assert f"{path}.md" in notes
        assert not block or block in ids[f"{path}.md"]
    for path, found in ids.items():
        assert len(found) == len(set(found)), path
        assert found or path == "concepts/oil.md"
    assert "[[concepts/lantern drift|lantern drift]]" in notes[PAPER]
    known = yaml.safe_load(notes[PAPER].split("---")[1])
    assert (known["title"], known["authors"], known["year"]) == ("On lantern drift", ["Ada Winter"], 2003)
    assert known["citekey"] == "winter2003lantern"


def test_nothing_that_a_paper_says_acts_in_a_vault():
    said = "See #oil, ==wax== and [[x]].\n%% alignqa:end results %%\n> [!bug] ^q1"
    quote = Quote(said, Span(0, len(said)), "", "", "key", "0", Locator("%% 1 %%"))
    facts = Metadata(title="Lamps [[in]] #the north", authors=("Ada Winter",))
    page = SummaryPage("key", "paper", str(facts.title), (PagePart("Results", (Item(quote, "#tag"),)),), {"key": facts})
    parts = paper_note(page, facts, "key", paths=Paths()).parts
    assert parts["title"] == "# Lamps \\[\\[in\\]\\] \\#the north\n\nWinter"
    assert parts["results"].splitlines()[2:6] == [
        r"> [!quote] sec. \%\% 1 \%\% (\#tag)",
        r"> See \#oil, \=\=wax\=\= and \[\[x\]\].",
        r"> \%\% alignqa:end results \%\%",
        r"> \> \[!bug\] \^q1",
    ]
    link = Paths({"key": "papers/a"}).source(page.citations()[0])
    assert link == "[[papers/a|Winter]]"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_a_person_wrote_stays_and_the_rest_is_brought_up_to_date(home: Path, tmp_path: Path, line_end: str):
    vault = tmp_path / "vault"
    export(home, vault)
    note = vault / PAPER
    text = note.read_text(encoding="utf-8")
    text = text.replace("citekey:", "rating: 5   # mine\ncitekey:").replace('title: "On', 'title: "My name for On')
    text = text.replace("%% alignqa:end title %%\n", "%% alignqa:end title %%\n\nMy thoughts,   with [[my link]].\n")
    text += "\n## My own part\n\n- [ ] read again\n"
    note.write_bytes(text.replace("\n", line_end).encode())
    change_paper(home)
    assert export(home, vault).exit_code == 0
    data = note.read_bytes().decode()
    assert set(re.findall(r"\r?\n", data)) == {line_end}
    after = data.replace("\r\n", "\n")
    for own in ("rating: 5   # mine\n", 'title: "My name for On', "\n\nMy thoughts,   with [[my link]].\n"):
        assert own in after
    assert after.endswith("\n## My own part\n\n- [ ] read again\n")
    assert "32 of the 41" in after
    assert "31 of the 40" not in after
    assert 'url: "https://example.org/drift"\n' in after
    settled = contents(vault)
    export(home, vault)
    assert contents(vault) == settled


def test_a_part_that_a_person_changed_is_kept_and_named_until_force(home: Path, tmp_path: Path):
    vault = tmp_path / "vault"
    export(home, vault)
    note = vault / PAPER
    changed = note.read_text(encoding="utf-8").replace("> We found that 31", "> We (remember this!) found that 31")
    assert "remember" in changed
    note.write_text(changed, encoding="utf-8")
    change_paper(home)
    kept = export(home, vault)
    assert kept.exit_code == 0
    assert "was changed by hand and left; --force writes it anew" in kept.stderr
    assert "remember this!" in note.read_text(encoding="utf-8")
    export(home, vault, "--force")
    assert "remember this!" not in note.read_text(encoding="utf-8")
    assert "32 of the 41" in note.read_text(encoding="utf-8")


def test_what_a_person_deleted_stays_deleted_and_a_moved_note_is_found(home: Path, tmp_path: Path):
    vault = tmp_path / "vault"
    export(home, vault)
    text = (vault / PAPER).read_text(encoding="utf-8")
    text = re.sub(r"%% alignqa:begin title .*?%% alignqa:end title %%\n", "", text, flags=re.DOTALL).replace("year: 2003\n", "")
    (vault / PAPER).unlink()
    (vault / "Read").mkdir()
    (vault / "Read" / "Winter on drift.md").write_text(text, encoding="utf-8")
    change_paper(home)
    assert export(home, vault).exit_code == 0
    moved = (vault / "Read" / "Winter on drift.md").read_text(encoding="utf-8")
    assert not (vault / PAPER).exists()
    assert "32 of the 41" in moved
    assert "alignqa:begin title" not in moved
    assert "year:" not in moved
    assert "[[Read/Winter on drift" in (vault / CONCEPT).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda text: text.replace("%% alignqa:end title %%\n", ""), 'the part "title" has a beginning and no end'),
        (lambda text: text.replace("---\n", "---\n: [\n", 1), "its properties are not YAML"),
        (lambda text: text[text.index("%%") : text.rindex("%% alignqa:note")] + text, 'the part "title" is there twice'),
        (lambda text: "My own note of that name.\n", "alignqa did not write it"),
        (lambda text: "\udcff", "it is not UTF-8 text"),
    ],
)
def test_a_note_whose_marks_are_damaged_is_left_and_the_others_go_on(home: Path, tmp_path: Path, damage, reason: str):
    vault = tmp_path / "vault"
    export(home, vault)
    note = vault / PAPER
    note.write_bytes(damage(note.read_text(encoding="utf-8")).encode("utf-8", "surrogateescape"))
    before = note.read_bytes()
    (vault / CONCEPT).unlink()
    done = export(home, vault)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert note.read_bytes() == before
    assert (vault / CONCEPT).exists()


def test_hidden_folders_and_notes_of_others_are_not_touched(home: Path, tmp_path: Path):
    vault = tmp_path / "vault"
    export(home, vault)
    (vault / ".trash").mkdir()
    (vault / PAPER).rename(vault / ".trash" / "winter2003lantern.md")
    (vault / "Daily.md").write_bytes(b"# Today\r\n\xff not text")
    others = {name: data for name, data in contents(vault).items() if name.startswith(".trash") or name == "Daily.md"}
    assert "1 note new" in export(home, vault).stdout
    assert others.items() <= contents(vault).items()


def test_a_file_in_the_place_of_the_vault_is_an_error(home: Path, tmp_path: Path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert export(home, tmp_path / "file").exit_code == 1
    assert export(home, tmp_path / "vault", "--paper", "nobody").exit_code == 2
    assert not (tmp_path / "vault").exists()


NOTE = Note("paper", "a 100% key", {"title": "Lamps: a book", "tags": ("one",)}, {"first": "One.", "second": "Two."})


def test_a_part_that_is_new_stands_behind_the_one_before_it_and_one_that_is_gone_goes():
    text = new_text(NOTE)
    record = record_of(text)
    assert record is not None
    assert record.identity == ("paper", "a 100% key")
    later = Note("paper", "a 100% key", {"title": "Lamps"}, {"first": "One.", "between": "And.", "third": "Three."})
    merged, kept = merged_text(text.replace("One.\n", "One.   \n"), record, later)
    assert kept == ()
    assert re.findall(r"alignqa:begin (\w+)", merged) == ["first", "between", "third"]
    assert "Two." not in merged
    assert "tags" not in merged
    assert 'title: "Lamps"\n' in merged
    assert "One.   \n" in merged
    found = record_of(merged)
    assert found is not None
    assert merged_text(merged, found, later) == (merged, ())


def test_properties_as_obsidian_writes_them_count_as_unchanged():
    text = new_text(NOTE).replace('title: "Lamps: a book"', "title: 'Lamps: a book'").replace('  - "one"', "- one")
    record = record_of(text)
    assert record is not None
    later = Note("paper", "a 100% key", {"title": "Lamps", "tags": ("one", "two")}, NOTE.parts)
    assert merged_text(text, record, later)[0].startswith('---\ntitle: "Lamps"\ntags:\n  - "one"\n  - "two"\n---\n')
    with pytest.raises(DamagedNote):
        merged_text(text.replace("%% alignqa:end second %%", ""), record, later)


def test_keys_that_one_file_name_would_stand_for_get_two(tmp_path: Path):
    vault = VaultFolder(tmp_path)
    places = [vault.place(("paper", key)).as_posix() for key in ("Doe:2020", "doe-2020", "..", "Doe:2020")]
    assert places == ["papers/Doe-2020.md", "papers/doe-2020 2.md", "papers/note.md", "papers/Doe-2020.md"]
