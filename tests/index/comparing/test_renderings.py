"""Files of one stem in one folder are renderings of one paper only if their texts agree; no other is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from alignqa.cli.commands.ingest import _renderings_line, summary
from alignqa.index.library import Library
from alignqa.index.reports import FileReport, IngestOutcome, IngestReport

WORK = " ".join(
    f"The keeper of tower {name} trims the wick at dusk and writes the hour, the wind and the ships into the book on the table."
    for name in ("Ash", "Beech", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow")
)
NOTES = "I doubt that the keeper wrote all this down. Nobody reads such a book, and most of its pages are said to be lost."


@pytest.fixture
def library(make_library) -> Library:  # type: ignore[no-untyped-def]  # a fixture without types
    return make_library()


def page(text: str, title: str = "The Keeper's Book") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


def outcomes(library: Library, folder: Path, *, again: bool = False) -> dict[str, str]:
    return {report.path.name: report.outcome.value for report in library.ingest([folder], again=again).files}


def sources(library: Library) -> set[str]:
    return {Path(paper.source).name for paper in library.papers()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "book.html").write_text(page(WORK), encoding="utf-8")
    return tmp_path / "papers"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (WORK, "rendering"),
        (WORK.replace("trims the wick", "trims  the\nwick").replace("table", "Table"), "rendering"),
        (WORK.rpartition("The keeper")[0], "rendering"),  # the end was lost by a converter
        (NOTES, "added"),
        (WORK[:500], "added"),  # an excerpt
        (WORK + "\n\n" + " ".join(f"{NOTES} Item {number}." for number in range(9)), "added"),  # with somebody's remarks
        ("Morning damp settles on the bricks and has to be driven out by a small fire.", "added"),
    ],
)
def test_only_a_file_whose_text_agrees_is_a_rendering(library: Library, folder: Path, text: str, outcome: str) -> None:
    (folder / "book.md").write_text(f"# The Keeper's Book\n\n{text}\n", encoding="utf-8")
    assert outcomes(library, folder) == {"book.html": "added", "book.md": outcome}
    assert sources(library) == ({"book.html"} if outcome == "rendering" else {"book.html", "book.md"})


def test_a_report_names_the_paper_and_a_second_run_reads_nothing(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    report = library.ingest([folder])
    (paper,) = library.papers()
    assert [(file.path.name, file.paper_id) for file in report.of(IngestOutcome.RENDERING)] == [("book.md", paper.paper_id)]
    assert outcomes(library, folder) == {"book.html": "unchanged", "book.md": "unchanged"}


def test_three_unlike_files_are_three_papers_and_two_alike_are_one(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(NOTES, encoding="utf-8")
    (folder / "book.txt").write_text(NOTES + "\n", encoding="utf-8")
    tex = r"\documentclass{article}\title{Noon}\begin{document}\section{One}Noon heat cracks the glaze of a pot.\end{document}"
    (folder / "book.tex").write_text(tex, encoding="utf-8")
    found = outcomes(library, folder)
    assert found == {"book.html": "added", "book.tex": "added", "book.md": "added", "book.txt": "rendering"}


def test_a_rendering_that_becomes_another_text_is_a_paper(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    outcomes(library, folder)
    (folder / "book.md").write_text(NOTES, encoding="utf-8")
    assert outcomes(library, folder) == {"book.html": "unchanged", "book.md": "added"}


def test_a_new_text_of_the_paper_replaces_it_and_lets_go_of_its_former_rendering(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    outcomes(library, folder)
    (folder / "book.html").write_text(page(NOTES), encoding="utf-8")
    assert outcomes(library, folder) == {"book.html": "replaced", "book.md": "added"}
    assert len(library.papers()) == 2


def test_a_rendering_is_read_on_its_own_once_the_paper_is_gone(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    outcomes(library, folder)
    (folder / "book.html").unlink()
    assert outcomes(library, folder) == {"book.md": "added"}


def test_where_the_preferred_file_cannot_be_read_the_other_is_the_paper(library: Library, folder: Path) -> None:
    (folder / "book.pdf").write_bytes(b"%PDF-1.4\nbroken")
    assert outcomes(library, folder) == {"book.pdf": "refused", "book.html": "added"}


def test_a_rebuild_makes_no_paper_of_a_rendering(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    outcomes(library, folder)
    library.rebuild()
    assert sources(library) == {"book.html"}
    assert outcomes(library, folder) == {"book.html": "unchanged", "book.md": "unchanged"}


def test_reading_again_keeps_renderings_apart(library: Library, folder: Path) -> None:
    (folder / "book.md").write_text(WORK, encoding="utf-8")
    outcomes(library, folder)
    assert outcomes(library, folder, again=True) == {"book.html": "replaced", "book.md": "rendering"}
    assert library.verify() == []


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ((), ""),
        (("a.md",), "Another rendering, whose text the index has: a.md of key."),
        (("a.md", "b.md"), "2 files are other renderings, whose texts the index has: a.md of key, b.md of key."),
        (
            ("a.md", "b.md", "c.md", "d.md", "e.md"),
            "5 files are other renderings, whose texts the index has: a.md of key, b.md of key, c.md of key and 2 more.",
        ),
    ],
)
def test_one_line_names_the_renderings(names: tuple[str, ...], line: str) -> None:
    files = tuple(FileReport(Path("papers") / name, IngestOutcome.RENDERING, "key") for name in names)
    assert _renderings_line(IngestReport((FileReport(Path("x.pdf"), IngestOutcome.ADDED, "key"), *files))) == line


def test_the_summary_counts_renderings() -> None:
    assert summary(Counter({"added": 2, "rendering": 1}), 2) == "3 files: 2 added, 1 other rendering. The index holds 2 papers.\n"
