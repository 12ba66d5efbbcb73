"""Papers from Zotero: what a library has comes in as it is there, a Zotero that runs is not disturbed, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from alignqa.cli.main import app
from zotero_library import ZoteroLibrary, pdf_of

DRIFT = (
    "Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end.",
    "We found that 31 of the 40 lanterns drifted within two weeks, which is a rate of 78 percent.",
)
OIL = (
    "The oil of a lantern decides how long it burns after its keeper has gone to sleep at night. "
    "A keeper who sleeps early needs more of it than one who reads until the morning.",
)
WICKS = ("Wicks are cut at dusk by their keepers. A wick that is cut too late smokes, and the glass turns black.",)


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words], prog_name="alignqa")


def take(zotero: ZoteroLibrary, home: Path, *words: str) -> Result:
    return run(home, "import", "zotero", "--library", str(zotero.folder), *words)


def papers(home: Path) -> dict[str, dict[str, object]]:
    return {paper["paper_id"]: paper for paper in json.loads(run(home, "papers", "--json").stdout)}


@pytest.fixture
def zotero(tmp_path: Path):
    library = ZoteroLibrary(tmp_path / "Zotero")
    yield library
    library.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_collection_comes_in_with_those_below_it_and_with_the_facts_and_keys_of_the_library(
    zotero: ZoteroLibrary, home: Path
) -> None:
    drift = zotero.work(
        *("WORKDRIF", "Ada Winter", "Bo Summer"),
        title="On lantern drift",
        date="2003-05-00 May 2003",
        DOI="10.1000/drift",
        url="https://example.org/drift",
        publicationTitle="Annals of Lamps",
        extra="tex.ids: other\nCitation Key: winterLanternDrift2003",
    )
    oil = zotero.work("WORKOILS", "Lamp Society", title="Oil", date="2011", citationKey="society2011")
    zotero.connection.execute(
        "UPDATE creators SET firstName = '', lastName = 'Lamp Society', fieldMode = 1 WHERE lastName = 'Society'"
    )
    wick = zotero.work(
        "WORKWICK", "Cy Fall", kind="preprint", title="Wicks", date="2018", repository="arXiv", archiveID="arXiv:1812.00001"
    )
    binned, elsewhere = (zotero.work(key, title=key, date="2000") for key in ("WORKBINN", "WORKELSE"))
    for number, (item, pages) in enumerate({drift: DRIFT, oil: OIL, wick: WICKS, binned: OIL, elsewhere: OIL}.items()):
        zotero.stored(item, f"FILE{number:04}", f"Paper {number}.pdf", pdf_of(*pages))
    zotero.bin(binned)
    lamps = zotero.collection("Lamps", drift)
    zotero.collection("Fuel", oil, binned, above=zotero.collection("Old", wick, above=lamps))
    zotero.collection("Others", elsewhere)
    zotero.better_bibtex({"WORKWICK": "fallWicks2018", "WORKOILS": "notThisOne"})

    result = take(zotero, home, "--collection", "lamps")

    assert (result.exit_code, result.stdout) == (0, "3 files: 3 added. The index holds 3 papers.\n")
    found = papers(home)
    assert sorted(found) == ["fallWicks2018", "society2011", "winterLanternDrift2003"]
    paper = found["winterLanternDrift2003"]
    assert (paper["title"], paper["authors"], paper["year"], paper["url"]) == (
        "On lantern drift",
        ["Ada Winter", "Bo Summer"],
        2003,
        "https://example.org/drift",
    )
    assert found["society2011"]["authors"] == ["Lamp Society"]
    printed = run(home, "papers", "--bibtex").stdout
    assert "journal = {Annals of Lamps}" in printed
    assert "doi = {10.1000/drift}" in printed
    assert "eprint = {1812.00001}" in printed


def test_of_three_pdfs_the_one_that_zotero_opens_is_read_and_the_others_are_named(zotero: ZoteroLibrary, home: Path) -> None:
    work = zotero.work("WORKDRIF", "Ada Winter", title="Drift", date="2003", url="https://example.org/drift")
    zotero.stored(work, "FILEOLD1", "Supplement.pdf", pdf_of(*OIL), added="2020-01-01 00:00:00")
    zotero.stored(work, "FILEMAIN", "Paper.pdf", pdf_of(*DRIFT), added="2021-01-01 00:00:00", url="https://example.org/drift")
    zotero.stored(work, "FILENEW1", "Draft.pdf", pdf_of("A draft of this."), added="2022-01-01 00:00:00")
    zotero.stored(work, "FILEPAGE", "page.html", b"<p>A page.</p>", content_type="text/html", url="https://example.org/drift")
    result = take(zotero, home)
    assert result.exit_code == 0
    assert "several files: winter2003drift is read from Paper.pdf, which Zotero opens; not read: Supplement.pdf, Draft.pdf" in (
        result.stderr
    )
    assert papers(home)["winter2003drift"]["source"] == str(zotero.folder / "storage/FILEMAIN/Paper.pdf")


def test_a_supplement_does_not_take_the_place_of_a_paper_whose_file_is_missing(zotero: ZoteroLibrary, home: Path) -> None:
    work = zotero.work("WORKDRIF", "Ada Winter", title="Drift", date="2003")
    zotero.attach(work, "FILEMAIN", "storage:Paper.pdf", added="2020-01-01 00:00:00")
    zotero.stored(work, "FILESUPP", "Supplement.pdf", pdf_of(*OIL), added="2021-01-01 00:00:00")
    result = take(zotero, home)
    assert result.exit_code == 1
    assert "missing: winter2003drift names Paper.pdf, but no paper was found there." in result.stderr
    assert "open them there once" in result.stderr
    assert not (home / "indexes" / "default" / "catalogue.sqlite").exists()


def test_files_are_found_wherever_zotero_keeps_them_and_nowhere_else(
    zotero: ZoteroLibrary, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = tmp_path / "user"
    profile = user / ".zotero" / "zotero" / "abc.default"
    profile.mkdir(parents=True)
    linked = tmp_path / "linked"
    (linked / "sub").mkdir(parents=True)
    (profile / "prefs.js").write_text(
        f'user_pref("extensions.zotero.baseAttachmentPath", {json.dumps(str(linked))});\n'
        f'user_pref("extensions.zotero.dataDir", {json.dumps(str(zotero.folder))});\n'
    )
    monkeypatch.setenv("HOME", str(user))
    (linked / "sub" / "relative.pdf").write_bytes(pdf_of(*DRIFT))
    (tmp_path / "whole.pdf").write_bytes(pdf_of(*OIL))
    (zotero.folder / "secret.pdf").write_bytes(pdf_of("Nobody attached this file to a work of the library."))
    for key, path, mode in (
        ("RELATIVE", "attachments:sub/relative.pdf", 2),
        ("WHOLEPTH", str(tmp_path / "whole.pdf"), 2),
        ("ADDRESSS", "https://example.org/paper.pdf", 3),
        ("PICTURES", "storage:image.pdf", 4),
        ("ESCAPING", "storage:../../secret.pdf", 0),
        ("WINDOWSP", r"C:\Papers\paper.pdf", 2),
        ("BROKENPT", "storage:a\0b.pdf", 0),
    ):
        work = zotero.work(f"W{key[:7]}", title=f"Lamps of {key}", date="2003")
        zotero.attach(work, f"F{key[:7]}", path, mode=mode)
    result = run(home, "import", "zotero")
    assert {Path(str(paper["source"])).name for paper in papers(home).values()} == {"relative.pdf", "whole.pdf"}
    assert result.exit_code == 1
    assert result.stderr.count("missing: ") == 3
    assert result.stderr.count("no file: ") == 2


def test_a_file_that_belongs_to_no_work_says_itself_what_it_is(zotero: ZoteroLibrary, home: Path) -> None:
    content = (
        b"---\ntitle: Lamps at sea\nauthors: [Ada Winter]\nyear: 2003\n---\n\nLamps at sea are lit by the second mate at dusk.\n"
    )
    file = zotero.stored(None, "FILEALON", "scan0001.md", content, content_type="text/plain")
    zotero.set(file, "title", "scan0001.md")
    assert take(zotero, home).exit_code == 0
    assert papers(home)["winter2003lamps"]["title"] == "Lamps at sea"


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_zotero_that_runs_is_neither_waited_for_nor_disturbed(zotero: ZoteroLibrary, home: Path, journal: str) -> None:
    zotero.connection.execute(f"PRAGMA journal_mode = {journal}")
    zotero.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    work = zotero.work("WORKDRIF", "Ada Winter", title="Committed just now", date="2003")
    zotero.stored(work, "FILEDRIF", "Paper.pdf", pdf_of(*DRIFT))
    zotero.connection.execute("BEGIN EXCLUSIVE")
    zotero.set(work, "title", "Not committed")
    with (
        pytest.raises(sqlite3.OperationalError, match="locked"),
        closing(sqlite3.connect(zotero.folder / "zotero.sqlite", timeout=0)) as other,
    ):
        other.execute("SELECT count(*) FROM items")
    before = {path.name: path.read_bytes() for path in zotero.folder.iterdir() if path.is_file()}

    result = take(zotero, home)

    assert result.exit_code == 0, result.output
    assert papers(home)["winter2003committed"]["title"] == "Committed just now"
    assert {path.name: path.read_bytes() for path in zotero.folder.iterdir() if path.is_file()} == before
    zotero.connection.execute("COMMIT")


def test_a_change_that_zotero_was_writing_when_it_died_is_not_taken_for_one(
    zotero: ZoteroLibrary, home: Path, tmp_path: Path
) -> None:
    work = zotero.work("WORKDRIF", "Ada Winter", title="As it was", date="2003")
    zotero.stored(work, "FILEDRIF", "Paper.pdf", pdf_of(*DRIFT))
    zotero.connection.execute("PRAGMA cache_size = 1")
    zotero.connection.execute("BEGIN EXCLUSIVE")
    zotero.connection.execute("UPDATE itemDataValues SET value = 'Half a change' WHERE value = 'As it was'")
    zotero.connection.executemany("INSERT INTO itemDataValues (value) VALUES (?)", [("x" * 900 + str(n),) for n in range(2_000)])
    died = tmp_path / "died"
    died.mkdir()
    for name in ("zotero.sqlite", "zotero.sqlite-journal"):  # as they are on the disk now
        (died / name).write_bytes((zotero.folder / name).read_bytes())
    (died / "storage").symlink_to(zotero.folder / "storage")
    zotero.connection.execute("ROLLBACK")
    result = run(home, "import", "zotero", "--library", str(died))
    assert result.exit_code == 0, result.output
    assert [paper["title"] for paper in papers(home).values()] == ["As it was"]


def test_what_is_no_zotero_library_is_an_error_with_a_hint(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    nothing = run(home, "import", "zotero", "--library", str(folder))
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert f"There is no Zotero library in {folder}" in nothing.stderr
    (folder / "zotero.sqlite").write_bytes(b"This is no database, but a letter to one." * 99)
    damaged = run(home, "import", "zotero", "--library", str(folder))
    assert (damaged.exit_code, damaged.stdout) == (1, "")
    assert "zotero.sqlite cannot be read: file is not a database." in damaged.stderr
    for result in (nothing, damaged):
        assert "Hint: " in result.stderr
    assert not home.exists() or not list(home.rglob("catalogue*"))


def test_a_database_of_another_form_is_named_with_what_it_lacks(zotero: ZoteroLibrary, home: Path) -> None:
    zotero.connection.execute("ALTER TABLE itemAttachments RENAME COLUMN parentItemID TO sourceItemID")
    zotero.connection.execute("UPDATE version SET version = 77")
    result = take(zotero, home)
    assert result.exit_code == 1
    assert "is of a form that is not known: itemAttachments has no parentItemID (version 77)." in result.stderr
    assert "Hint: Open it once in Zotero 5 or later, or export the collection from Zotero and import that file" in result.stderr


def test_a_library_without_annotations_and_binned_collections_is_read(zotero: ZoteroLibrary, home: Path) -> None:
    zotero.connection.executescript("DROP TABLE itemAnnotations; DROP TABLE deletedCollections;")
    zotero.stored(zotero.work("WORKDRIF", "Ada Winter", title="Drift", date="2003"), "FILEDRIF", "Paper.pdf", pdf_of(*DRIFT))
    assert take(zotero, home).stdout == "1 file: 1 added. The index holds 1 paper.\n"


def test_collections_are_named_by_name_path_or_key(zotero: ZoteroLibrary, home: Path) -> None:
    works = [zotero.work(f"WORK000{n}", f"Ada Winter{n}", title=f"Drift {n}", date="2003") for n in range(3)]
    for number, work in enumerate(works):
        zotero.stored(work, f"FILE000{number}", "Paper.md", f"Lamp number {number} burns all night in the tower.".encode())
    safety, lab = zotero.collection("Safety", key="COLLSAFE"), zotero.collection("Lab", key="COLLLAB0")
    zotero.collection("Evals", works[0], above=safety, key="COLLEVA1")
    zotero.collection("Evals", works[1], above=lab, key="COLLEVA2")
    binned = zotero.collection("Binned", works[2], key="COLLBIN0")
    zotero.connection.execute("INSERT INTO deletedCollections (collectionID) VALUES (?)", (binned,))

    several = take(zotero, home, "--collection", "evals")
    assert several.exit_code == 2
    assert (
        "There are 2 collections 'evals' in this Zotero library: Lab/Evals (COLLEVA2), Safety/Evals (COLLEVA1)." in several.stderr
    )
    unknown = take(zotero, home, "--collection", "Safty")
    assert unknown.exit_code == 2
    assert "There is no collection 'Safty' in this Zotero library." in unknown.stderr
    assert "Hint: Did you mean Safety?" in unknown.stderr
    assert take(zotero, home, "--collection", "Binned").exit_code == 2
    assert take(zotero, home, "--collection", "safety/evals").exit_code == 0
    assert list(papers(home)) == ["winter02003drift"]
    assert take(zotero, home, "--collection", "COLLEVA2").exit_code == 0
    assert list(papers(home)) == ["winter02003drift", "winter12003drift"]


def test_tags_and_groups_choose(zotero: ZoteroLibrary, home: Path) -> None:
    group = zotero.group("Our lab", 4711)
    read, both = (zotero.work(f"WORK000{n}", f"Ada Winter{n}", title=f"Drift {n}", date="2003") for n in range(2))
    shared = zotero.work("WORK0002", "Bo Summer", title="Shared", date="2004", library=group)
    for number, work in enumerate((read, both, shared)):
        zotero.stored(work, f"FILE000{number}", "Paper.md", f"Lamp number {number} burns all night in the tower.".encode())
    for work, tag in ((read, "read"), (both, "read"), (both, "lamps")):
        zotero.tag(work, tag)
    assert take(zotero, home, "--tag", "Read", "--tag", "lamps").exit_code == 0
    assert list(papers(home)) == ["winter12003drift"]
    assert take(zotero, home, "--group", "our lab").exit_code == 0
    assert list(papers(home)) == ["summer2004shared", "winter12003drift"]
    for option, name in (("--tag", "reed"), ("--group", "Our lap")):
        wrong = take(zotero, home, option, name)
        assert wrong.exit_code == 2
        assert "Hint: Did you mean " in wrong.stderr


def test_many_items_without_a_file_share_one_line(zotero: ZoteroLibrary, home: Path) -> None:
    for number in range(1_200):
        zotero.work(f"W{number:07}", f"Ada Winter{number}", title=f"Drift {number}", date="2003")
    result = take(zotero, home)
    assert result.exit_code == 0
    first, *others = result.stderr.splitlines()
    assert first.startswith("no file: 1,200 entries name no file, and their papers are not in the index: ")
    assert others == ["There was nothing to import from the library."]


@pytest.mark.parametrize(("option", "file"), [("--bibtex", "refs.bib"), ("--csl-json", "refs.json")])
def test_a_collection_goes_through_a_reference_list_into_another_home_without_a_loss(
    zotero: ZoteroLibrary, home: Path, tmp_path: Path, option: str, file: str
) -> None:
    facts = [
        (
            "journalArticle",
            ("Ada Winter", "Bo van der Summer"),
            {"title": "Drift & {Braces}", "publicationTitle": "Annals of Lamps", "DOI": "10.1000/drift_1"},
        ),
        (
            "preprint",
            ("Ö. Zé",),
            {
                "title": "Über Öl",
                "repository": "arXiv",
                "archiveID": "arXiv:1812.00001",
                "url": "https://example.org/a_b?c=1&d=2",
            },
        ),
        ("bookSection", ("Cy Fall",), {"title": "A chapter", "bookTitle": "The Book of Lamps", "publisher": "Press"}),
        ("conferencePaper", ("Di Spring", "Ed Autumn"), {"title": "100% of lamps", "proceedingsTitle": "Proceedings of Light"}),
        ("thesis", ("Flo Dusk",), {"title": "Lamps #1", "university": "University of Light", "rights": "CC-BY-4.0"}),
        ("blogPost", ("gwern",), {"title": "Why lamps?", "blogTitle": "Lamps", "url": "https://example.org/blog"}),
    ]
    for number, (kind, authors, known) in enumerate(facts):
        work = zotero.work(
            f"WORK000{number}", *authors, kind=kind, date=f"20{number:02}", extra=f"Citation Key: Key_{number}:x", **known
        )
        zotero.stored(
            work, f"FILE000{number}", f"Paper; {number}.md", f"Lamp number {number} burns all night in the tower.".encode()
        )
    assert take(zotero, home).exit_code == 0
    printed = run(home, "papers", option).stdout
    (tmp_path / file).write_text(printed, encoding="utf-8")
    other = tmp_path / "other"
    assert run(other, "import", str(tmp_path / file)).stdout == "6 files: 6 added. The index holds 6 papers.\n"
    assert run(other, "papers", option).stdout == printed
    assert run(other, "papers", "--json").stdout == run(home, "papers", "--json").stdout


def test_a_ris_list_of_the_same_works_gives_the_same_facts_and_files(zotero: ZoteroLibrary, home: Path, tmp_path: Path) -> None:
    known = {"title": "Drift & oil", "date": "2003-05-01", "DOI": "10.1000/drift_1", "url": "https://example.org/a_b?c=1"}
    work = zotero.work("WORKDRIF", "Ada Winter", "Bo Summer", publicationTitle="Annals of Lamps", **known)
    zotero.stored(work, "FILEDRIF", "Winter; 2003 ü.md", b"Lamps burn all night in the tower.", content_type="text/markdown")
    assert take(zotero, home).exit_code == 0
    file = (zotero.folder / "storage" / "FILEDRIF" / "Winter; 2003 ü.md").as_uri()
    fields = (
        "TY  - JOUR",
        "TI  - Drift & oil",
        "AU  - Winter, Ada",
        "AU  - Summer, Bo",
        "T2  - Annals of Lamps",
        "PY  - 2003/05/01/",
    )
    more = ("DO  - 10.1000/drift_1", "UR  - https://example.org/a_b?c=1", f"L1  - {file}", "ER  - ")
    (tmp_path / "refs.ris").write_text("\n".join((*fields, *more)), encoding="utf-8")
    other = tmp_path / "other"
    assert run(other, "import", str(tmp_path / "refs.ris")).exit_code == 0
    for option in ("--json", "--bibtex", "--csl-json"):
        assert run(other, "papers", option).stdout == run(home, "papers", option).stdout


def test_letters_that_are_not_utf_8_spoil_one_value_and_not_the_import(zotero: ZoteroLibrary, home: Path) -> None:
    work = zotero.work("WORKDRIF", "Ada Winter", title="Drift", date="2003")
    zotero.connection.execute("UPDATE itemDataValues SET value = CAST(x'4472ff6674' AS TEXT) WHERE value = 'Drift'")
    zotero.stored(work, "FILEDRIF", "Paper.md", b"Lamps burn all night in the tower.", content_type="text/markdown")
    assert take(zotero, home).exit_code == 0
    assert [paper["title"] for paper in papers(home).values()] == ["Dr\ufffdft"]


def test_titles_lose_the_tags_that_zotero_allows_in_them(zotero: ZoteroLibrary, home: Path) -> None:
    title = 'On <i>E. coli</i> and H<sub>2</sub>O, <span style="font-variant: small-caps;">Ad</span>, where 1 < 2'
    work = zotero.work("WORKDRIF", "Ada Winter", title=title, date="2003")
    zotero.stored(work, "FILEDRIF", "Paper.md", b"Lamps burn all night in the tower.", content_type="text/markdown")
    assert take(zotero, home).exit_code == 0
    assert [paper["title"] for paper in papers(home).values()] == ["On E. coli and H2O, Ad, where 1 < 2"]
