"""What a template, a form or a site filled in is no fact about a paper, whatever part of a file states it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Metadata
from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_name, is_placeholder_title, without_placeholders
from pdf_samples import Put, document, lines, page

TEXT = "Tin is pressed in cold sheds, since warm tin tears at once."


def facts(source: str, name: str) -> Metadata:
    return parse_bytes(source.encode(), Path(name)).metadata


@pytest.mark.parametrize(
    "name",
    [
        *(
            "First Author",
            "Second Author",
            "1st Given Name Surname",
            "Corresponding Author",
            "Author One",
            "Author 3",
            "Author(s)",
        ),
        *("Anonymous", "Anonymous Authors", "Anonymous Author(s)", "Anonymous ACL submission", "Anonymous et al."),
        *("Your Name", "Your Name Here", "Author Name", "Firstname1 Lastname1", "First Last", "Unknown", "admin", "N/A"),
        *("Author names omitted for review", "Under double-blind review", "Antiquus S. Hippocampus ∗"),
    ],
)
def test_a_placeholder_is_nobody(name: str) -> None:
    assert is_placeholder_name(name)
    assert facts(f'---\ntitle: On Tin\nauthor: ["{name}", Ada Tin]\n---\n\n{TEXT}\n', "a.md").authors == ("Ada Tin",)


@pytest.mark.parametrize(
    "name", ["Ann Author", "Anon Levy", "Noa Nabeshima", "Nil Adell", "Ada First", "The Author Group", "Unknown Worlds Team"]
)
def test_a_name_that_only_resembles_one_stays(name: str) -> None:
    assert not is_placeholder_name(name)


@pytest.mark.parametrize(
    "title",
    [
        *("Formatting Instructions For NeurIPS 2024", "Instructions for ACL 2023 Proceedings", "Your Title Here", "Paper Title"),
        *(
            "Untitled",
            "Untitled-1",
            "New Note",
            "Conference Paper Title*",
            "Title of your paper",
            "The Name of the Title Is Hope",
        ),
        *("LaTeX Author Guidelines for CVPR Proceedings", "A template for the arxiv style", "Bare Demo of IEEEtran.cls for IEEE"),
        *("IEEE Conference Paper Template v2", "Article Template for Elsevier", "ACM Template"),
    ],
)
def test_the_title_of_a_template_gives_way_to_the_heading(title: str) -> None:
    assert is_placeholder_title(title)
    assert facts(f'---\ntitle: "{title}"\n---\n\n# On Tin\n\n{TEXT}\n', "a.md").title == "On Tin"


@pytest.mark.parametrize(
    "title",
    ["A Title Is All You Need", "Instructions for Agents", "Unnamed", "Untitled Goose Game as a Test", "None of the above"],
)
def test_a_title_that_only_resembles_one_stays(title: str) -> None:
    assert not is_placeholder_title(title)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (r"\documentclass{article}\title{Paper Title}\author{First Author \and Anonymous}\begin{document}\maketitle It melts."
         r"\end{document}", "a.tex"),
        ('<html><head><title>Untitled</title><meta name="citation_title" content="Your Title Here"><meta name="author" '
         f'content="Your Name"></head><body><p>{TEXT}</p></body></html>', "a.html"),
        (f"Title\n\nAuthor One, Author Two\n\n{TEXT}\n", "a.txt"),
    ],
)  # fmt: skip
def test_no_format_takes_a_placeholder_for_a_fact(source: str, name: str) -> None:
    assert facts(source, name).facts() == {}


def test_a_tag_that_is_a_placeholder_hides_no_byline() -> None:
    page_of = '<html><head><meta name="author" content="{}"></head>'
    page_of += "<body><h1>On Tin</h1><p>By Ada Tin</p><p>{}</p></body></html>"
    assert facts(page_of.format("Anonymous", TEXT), "a.html").authors == ("Ada Tin",)
    found = facts(page_of.format("LessWrong", TEXT), "a.html")
    assert (found.authors, found.venue) == (("Ada Tin",), "LessWrong")


def test_a_site_is_a_venue_and_no_author() -> None:
    found = facts(f"---\ntitle: On Tin\nauthor: LessWrong\n---\n\n{TEXT}\n", "a.md")
    assert (found.authors, found.venue) == ((), "LessWrong")
    assert facts(f"---\ntitle: On Tin\nauthor: OpenAI\n---\n\n{TEXT}\n", "a.md").authors == ("OpenAI",)


@pytest.mark.parametrize("title", ["A Paper with a Template Footer", "Paper Template Matching", "A Template for Alignment"])
def test_a_title_that_only_names_a_template_stays(title: str) -> None:
    assert not is_placeholder_title(title)


@pytest.mark.real
def test_a_first_page_and_a_record_of_a_template_tell_nothing() -> None:
    puts = [Put(72, 720, "Paper Title", 18), Put(72, 690, "First Author, Second Author", 11), *lines(72, 640, [TEXT] * 12)]
    found = pdf.parse(document([page(puts)], title="Your Title Here"), Path("a.pdf")).metadata
    assert (found.title, found.authors) == (None, ())


def test_identifiers_of_templates_are_nobody_s() -> None:
    for doi in ("10.1145/1122445.1122456", "10.1145/nnnnnnn.nnnnnnn", "10.1145/XXXXXXX.XXXXXXX"):
        assert facts(f"---\ntitle: On Tin\ndoi: {doi}\n---\n\n{TEXT}\n", "a.md").doi is None
    for arxiv in ("0000.00000", "1234.56789"):
        assert without_placeholders(Metadata(arxiv_id=arxiv)).arxiv_id is None
    kept = Metadata(doi="10.1145/3531146.3533088", arxiv_id="1805.00899")
    assert without_placeholders(kept) == kept


def test_a_reference_list_lends_no_placeholder() -> None:
    entries, _ = read_bibtex("@misc{a, author={Anonymous}, title={On Tin}, doi={10.1145/1122445.1122456}}")
    assert entries[0].metadata == Metadata(title="On Tin")
