"""The part of a collection inherits authors and year from its whole, and a text about a work is no part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.index.folder_indexes import FolderIndexes
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.identification import identify
from alignqa.papers.identity.literature import Literature, read_literature
from alignqa.papers.parsing.formats import parse_file
from places import LITERATURE, REPOSITORY

BOOK = Metadata(
    title="The Care of Lamps in Northern Harbours",
    authors=("Ada Lark", "Bo Finch"),
    year=2019,
    key="lark2019care",
    url="https://lamps.example/book",
)
OTHER = Metadata(title="The Care of Lamps: an Introduction", authors=("Ada Lark",), year=2020, key="lark2020care")
LISTED = Literature([BOOK, OTHER])


def identified(text: str, found: Metadata | None = None, name: str = "post2.md") -> Metadata:
    return identify(Manuscript(text, metadata=found or Metadata(title="Wicks")), Path("/p") / name, literature=LISTED).metadata


@pytest.mark.parametrize(
    "announcement",
    [
        "This is the second of five posts in the The Care of Lamps in Northern Harbours Sequence.",
        "Part 2 of the “The Care of Lamps in Northern Harbours” series.",
        "This post is part of the sequence “The Care of Lamps in Northern Harbours”. Comments are welcome.",
        "(3rd post of our “The Care of Lamps in Northern Harbours” sequence; here is the second.)",
        "This is the last post of the The Care of Lamps sequence, after the book “The Care of Lamps in Northern Harbours” "
        "by Ada Lark and Bo Finch.",
    ],
)
def test_a_post_that_announces_its_whole_inherits_from_it(announcement: str) -> None:
    known = identified(f"{announcement}\n\nA wick is a cord of cotton.")
    assert (known.authors, known.year, known.wholes) == (BOOK.authors, 2019, (BOOK.title,))
    assert (known.title, known.key, known.url) == ("Wicks", None, None)
    assert known.origins["authors"] == known.origins["year"] == f"part of {BOOK.title}"


@pytest.mark.parametrize(
    "text",
    [
        "This is the second post in my series of reviews of “The Care of Lamps in Northern Harbours” by Ada Lark.",
        "This is the second post of the review series “The Care of Lamps in Northern Harbours”.",
        "This is the first part of my series about The Care of Lamps in Northern Harbours.",
        "We read The Care of Lamps in Northern Harbours by Ada Lark and Bo Finch, in the second of three evenings.",
        "This is the second of five posts in the Lamps sequence by Ada Lark.",  # too little of a title
        "This is the second of five posts in the The Care of Lamps sequence.",  # of two works, and nothing says which
        "A wick is a cord. " * 100 + "This is the second of five posts in the The Care of Lamps in Northern Harbours sequence.",
    ],
)
def test_a_text_about_a_work_is_no_part_of_it(text: str) -> None:
    known = identified(text)
    assert (known.authors, known.year, known.wholes) == ((), None, ())


def test_what_a_part_says_of_itself_stands() -> None:
    announcement = "Part 2 of the “The Care of Lamps in Northern Harbours” series."
    known = identified(announcement, Metadata(title="Wicks", authors=("Bo Finch",), year=2021))
    assert (known.authors, known.year, known.wholes) == (("Bo Finch",), 2021, (BOOK.title,))
    known = identified(announcement, Metadata(title="Wicks", authors=("Cy Wren",)))  # who wrote no part of that book
    assert (known.authors, known.year, known.wholes) == (("Cy Wren",), None, ())


def test_a_page_below_the_address_of_its_whole_is_a_part_if_its_name_says_so() -> None:
    below = Metadata(title="Wicks", url="https://www.lamps.example/book/wicks/")
    named = "The Care of Lamps in Northern Harbours - Wicks.md"
    assert identified("A wick.", below, named).wholes == (BOOK.title,)
    assert identified("A wick.", below, "wicks.md").wholes == ()
    assert identified("A wick.", Metadata(title="Wicks", url="https://lamps.example/books"), named).wholes == ()


# folders


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with an index, and a chapter in a folder with an index of its own, by one of the two authors."""
    (tmp_path / "02").mkdir()
    files = {
        "index.md": "---\ntitle: The Lamp Book\nauthors: [Ada Lark, Bo Finch]\nyear: 2021\n---\n\n"
        "Lamps are kept. Read [on](wicks.md).\n\n"
        "## [Oil](02/)\n\nThis chapter is on oil.\n",
        "02/README.md": "# Chapter 2: Oil\n\nAuthors: Bo Finch\n\nOil burns.\n",
        "02/01.md": "# Rape oil\n\nRape oil burns brightly.\n",
        "02/A1.md": "---\nauthor: Cy Wren\nyear: 1999\n---\n\n# Whale oil\n\nWhale oil burns long.\n",
        "02/clipped.md": "# Whales\n\nWhales swim.\n",
        "02/3.md": "---\nsource_url: https://elsewhere.example/whales\n---\n\n# Whales\n\nWhales swim.\n",
        "02/4.txt": "Tides\n\nTides rise.\n",
        "wicks.md": "# Wicks\n\nA wick is a cord.\n",
        "other.md": "# Doors\n\nDoors are shut.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def known_in(folder: Path, name: str) -> Metadata:
    path = folder / name
    literature = Literature()
    return identify(parse_file(path), path, literature=literature, wholes=FolderIndexes(literature).wholes_of(path)).metadata


@pytest.mark.parametrize(
    ("name", "authors", "year", "wholes"),
    [
        ("index.md", ("Ada Lark", "Bo Finch"), 2021, ()),
        ("02/README.md", ("Bo Finch",), 2021, ("The Lamp Book",)),
        ("02/01.md", ("Bo Finch",), 2021, ("Chapter 2: Oil", "The Lamp Book")),
        ("02/A1.md", ("Cy Wren",), 1999, ("Chapter 2: Oil", "The Lamp Book")),
        ("02/clipped.md", (), None, ()),  # neither counted nor linked
        ("02/3.md", (), None, ()),  # it has an address of its own
        ("02/4.txt", (), None, ()),  # of another format than the book
        ("wicks.md", ("Ada Lark", "Bo Finch"), 2021, ("The Lamp Book",)),  # linked
        ("other.md", (), None, ()),
    ],
)
def test_a_chapter_inherits_from_the_index_of_its_folder(book, name, authors, year, wholes) -> None:
    known = known_in(book, name)
    assert (known.authors, known.year, known.wholes) == (authors, year, wholes)


def test_the_year_of_a_chapter_says_that_it_is_the_book_s(book) -> None:
    origins = known_in(book, "02/01.md").origins
    assert (origins["authors"], origins["year"]) == ("part of Chapter 2: Oil", "part of The Lamp Book")


@pytest.mark.parametrize(
    "index",
    [
        "---\nauthor: Ada Lark\n---\n\n# Reading list\n\n- [One](01.md)\n\nWhat I read on lamps this year, a book a week.\n",
        "# Papers on lamps\n\nAuthors: Ada Lark\n\nThe papers of our group, and of others.\n",
        "# My folder\n\nThings that I found.\n",  # nobody's
        "Things that I found, by Ada Lark.\n",  # it has no title
    ],
)
def test_a_folder_of_other_people_s_papers_is_no_book(tmp_path: Path, index: str) -> None:
    (tmp_path / "README.md").write_text(index, encoding="utf-8")
    (tmp_path / "01.md").write_text("# Tin\n\nTin is pressed.\n", encoding="utf-8")
    known = known_in(tmp_path, "01.md")
    assert (known.authors, known.wholes) == ((), ())


def test_an_index_without_prose_still_names_its_book(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "---\nauthor: Ada Lark\nyear: 2020\n---\n\n# The Lamp Course\n\n- [Wicks](wicks.md)\n", encoding="utf-8"
    )
    (tmp_path / "wicks.md").write_text("# Wicks\n\nA wick is a cord.\n", encoding="utf-8")
    known = known_in(tmp_path, "wicks.md")
    assert (known.authors, known.year, known.wholes) == (("Ada Lark",), 2020, ("The Lamp Course",))


def test_every_part_of_the_shared_textbook_and_sequence_has_an_author_and_a_year() -> None:
    literature = read_literature(REPOSITORY / "corpus" / "papers.toml")
    folders = FolderIndexes(literature)
    papers = LITERATURE / "papers"
    paths = [*sorted(papers.glob("atlas-textbook/*/*.md")), *sorted(papers.glob("hubinger2019-rflo/post*.md"))]
    if not paths:
        pytest.skip(f"{papers} is not there")
    known = {
        str(path.relative_to(papers)): identify(
            parse_file(path), path, literature=literature, wholes=folders.wholes_of(path)
        ).metadata
        for path in paths
    }
    assert [name for name, metadata in known.items() if not (metadata.authors and metadata.year and metadata.wholes)] == []
    assert known["atlas-textbook/04/02.md"].authors == ("Charles Martinet",)
    assert known["atlas-textbook/06/01.md"].wholes == ("Chapter 06 - Specification", "AI Safety Atlas")
    assert known["hubinger2019-rflo/post4.md"].authors[0] == "Evan Hubinger"
