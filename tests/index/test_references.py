"""Reference lists in and out: files with what a list says of them, keys that stay."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.library import Library
from alignqa.index.references import attachments, entry_of, ingest_attachments
from alignqa.papers.bibliography import ReferenceEntry, read_bibliography, write_bibtex, write_csl_json
from alignqa.papers.document import Metadata

LAMPS = "Keepers of lamps sleep by day. Their lamps burn oil at night."
DOORS = "Doors are shut at night, and opened in the morning."
TOLD = Metadata(title="The {Lamp} & its 100% Keeper", authors=("Ida van Dale", "Öz Ñu"), year=2018, arxiv_id="1812.00001")


def taken(library: Library, entries: list[ReferenceEntry], folder: Path) -> dict[str, Metadata]:
    ingest_attachments(library, attachments(entries, folder, library.papers() if library.folder.exists() else []).declared)
    return {record.paper_id: record.metadata for record in library.papers()}


def test_a_file_is_ingested_with_the_key_and_the_facts_of_its_entry(make_library, write_note, tmp_path: Path) -> None:
    write_note("lamps", LAMPS)
    known = taken(make_library(), [ReferenceEntry("dale:Lamp2018", TOLD, ("papers/lamps.md",))], tmp_path)
    assert known == {
        "dale:Lamp2018": Metadata(
            title="The {Lamp} & its 100% Keeper",
            authors=("Ida van Dale", "Öz Ñu"),
            year=2018,
            arxiv_id="1812.00001",
            key="dale:Lamp2018",
        )
    }


def test_a_paper_that_is_here_keeps_its_key_and_learns_the_rest(make_library, write_note, tmp_path: Path) -> None:
    library = make_library()
    library.ingest([write_note("lamps", LAMPS)])
    by_file = taken(library, [ReferenceEntry("dale2018", TOLD, ("papers/lamps.md",))], tmp_path)
    assert {key: (known.title, known.year) for key, known in by_file.items()} == {"lark2020lamps": (TOLD.title, 2018)}
    bare = ReferenceEntry("again", Metadata(venue="Annals of Lamps", year=2021, arxiv_id="1812.00001"))
    by_number = taken(library, [bare], tmp_path)["lark2020lamps"]
    assert (by_number.title, by_number.year, by_number.venue) == (TOLD.title, 2021, "Annals of Lamps")
    (report,) = ingest_attachments(library, attachments([bare], tmp_path, library.papers()).declared).files
    assert report.outcome == "unchanged"
    (report,) = library.ingest([tmp_path / "papers"]).files
    assert report.outcome == "unchanged"
    assert library.papers()[0].metadata == by_number


def test_what_a_list_says_of_a_second_copy_is_told_the_first(make_library, write_note, tmp_path: Path) -> None:
    library = make_library()
    first = write_note("lamps", LAMPS)
    library.ingest([first])
    copy = tmp_path / "storage" / "lamps.md"
    copy.parent.mkdir()
    copy.write_bytes(first.read_bytes())
    known = taken(library, [ReferenceEntry("dale2018", TOLD, ("storage/lamps.md",))], tmp_path)
    assert {key: metadata.title for key, metadata in known.items()} == {"lark2020lamps": TOLD.title}


def test_of_several_files_the_pdf_is_taken_and_what_is_no_paper_is_not(tmp_path: Path) -> None:
    for name in ("a.html", "a.PDF", "data.csv", "windows/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    entries = [
        ReferenceEntry("a", Metadata(), ("a.html", "gone.pdf", "a.PDF")),
        ReferenceEntry("b", Metadata(), ("windows\\b.md",)),
        ReferenceEntry("c", Metadata(), ("data.csv",)),
        ReferenceEntry("d", Metadata(), (str(tmp_path / "gone.pdf"),)),
        ReferenceEntry("n", Metadata(), ("a\0b.pdf", f"{'long' * 100}.pdf")),
        ReferenceEntry("e", Metadata(title="Nowhere")),
    ]
    found = attachments(entries, tmp_path, [])
    assert {path.name: metadata.key for path, metadata in found.declared.items()} == {"a.PDF": "a", "b.md": "b"}
    assert ([entry.key for entry in found.lost], [entry.key for entry in found.bare]) == (["c", "d", "n"], ["e"])


def test_an_exported_list_fills_a_new_library_with_the_same_keys(make_library, write_note, tmp_path: Path) -> None:
    library = make_library()
    library.ingest([write_note("lamps", LAMPS, key="x:Lamps-1"), write_note("doors", DOORS)])
    taken(library, [ReferenceEntry("dale2018", TOLD, ("papers/lamps.md",))], tmp_path)
    before = [(record.paper_id, record.metadata.title, record.metadata.authors) for record in library.papers()]
    for number, write in enumerate((write_bibtex, write_csl_json)):
        entries, notices = read_bibliography(write([entry_of(record) for record in library.papers()]))
        other = Library(tmp_path / f"new{number}", embedder=library.embedder, open_vectors=library.open_vectors)
        ingest_attachments(other, attachments(entries, tmp_path / "elsewhere", []).declared)
        assert notices == ()
        assert [(record.paper_id, record.metadata.title, record.metadata.authors) for record in other.papers()] == before


@given(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9:_./+-]{0,30}", fullmatch=True),
    st.text(st.sampled_from("aé{}\\%$&#_^~ ;:-."), max_size=20),
)
@example("0", "{:}")  # escaped, it looked like a command of LaTeX in braces
@example("0", "\\{_}")
def test_keys_and_paths_come_back_as_they_went(key: str, stem: str) -> None:
    source = f"/papers/{stem.strip() or 'x'}.pdf"
    entry = entry_of(PaperRecord(key, Metadata(title="Lamps"), source, ""))
    for write in (write_bibtex, write_csl_json):
        ((again,), _) = read_bibliography(write([entry]))
        assert (again.key, again.files) == (key, (source,))
