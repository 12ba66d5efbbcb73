from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Manuscript, Metadata, Section, Span
from alignqa.papers.identity.identification import assign_key, identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.formats import newest_parser, parse_bytes

LISTED = Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019, key="lark2019keeping", licence="CC0-1.0")
BIB = "@article{x, title={On the Keeping of Lamps}, author={Wren, Cy}, year={2018}, journal={Annals}, file={lamps.pdf}}"


NOTES, WORK = "A few notes on lamps.", "A lamp burns oil. " * 300
EXCERPT = "A lamp burns oil all night if it is kept well, and it fails by midnight if it is not. " * 2


def identified(found: Metadata, name: str = "lamps.pdf", *, text: str = WORK, **sources: object) -> Metadata:
    return identify(Manuscript(text, metadata=found), Path("/papers") / name, **sources).metadata  # type: ignore[arg-type]


def test_the_checked_list_comes_before_a_reference_list_and_both_before_the_file() -> None:
    found = Metadata(title="On the keeping of lamps", authors=("A. Lark", "lampkeeper42"), year=2025)
    known = identified(found, references=read_bibtex(BIB)[0], literature=Literature([LISTED]))
    assert (known.key, known.authors, known.year, known.licence, known.venue) == (
        "lark2019keeping",
        ("Ada Lark",),
        2019,
        "CC0-1.0",
        "Annals",
    )


def test_front_matter_with_a_key_was_written_for_this_and_comes_first() -> None:
    found = Metadata(title="On the Keeping of Lamps", authors=("Bo Finch",), key="finch2024lamps")
    known = identified(found, literature=Literature([LISTED]))
    assert (known.key, known.authors, known.year) == ("finch2024lamps", ("Bo Finch",), None)  # another author: another work
    found = Metadata(title="On the Keeping of Lamps", authors=("A. Lark",), key="lark2024lamps")
    known = identified(found, literature=Literature([LISTED]))
    assert (known.key, known.authors, known.year) == ("lark2024lamps", ("A. Lark",), 2019)


def test_a_reference_list_entry_is_taken_by_its_file_or_two_signs_only() -> None:
    entries = read_bibtex(BIB)[0]
    assert identified(Metadata(), references=entries).year == 2018
    found = Metadata(title="ON THE KEEPING OF LAMPS", authors=("C. Wren",))
    assert identified(found, "other.pdf", references=entries).year == 2018
    assert identified(found, "other.pdf", text=NOTES, references=entries).year is None
    assert identified(Metadata(title="On Doors"), "other.pdf", references=entries).year is None


def test_an_entry_whose_title_a_file_bears_is_not_lent_without_an_author_and_the_user_is_told_how_to_lend_it() -> None:
    found = Manuscript(WORK, metadata=Metadata(title="On the Keeping of Lamps"))
    identity = identify(found, Path("/papers/other.txt"), references=read_bibtex(BIB)[0])
    assert (identity.metadata.authors, identity.metadata.year) == ((), None)
    assert identity.notices == (
        "It bears the title of the entry x (“On the Keeping of Lamps”), but it names none of its authors: "
        "it is not taken for that work. If it is, name the file in that entry (file = {…}).",
    )


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("lamps.pdf", 2018),
        ("papers/lamps.pdf", 2018),
        ("/home/other/Zotero/storage/XYZ/lamps.pdf", None),
        ("/home/other/papers/lamps.pdf", 2018),
    ],
)
def test_an_entry_names_the_file_of_its_folder_and_no_other_of_the_same_name(file: str, year: int | None) -> None:
    (entry,) = read_bibtex(f"@misc{{x, title={{Doors}}, author={{Wren, Cy}}, year={{2018}}, file={{{file}}}}}")[0]
    assert identified(Metadata(title="On Lamps"), references=[entry]).year == year


@pytest.mark.parametrize(
    ("found", "text", "is_the_work"),
    [
        (Metadata(title="On the Keeping of Lamps"), NOTES, False),  # reading notes with the title of the paper
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",)), NOTES, False),  # and with its author
        (Metadata(title="On the Keeping of Lamps", year=2019), NOTES, False),
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019), NOTES, False),  # front matter of a note
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019), EXCERPT, True),
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019), f"I doubt this. {EXCERPT}", False),
        (Metadata(title="On the Keeping of Lamps", authors=("Bo Finch",), year=2019), WORK, False),  # a parody
        (
            Metadata(title="On the Keeping of Lamps"),
            WORK,
            False,
        ),  # long notes, or a rendering without a byline
        (Metadata(title="On the Keeping of Lamps", year=2019), WORK, False),
        (Metadata(title="On the Keeping of Lamps", authors=("lampkeeper42",)), WORK, False),  # a link post with a commentary
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",)), WORK, True),
        (Metadata(title="On the Keeping of Lamps", authors=("lampkeeper42",), url="https://lamps.example/keeping"), WORK, True),
        (Metadata(title="On the Keeping of Lamps", authors=("Lark, A.",), year=2019), WORK, True),
        (Metadata(doi="10.1/lamps"), NOTES, False),  # a DOI that stands in a note
        (Metadata(doi="10.1/lamps", authors=("Bo Finch",)), WORK, False),  # a paper that cites it
        (Metadata(doi="10.1/LAMPS", title="On the keeping of lamps", authors=("A. Lark",)), EXCERPT, True),  # its page
        (Metadata(url="http://www.lamps.example/keeping/", authors=("Ada Lark",)), EXCERPT, True),
        (Metadata(doi="10.1/lamps", title="On the keeping of lamps", year=2019), NOTES, False),  # a note with the paper's address
        (Metadata(url="http://www.lamps.example/keeping/", year=2019), NOTES, False),
        (Metadata(arxiv_id="2401.00001", title="On the keeping of lamps", authors=("lampkeeper42",)), WORK, False),  # a link post
        (Metadata(arxiv_id="2401.00001"), WORK, True),
    ],
)
def test_the_list_lends_its_facts_to_a_file_that_is_the_work_by_two_signs(found: Metadata, text: str, is_the_work: bool) -> None:
    listed = replace(LISTED, doi="10.1/lamps", arxiv_id="2401.00001", url="https://lamps.example/keeping")
    known = identified(found, "lamps.md", text=text, literature=Literature([listed]))
    assert (known.key == "lark2019keeping") is is_the_work
    assert (known.licence == "CC0-1.0") is is_the_work
    if not is_the_work:
        assert known.key is None
        assert (known.authors, known.year) in ((found.authors, found.year), ((), None))


SHORT = (
    "A lamp wants the night because only there its glow is noticed. A selection of forty lamps was kept for a month, and five of "
    "them were moved away from the windows during the day."
)


@pytest.mark.parametrize(
    ("name", "headed", "is_the_work"),
    [
        ("lamps.md", "", True),  # an excerpt
        ("lamps.md", "1 Introduction", True),
        ("@lark2019keeping.md", "Abstract", True),
        ("@lark2019keeping.md", "", False),
        ("lark2019-notes.md", "", False),
        ("lamps_summary.md", "", False),
        ("lamps.md", "Key points", False),
        ("lamps.md", "TL;DR", False),
        ("lamps.md", "Strengths and weaknesses", False),
    ],
)
def test_a_short_text_in_nobody_s_voice_is_notes_if_its_name_or_its_parts_say_so(
    name: str, headed: str, is_the_work: bool
) -> None:
    listed = replace(LISTED, arxiv_id="1901.00001")
    head = "---\ntitle: On the Keeping of Lamps\nauthor: Ada Lark\nyear: 2019\n---\n\n" + (f"## {headed}\n\n" if headed else "")
    found = identify(parse_bytes(f"{head}{SHORT}\n".encode(), Path(name)), Path(name), literature=Literature([listed]))
    assert (found.metadata.key == LISTED.key) is is_the_work
    assert (found.metadata.authors == ()) is not is_the_work
    assert len(found.notices) == 1


def test_a_title_with_notes_in_it_names_no_notes() -> None:
    listed = replace(LISTED, title="Notes on Lamps", arxiv_id="1901.00001")
    text = f"---\ntitle: Notes on Lamps\nauthor: Ada Lark\nyear: 2019\n---\n\n{SHORT}\n"
    path = Path("notes-on-lamps.md")
    assert identify(parse_bytes(text.encode(), path), path, literature=Literature([listed])).metadata.authors == ("Ada Lark",)


def test_another_title_of_another_year_is_another_work_whatever_it_bears() -> None:
    listed = replace(LISTED, arxiv_id="2401.00001")
    reply = Metadata(title="Looking Back", authors=("Ada Lark",), year=2024, arxiv_id="2401.00001")
    assert identified(reply, literature=Literature([listed])).key is None
    assert identified(replace(reply, year=2020), literature=Literature([listed])).key == "lark2019keeping"  # a preprint renamed


@pytest.mark.parametrize("heading", ["My notes", "my reading notes", "Literature notes", "Comments on the Keeping of Lamps"])
def test_the_facts_above_somebody_s_notes_are_those_of_the_work_that_the_notes_are_on(heading: str) -> None:
    found = replace(LISTED, key=None, doi="10.1/lamps")
    sections = (Section(heading, 1, Span(0, len(WORK))),)
    notes = identify(Manuscript(WORK, sections=sections, metadata=found), Path("n.md"), literature=Literature([LISTED])).metadata
    assert (notes.title, notes.authors, notes.year, notes.doi) == ("Notes on On the Keeping of Lamps", (), None, None)


@pytest.mark.parametrize(
    "sort", ["tags: [literature-note, lamps]", "type: paper note", "category: '#reading/notes'", "tags: zotero-notes"]
)
def test_front_matter_that_is_tagged_as_a_note_describes_another_text(sort: str) -> None:
    text = f"---\ntitle: On the Keeping of Lamps\nauthors: [Ada Lark]\nyear: 2019\n{sort}\n---\n\nI doubt that lamps burn.\n"
    known = identify(parse_bytes(text.encode(), Path("n.md")), Path("n.md"), literature=Literature([LISTED])).metadata
    assert (known.title, known.authors, known.year) == ("Notes on On the Keeping of Lamps", (), None)


def test_what_nobody_knows_stays_unknown_but_the_title_is_the_file_name() -> None:
    assert identified(Metadata(), "old_lamp-notes.txt") == Metadata(title="old lamp notes")


def test_a_declared_key_is_kept_and_a_taken_one_gets_a_letter() -> None:
    path = Path("lamps.pdf")
    assert assign_key(LISTED, path, set()) == "lark2019keeping"
    assert assign_key(LISTED, path, {"lark2019keeping"}) == "lark2019keepingb"
    assert (
        assign_key(Metadata(title="On the Glow", authors=("Bo Finch",), year=2020), path, {"finch2020glow"}) == "finch2020glowb"
    )


def test_a_listed_work_is_found_by_what_a_reference_list_says_of_its_file() -> None:
    (entry,) = read_bibtex("@misc{x, eprint={2401.00001}, archiveprefix={arXiv}, file={lamps.pdf}}")[0]
    listed = Metadata(title="Lamps", arxiv_id="2401.00001", key="lark2024lamps")
    assert identified(Metadata(title="Untitled"), references=[entry], literature=Literature([listed])).key == "lark2024lamps"


@pytest.mark.parametrize(
    ("title", "authors", "is_the_work"),
    [
        ("Notes on Pressing Tin", (), False),  # a long paper that bears a DOI it cites
        ("Notes on the Keeping of Lamps", (), False),  # it says itself that it is about the work
        ("On the Keeping of Lamps: a Review", ("lampkeeper42",), False),
        ("On the Keeping of Lamps (extended version)", (), True),
        ("Keeping Lamps", (), True),
        ("Introduction", (), True),  # a section's name that was read as the title
        ("Notes on Pressing Tin", ("Ada Lark",), True),  # a work that was renamed: its own title stands
        ("Notes on Pressing Tin", ("Zoe Lark",), False),  # somebody else of that family name
    ],
)
def test_another_title_speaks_against_an_identifier(title: str, authors: tuple[str, ...], is_the_work: bool) -> None:
    listed = replace(LISTED, doi="10.1/lamps")
    found = Manuscript(WORK, metadata=Metadata(title=title, authors=authors, doi="10.1/lamps"))
    identity = identify(found, Path("/papers/x.pdf"), literature=Literature([listed]))
    assert (identity.metadata.key == "lark2019keeping") is is_the_work
    if not is_the_work:
        assert (identity.metadata.title, identity.metadata.authors, identity.metadata.year) == (title, authors, None)
        assert identity.notices[0].startswith("It bears the DOI of lark2019keeping (“On the Keeping of Lamps”), but ")
    elif title == "Notes on Pressing Tin":
        assert identity.metadata.title == title
        assert "its own title is kept" in identity.notices[0]
    else:
        assert identity.metadata.title == "On the Keeping of Lamps"
        assert identity.notices == ()


@pytest.mark.parametrize(
    ("found", "text", "reason"),
    [
        (Metadata(title="On the Keeping of Lamps", authors=("Bo Finch",)), NOTES, "but it names other authors"),
        (Metadata(title="On the Keeping of Lamps"), NOTES, "but it names none of its authors"),
        (
            Metadata(title="On the Keeping of Lamps"),
            "Author: Ada Lark. It is doubtful.",
            "but no byline of its own names its authors",
        ),
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",)), NOTES, "its 5 words of text do not read as those of"),
    ],
)
def test_the_user_is_told_why_a_file_is_not_the_work_whose_title_it_bears(found: Metadata, text: str, reason: str) -> None:
    identity = identify(Manuscript(text, metadata=found), Path("/papers/x.md"), literature=Literature([LISTED]))
    assert len(identity.notices) == 1
    assert reason in identity.notices[0]


def test_each_fact_says_where_it_comes_from() -> None:
    found = Metadata(title="On the keeping of lamps", authors=("Lark, Ada",), url="https://a.example").told_by("front matter")
    known = identified(
        found,
        "lamps.pdf",
        references=read_bibtex(BIB)[0],
        literature=Literature([replace(LISTED, year=None)]),
        declared=Metadata(licence="MIT"),
    )
    assert known.origins == {
        "licence": "your reference list",
        "title": "literature list",
        "authors": "literature list",
        "key": "literature list",
        "year": "reference list beside the file",
        "venue": "reference list beside the file",
        "url": "front matter",
    }
    assert identified(Metadata()).origins == {"title": "name of the file"}
    assert known.told_only_by("your reference list") == Metadata(licence="MIT")


CARD = "Lamps\n\nAuthors\n\nAda Lark & Bo Finch\n\nCy Wren\n\nAffiliations\n\nHarbour School\n\n{year}\n\nReading Time\n\n7 min"


@pytest.mark.parametrize(
    ("label", "year"),
    [
        ("Cite this work as\n\nAda Lark et al. 2024. Lamps. Harbour School", 2024),
        ("Cite as\n\nAda Lark et al. 2024. Doors. Harbour School", None),  # the citation of another work
        ("Published on\n\n3 May 2021", 2021),
        ("Publication date: 2021", 2021),
        ("Last Updated\n\n2023-12-01", None),  # when it was changed, not when it was published
    ],
)
def test_labels_at_the_head_name_authors_and_year(label: str, year: int | None) -> None:
    text = f"{CARD.format(year=label)}\n\nA lamp burns oil."
    known = identified(Metadata(title="Lamps"), text=text)
    assert (known.authors, known.year) == (("Ada Lark", "Bo Finch", "Cy Wren"), year)


@pytest.mark.parametrize(
    "text",
    [
        "Lamps\n\nAuthors of novels write at night. They keep lamps.",
        "Lamps\n\nAcknowledgements\n\nAda Lark, Bo Finch",
        "Lamps\n\nEditors\n\nAda Lark",
        "Lamps\n\n" + "A lamp burns oil. " * 400 + "\n\nAuthors\n\nAda Lark",  # the card of another text at the end
    ],
)
def test_no_other_label_names_authors(text: str) -> None:
    assert identified(Metadata(title="Lamps"), text=text).authors == ()


@pytest.mark.parametrize(
    ("name", "data", "origins"),
    [
        (
            "a.md",
            "---\nauthor: Ada Lark\n---\n\n# On Lamps\n\nA lamp burns oil.\n",
            {"authors": "front matter", "title": "head of the text"},
        ),
        (
            "a.html",
            '<html><head><meta name="citation_title" content="On Lamps"><meta name="citation_author" content="Lark, Ada">'
            '<meta name="description" content="By Bo Finch, 2020"></head><body><article><h1>On Lamps</h1><p class="byline">'
            "3 May 2020</p><p>A lamp burns oil through the night, and is kept by day.</p></article></body></html>",
            {"title": "meta tag", "authors": "meta tag", "year": "web page"},
        ),
        (
            "a.tex",
            r"\documentclass{article}\title{On Lamps}\author{Ada Lark}\begin{document}\maketitle A lamp burns oil.\end{document}",
            {"title": "title block", "authors": "title block"},
        ),
        ("a.txt", "On Lamps\n\nA lamp burns oil.\n", {"title": "head of the text"}),
    ],
)
def test_a_file_s_own_facts_say_where_they_stand_in_it(name: str, data: str, origins: dict[str, str]) -> None:
    manuscript = parse_bytes(data.encode(), Path(name))
    assert dict(manuscript.metadata.origins) == origins
    assert identify(manuscript, Path(name)).metadata.origins == origins
    assert newest_parser(manuscript.parser) == manuscript.parser
