"""Texts in the index prove or refute that a new one is the work whose title, author or identifier it bears."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.catalogue.schema import WORK_FACTS
from alignqa.index.library import Library
from alignqa.index.reports import FileReport
from alignqa.index.works import Copies
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature

LISTED = Metadata(
    title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019, key="lark2019keeping", venue="Annals", doi="10.1/lamps"
)
FRONT = '---\ntitle: "On the Keeping of Lamps"\nauthor: Ada Lark\nyear: 2019\n{more}---\n\n'


def sentences(subject: str, count: int) -> str:
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    names = [
        f"{tens}-{ones}" for tens in ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty") for ones in numbers
    ]
    return " ".join(
        f"The {subject} number {name} stands at the harbour and is looked after every night by the old man who has lived "
        "beside the gate with his two dogs and his daughter since the year of the great storm."
        for name in names[:count]
    )


WORK, NOTES = sentences("lamp of the keeper", 60), sentences("remark of mine on this paper", 24)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    vectors = MemoryIndex()
    return Library(
        tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors, literature=Literature([LISTED])
    )


def ingest(library: Library, path: Path, body: str, more: str = "") -> FileReport:
    path.write_text(FRONT.format(more=more) + body + "\n", encoding="utf-8")
    return library.ingest([path]).files[-1]


def facts(library: Library) -> dict[str, tuple[str | None, str | None]]:
    return {Path(paper.source).stem: (paper.metadata.key, paper.metadata.venue) for paper in library.papers()}


def test_notes_under_the_name_of_a_paper_in_the_index_are_not_taken_for_it(library: Library, tmp_path: Path) -> None:
    ingest(library, tmp_path / "paper.md", WORK)
    report = ingest(library, tmp_path / "notes.md", NOTES)
    assert facts(library) == {"paper": ("lark2019keeping", "Annals"), "notes": (None, None)}
    assert "is another than that of lark2019keeping" in " ".join(report.notices)
    assert library.copies() == {}


def test_notes_that_came_before_the_paper_are_read_again(library: Library, tmp_path: Path) -> None:
    ingest(library, tmp_path / "notes.md", NOTES)
    assert facts(library) == {"notes": ("lark2019keeping", "Annals")}  # nothing speaks against it yet
    report = ingest(library, tmp_path / "paper.md", WORK)
    assert facts(library) == {"paper": ("lark2019keeping", "Annals"), "notes": (None, None)}
    assert report.notices == ()
    assert {paper.paper_id for paper in library.papers()} == {"lark2019keeping", "lark2019keepingb"}  # a key is kept for ever
    assert library.verify() == []
    assert facts(library)["paper"] == ("lark2019keeping", "Annals")


@pytest.mark.parametrize(
    ("body", "is_the_work"),
    [
        (WORK + " And so on.", True),  # another rendering
        (sentences("lamp of the keeper", 30), True),  # an excerpt
        (sentences("lamp of the keeper", 9), True),  # a short one, which may also be notes
        (sentences("remark of mine on this paper", 9), False),
        (sentences("lamp of the keeper", 12) + " " + sentences("sentence of a new edition", 40), True),  # rewritten
        (sentences("lamp of the keeper", 4) + " " + NOTES, False),  # notes that quote
        (sentences("verse of a parody", 60), False),
    ],
)
def test_a_rendering_an_excerpt_and_a_new_edition_are_the_work(library, tmp_path, body, is_the_work) -> None:
    ingest(library, tmp_path / "paper.md", WORK)
    ingest(library, tmp_path / "other.md", body)
    assert (facts(library)["other"] == ("lark2019keeping", "Annals")) is is_the_work


def test_the_user_s_word_outweighs_the_length(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text(FRONT.format(more="") + NOTES + "\n", encoding="utf-8")
    library.ingest([path], declared={path: LISTED})
    report = ingest(library, tmp_path / "commentary.md", WORK)
    assert facts(library) == {"letter": ("lark2019keeping", "Annals"), "commentary": (None, None)}
    assert report.notices


def test_two_texts_with_one_doi_are_no_versions_and_the_user_is_told(library: Library, tmp_path: Path) -> None:
    def write(name: str, title: str, body: str) -> FileReport:
        path = tmp_path / name
        path.write_text(f"---\ntitle: {title}\nauthor: Bo Finch\ndoi: 10.1234/tin\n---\n\n{body}\n", encoding="utf-8")
        return library.ingest([path]).files[-1]

    write("a.md", "Tin", sentences("plate of tin", 8))
    report = write("b.md", "Zinc", sentences("bucket of zinc", 8))
    assert "It has the DOI of finchtin, but another text" in " ".join(report.notices)
    assert library.copies() == {}
    report = write("c.md", "Tin again", sentences("plate of tin", 7))
    assert "another text" in " ".join(report.notices)  # than that of the zinc
    assert library.copies() == {"finchtin": Copies(("finchtinb",)), "finchtinb": Copies(("finchtin",))}


def test_a_fact_from_a_list_beside_the_file_names_the_list(library: Library, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{x, title={Tin}, author={Finch, Bo}, year={2018}, file={tin.md}}", encoding="utf-8")
    path = tmp_path / "tin.md"
    path.write_text(f"# Tin\n\n{sentences('plate of tin', 3)}\n", encoding="utf-8")
    library.ingest([path])
    known = library.papers()[0].metadata
    assert (known.year, known.origins["year"], known.origins["authors"]) == (2018, "refs.bib", "refs.bib")


def test_papers_of_a_work_are_looked_up_in_an_index(library: Library, tmp_path: Path) -> None:
    ingest(library, tmp_path / "paper.md", WORK)
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as database:
        for fact in WORK_FACTS.values():
            (plan,) = database.execute(
                f"EXPLAIN QUERY PLAN SELECT paper_id FROM papers WHERE state = 'committed' AND {fact} = ?",  # noqa: S608
                ("x",),
            ).fetchall()
            assert "USING INDEX papers_by_" in plan[3]


def test_a_chapter_is_part_of_its_book_in_the_index(library: Library, tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.md").write_text(
        f"---\ntitle: The Lamp Book\nauthor: Ada Lark\nyear: 2021\n---\n\n{sentences('page', 3)}\n", encoding="utf-8"
    )
    (tmp_path / "book" / "01.md").write_text(f"# Oil\n\n{sentences('barrel', 3)}\n", encoding="utf-8")
    library.ingest([tmp_path / "book"])
    assert [(paper.paper_id, paper.metadata.authors, paper.metadata.wholes) for paper in library.papers()] == [
        ("lark2021lamp", ("Ada Lark",), ()),
        ("lark2021oil", ("Ada Lark",), ("The Lamp Book",)),
    ]
    assert library.copies() == {"lark2021oil": Copies(part_of=("lark2021lamp",))}
