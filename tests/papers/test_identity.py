from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.identification import assign_key, identify
from alignqa.papers.identity.literature import Literature

LISTED = Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019, key="lark2019keeping", licence="CC0-1.0")
BIB = "@article{x, title={On the Keeping of Lamps}, author={Wren, Cy}, year={2018}, journal={Annals}, file={lamps.pdf}}"


NOTES, WORK = "A few notes on lamps.", "A lamp burns oil. " * 300


def identified(found: Metadata, name: str = "lamps.pdf", *, text: str = WORK, **sources: object) -> Metadata:
    return identify(Manuscript(text, metadata=found), Path("/papers") / name, **sources)  # type: ignore[arg-type]


def test_the_checked_list_comes_before_a_reference_list_and_both_before_the_file() -> None:
    found = Metadata(title="On the keeping of lamps", authors=("lampkeeper42",), year=2025)
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
    assert identified(Metadata(title="ON THE KEEPING OF LAMPS"), "other.pdf", references=entries).year == 2018
    assert identified(Metadata(title="ON THE KEEPING OF LAMPS"), "other.pdf", text=NOTES, references=entries).year is None
    assert identified(Metadata(title="On Doors"), "other.pdf", references=entries).year is None


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
        (Metadata(title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019), NOTES, True),  # a letter of that name
        (Metadata(title="On the Keeping of Lamps", authors=("Bo Finch",), year=2019), WORK, False),  # a parody
        (Metadata(title="On the Keeping of Lamps"), WORK, True),  # a rendering without a byline
        (Metadata(title="On the Keeping of Lamps", authors=("lampkeeper42",)), WORK, True),  # a forum post under a handle
        (Metadata(title="On the Keeping of Lamps", authors=("Lark, A.",), year=2019), WORK, True),
        (Metadata(doi="10.1/lamps"), NOTES, False),  # a DOI that stands in a note
        (Metadata(doi="10.1/lamps", authors=("Bo Finch",)), WORK, False),  # a paper that cites it
        (Metadata(doi="10.1/LAMPS", title="On the keeping of lamps"), NOTES, True),  # the abstract's page of the work
        (Metadata(url="http://www.lamps.example/keeping/", year=2019), NOTES, True),
        (Metadata(arxiv_id="2401.00001"), WORK, True),
    ],
)
def test_the_list_lends_its_facts_to_a_file_that_is_the_work_by_two_signs(found: Metadata, text: str, is_the_work: bool) -> None:
    listed = replace(LISTED, doi="10.1/lamps", arxiv_id="2401.00001", url="https://lamps.example/keeping")
    known = identified(found, "notes.md", text=text, literature=Literature([listed]))
    assert (known.key == "lark2019keeping") is is_the_work
    assert (known.licence == "CC0-1.0") is is_the_work
    if not is_the_work:
        assert known.authors == found.authors
        assert known.year == found.year


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
