"""Papers that another version of a parser read are named, and read anew under their keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alignqa.index.library import Library
from alignqa.papers.document import Metadata, sha256_of
from alignqa.papers.parsing.formats import PARSER_VERSIONS, Format, newest_parser
from damaging import without_checksums

LAMPS, DOORS = "Lamps burn oil at night.", "Doors are shut by day."
NEWEST = f"markdown {PARSER_VERSIONS[Format.MARKDOWN]}"


def read_by(library: Library, parser: str | None, paper_id: str = "") -> None:
    """Makes the catalogue say which parser read the papers; None is an index that an earlier alignqa made."""
    if parser is None:
        without_checksums(library.folder / "catalogue.sqlite")
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as database, database:
        if parser is None:
            database.execute("DROP TABLE parsers")
        else:
            database.execute(
                "UPDATE parsers SET parser = ? WHERE paper IN (SELECT id FROM papers WHERE paper_id = ?)", (parser, paper_id)
            )


def outdated(library: Library) -> list[tuple[str, str | None]]:
    return [(paper.paper_id, paper.parser) for paper in library.outdated()]


def test_a_parser_is_known_with_its_version() -> None:
    assert newest_parser("markdown 0") == NEWEST
    assert newest_parser("plain text 7") == f"plain text {PARSER_VERSIONS[Format.PLAIN_TEXT]}"
    assert newest_parser("") == newest_parser("papyrus 1") == ""


def test_papers_that_an_older_parser_read_are_named_until_they_are_read_again(make_library, write_note) -> None:
    library, one, other = make_library(), write_note("lamps", LAMPS), write_note("doors", DOORS)
    library.ingest([one, other])
    assert outdated(library) == []
    read_by(library, "markdown 0", "lark2020lamps")
    assert outdated(library) == [("lark2020lamps", "markdown 0")]
    assert [report.outcome.value for report in library.ingest([one]).files] == ["unchanged"]
    report = library.ingest([one], again=True)
    assert [(file.outcome.value, file.paper_id) for file in report.files] == [("replaced", "lark2020lamps")]
    assert outdated(library) == []
    assert library.counts()["papers"] == 2
    assert library.verify() == []


def test_all_papers_of_an_index_from_before_are_outdated(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path])
    read_by(library, None)
    assert outdated(library) == [("lark2020lamps", None)]
    library.ingest([path], again=True)
    assert outdated(library) == []


def test_the_former_text_is_kept_for_receipts_and_the_key_stays(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path])
    # As if a former parser had left out a word.
    former = library.paper("lark2020lamps").text
    text = former.replace("at night", "by night")
    without_checksums(library.folder / "catalogue.sqlite")
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as database, database:
        digest = sha256_of(former)
        database.execute("UPDATE texts SET text = ?, text_sha256 = ? WHERE text_sha256 = ?", (text, sha256_of(text), digest))
        database.execute("UPDATE papers SET text_sha256 = ? WHERE text_sha256 = ?", (sha256_of(text), digest))
    library.ingest([path], again=True)
    assert library.paper("lark2020lamps").text == former
    with closing(library.catalogue()) as catalogue:
        (holder,) = catalogue.holders(sha256_of(text))
        assert (holder.paper_id, holder.state) == ("lark2020lamps", "former")
        assert catalogue.manuscript(sha256_of(text)) is not None


def test_a_paper_with_a_copy_keeps_its_key_and_its_source(make_library, write_note) -> None:
    library, one, copy = make_library(), write_note("lamps", LAMPS), write_note("a copy", LAMPS)
    library.ingest([one])
    library.ingest([copy])
    before = library.papers()
    report = library.ingest([one.parent], again=True)
    assert sorted((file.path.stem, file.outcome.value) for file in report.files) == [
        ("a copy", "duplicate"),
        ("lamps", "replaced"),
    ]
    assert library.papers() == before


def test_what_the_user_said_of_a_file_outlives_its_changes(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path], declared={path: Metadata(title="Lamps and Wicks", year=1999, venue="Annals")})
    library.ingest([path], again=True)
    known = library.papers()[0].metadata
    assert (known.title, known.year, known.venue, known.authors) == ("Lamps and Wicks", 1999, "Annals", ("Ada Lark",))
    path.write_text(path.read_text(encoding="utf-8").replace("night", "dusk").replace("Ada Lark", "Bo Finch"), encoding="utf-8")
    library.ingest([path])
    known = library.papers()[0].metadata
    assert (known.title, known.year, known.authors) == ("Lamps and Wicks", 1999, ("Bo Finch",))


def test_a_file_that_is_gone_is_refused_and_its_paper_stays(make_library, write_note, tmp_path: Path) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path])
    path.unlink()
    assert [report.outcome.value for report in library.ingest([path], again=True).files] == ["refused"]
    assert [paper.paper_id for paper in library.papers()] == ["lark2020lamps"]
