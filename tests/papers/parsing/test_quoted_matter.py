"""Block quotations and transcripts: whose words a paper prints."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import epub, html, latex, markdown, plain_text
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

OWN = "We say that lamps burn well at night."


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    text, places = manuscript.text, []
    at = 0
    for line in text.split("\n"):
        if line and manuscript.kind_at(at) is kind:
            places.append(line)
        at += len(line) + 1
    return places


def quoted(manuscript: Manuscript) -> list[str]:
    return of_kind(manuscript, RegionKind.QUOTATION)


def own(manuscript: Manuscript) -> list[str]:
    return of_kind(manuscript, RegionKind.BODY)


def page(body: str) -> Manuscript:
    return html.parse(f"<html><body><article><p>{OWN}</p>{body}<p>So we do.</p></article></body></html>".encode(), Path("a.html"))


def note(body: str) -> Manuscript:
    return markdown.parse(f"{OWN}\n\n{body}\n\nSo we do.\n".encode(), Path("a.md"))


def source(body: str) -> Manuscript:
    document = f"\\documentclass{{article}}\\begin{{document}}{OWN}\n\n{body}\n\nSo we do.\\end{{document}}"
    return latex.parse(document.encode(), Path("a.tex"))


def book(body: str) -> Manuscript:
    data = BytesIO()
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    package = (
        '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("book.opf", package)
        archive.writestr("a.xhtml", f"<html><body><p>{OWN}</p>{body}<p>So we do.</p></body></html>")
    return epub.parse(data.getvalue(), Path("a.epub"))


@pytest.mark.parametrize(
    ("read", "body", "expected"),
    [
        (page, "<blockquote><p>The lamp is lit.</p><ul><li>It burns.</li></ul></blockquote>", ["The lamp is lit.", "It burns."]),
        (page, "<blockquote class=ltx_quote>The lamp is lit.<br><br>It burns.</blockquote>", ["The lamp is lit.", "It burns."]),
        (page, "<div class=epigraph><p>The night is long.</p></div>", ["The night is long."]),
        (page, "<ol><li>One <blockquote>The lamp is lit.</blockquote></li></ol>", ["The lamp is lit."]),
        (page, '<blockquote class="pullquote"><p>We say it again.</p></blockquote>', []),
        (page, "<blockquote><h3>Set in</h3><p>All of this is ours.</p></blockquote>", []),
        (page, "<p>She said <q>It burns.</q></p>", []),
        (book, "<blockquote><p>The lamp is lit.</p></blockquote>", ["The lamp is lit."]),
        (book, '<section epub:type="epigraph"><p>The night is long.</p></section>', ["The night is long."]),
        (note, "> The lamp is lit.\n>\n> - It burns.", ["The lamp is lit.", "It burns."]),
        (note, "> [!quote] Lark 2020\n> The lamp is lit.", ["The lamp is lit."]),
        (note, "> [!cite]\n> The lamp is lit.", ["The lamp is lit."]),
        (note, "> [!note] Mind\n> The lamp is hot.\n> > It burns.\n>\n> It does.", ["It burns."]),
        (note, "> **Warning:** The lamp is hot.\n>\n> Mind it.", []),
        (note, "> **Note**\n> The lamp is hot.", []),
        (note, "<blockquote>\n\nThe *lamp* is lit.\n\n</blockquote>", ["The lamp is lit."]),
        (note, "<blockquote>\n\nThis is never closed.", []),
        (source, r"\begin{quote}The lamp is lit.\end{quote}", ["The lamp is lit."]),
        (source, r"\begin{quotation}The lamp is lit.\par It burns.\end{quotation}", ["The lamp is lit.", "It burns."]),
        (source, r"\begin{displaycquote}[2]{lark}The lamp is lit.\end{displaycquote}", ["The lamp is lit. [lark, p. 2]"]),
        (source, r"\epigraph{The night is long.}{Finch}", ["The night is long.", "Finch"]),
        (source, r"She says \blockquote{It burns.} here.", []),
        (source, r"\blockquote{The lamp is lit." + " It burns." * 30 + "}", ["The lamp is lit." + " It burns." * 30]),
    ],
)
def test_block_quotations_are_told_from_the_authors_words(read, body: str, expected: list[str]) -> None:
    manuscript = read(body)
    assert quoted(manuscript) == expected
    assert own(manuscript)[0] == OWN
    assert own(manuscript)[-1] == "So we do."
    assert not set(own(manuscript)) & set(expected)


def test_a_quotation_stays_in_its_place_and_a_list_in_it_on_one_line_each() -> None:
    writer = ManuscriptWriter()
    plain = ManuscriptWriter()
    for one, kind in ((writer, RegionKind.QUOTATION), (plain, RegionKind.BODY)):
        one.block("Lark writes:")
        one.block("The lamp is lit:", kind=kind)
        one.block("It burns.", kind=kind, item=True)
        one.block("It smokes.", kind=kind, item=True)
        one.block("So we say.")
    assert writer.finish().text == plain.finish().text


def test_a_reference_list_that_is_set_in_is_no_quotation() -> None:
    manuscript = note("# References\n\n> Lark, A. On Lamps. 2020.")
    assert quoted(manuscript) == []


# transcripts

TALK = ("Alice: Is it lit?", "Bob: It is.", "Alice: Does it burn?", "It smokes, I think.", "Bob: It burns.")


def told(*paragraphs: str) -> Manuscript:
    writer = ManuscriptWriter()
    for paragraph in ("Two keepers spoke.", *paragraphs, "So they parted."):
        writer.block(paragraph)
    return writer.finish()


@pytest.mark.parametrize(
    "read",
    [
        lambda lines: page(
            "".join(f"<p><b>{line.replace(':', ':</b>', 1)}</p>" if ":" in line else f"<p>{line}</p>" for line in lines)
        ),
        lambda lines: note("\n\n".join(lines)),
        lambda lines: source("\n\n".join(lines)),
        lambda lines: plain_text.parse("\n\n".join(("It is told that two spoke.", *lines)).encode(), Path("a.txt")),
    ],
    ids=["html", "markdown", "latex", "text"],
)
def test_a_transcript_is_quoted_in_every_format(read) -> None:
    assert quoted(read(TALK)) == list(TALK)


@pytest.mark.parametrize(
    "lines",
    [
        ("Human: Is it lit?", "Assistant: It is.", "Human: Does it burn?", "Assistant: It does."),
        ("DR. LARK: Is it lit?", "FINCH: It is.", "DR. LARK: So.", "FINCH: So."),
        ("Alice (softly): Is it lit?", "Bob [00:12]: It is.", "Carol: It burns.", "Alice: So."),
    ],
)
def test_the_names_of_a_transcript(lines: tuple[str, ...]) -> None:
    assert quoted(told(*lines)) == list(lines)


@pytest.mark.parametrize(
    "lines",
    [
        TALK[:3],  # too few
        ("Alice: Is it lit?", "Bob: It is.", "Carol: So.", "Dora: So."),  # too many names
        ("Alice: Is it lit?", "Alice: It is.", "Alice: So.", "Alice: So."),  # nobody answers
        ("Objection: It smokes.", "Reply: It burns.", "Objection: It stinks.", "Reply: It does."),
        ("Pros: It burns.", "Cons: It smokes.", "Pros: It is bright.", "Cons: It stinks."),
        ("Wick: A string.", "Lamp: It holds a wick.", "Wick: Of cotton.", "Lamp: A lamp of tin."),  # words, not names
        ("Q: Is it lit?", "A: It is.", "Q: Does it burn?", "A: It does."),
        ("Alice: Is it lit?", "Bob: It is.", *["We go on to speak of oil."] * 5, "Alice: So.", "Bob: So."),
    ],
)
def test_what_is_no_transcript(lines: tuple[str, ...]) -> None:
    assert quoted(told(*lines)) == []


def test_a_heading_ends_a_transcript() -> None:
    writer = ManuscriptWriter()
    for line in TALK[:2]:
        writer.block(line)
    writer.heading("Later", level=1)
    for line in TALK[2:]:
        writer.block(line)
    assert quoted(writer.finish()) == []
