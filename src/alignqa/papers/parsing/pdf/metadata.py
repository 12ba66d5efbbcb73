"""Reads title, authors, year and identifiers from the first page, and leaves empty whatever is doubtful."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from alignqa.papers.document import Metadata, RegionKind
from alignqa.papers.parsing.manuscript.author_lines import arxiv_year
from alignqa.papers.parsing.manuscript.author_names import GRADES
from alignqa.papers.parsing.manuscript.bylines import Byline, completed, read_byline
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_doi
from alignqa.papers.parsing.pdf.child.printout import Printout
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.titles import text_of_title, title_lines, told_title
from alignqa.papers.parsing.pdf.web_page import WebPage

_ARXIV = re.compile(r"arXiv:(?!submit/)(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_SUBMITTED = re.compile(r"arXiv:submit/\d+ [^\n]{0,40}\b(?P<year>(?:19|20)\d\d)$")  # printed on a paper before it has its number
_DOI = re.compile(r"(?:doi:?\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(?P<doi>10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)\]])", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\bISBN\b|\bISSN\b|\bpermission to make\b", re.IGNORECASE)
_COPYRIGHT_LINES = 4
_NOTE_LEADING = 1.6  # times the size
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d)", re.IGNORECASE
)
_MAIL = re.compile(r"(?<!\S)[^\s@]{0,99}+@\S*|\{[^{}]*\}|https?://\S+")
_MARKS = re.compile(r"[\d∗*†‡§¶‖⋆★#♯⁰¹²³⁴-⁹✉]+")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|·|•|&|\band\b|\s{2,})\s*")
_PARTICLES = re.compile(r"van|von|de|der|den|del|della|di|da|dos|la|le|el|al|bin|ibn|ter|ten|las|los|y", re.IGNORECASE)
_NOT_NAMES = re.compile(
    r"\b(?:universit\w*|institut\w*|department|school|college|laborator\w*|labs?|centre|center|research|google|openai|anthropic|microsoft|"
    r"deepmind|meta|inc|ltd|corporation|academy|faculty|abstract|introduction|equal|contribut\w*|author\w*|correspond\w*|preprint|review\w*|"
    r"published|under|draft|version|report|conference|proceedings|reference\w*|format|anonymous|the|of|for|in|on|with|AI)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s{0,20},?\s{1,20}(?P<suffix>(?:Jr|Sr)\b\.?|II\b|III\b|IV\b)(?=\s*(?:$|[,;*†‡∗\d]|and\b|&))")


def is_byline(text: str) -> bool:
    """Checks whether a line below a title names authors, or is the byline of a post with its date."""
    return bool(_names(text)) or _byline_of(text) is not None


def _byline_of(text: str) -> Byline | None:
    """The byline of a post, also without "by" if it has a date: "Ada Rook | 9 Aug 2021"."""
    found = read_byline(text)
    if found is None and (unmarked := read_byline(f"by {text}")) is not None and unmarked.authors and unmarked.year:
        found = unmarked
    return found


def byline_below(page: Sequence[PdfLine], title: Sequence[PdfLine]) -> list[int]:
    """The places of the lines right below the title that name authors and dates."""
    first = next((at + 1 for at, line in enumerate(page) if title and line is title[-1]), len(page))
    lines = ((at, line) for at, line in enumerate(page) if at >= first and not line.out_of_flow)
    return [at for at, _ in takewhile(lambda numbered: is_byline(numbered[1].text), lines)]


def metadata_of(page: Sequence[PdfLine], kinds: Sequence[RegionKind], printout: Printout, web_page: WebPage | None) -> Metadata:
    """The metadata on the first page; `page` holds its lines in reading order, and `kinds` the kind of each line."""
    front = [line for line, kind in zip(page, kinds, strict=True) if kind is RegionKind.FRONT_MATTER and not line.out_of_flow]
    title = title_lines(page, kinds, printout, web_page)
    stamp = next((match for line in page if line.out_of_flow and (match := _ARXIV.match(line.text))), None)
    arxiv_id = stamp["id"] if stamp else None
    metadata = Metadata(
        title=text_of_title(title) or told_title(page, printout, web_page),
        authors=_authors(page, title),
        year=_year(front, arxiv_id) or _year_submitted(page),
        url=web_page.url if web_page else None,
        arxiv_id=arxiv_id,
        doi=_own_doi(page, kinds),
    )
    for byline in (_byline_of(page[at].text) for at in byline_below(page, title)):
        metadata = completed(metadata, byline) if byline is not None else metadata
    return metadata


def _own_doi(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> str | None:
    """The DOI that labels the file: in a running head or margin, on a line of its own in the title block or below a copyright.

    A DOI inside a sentence or a note is that of a work that the paper cites, and that of a template is nobody's.
    """
    for at, (line, kind) in enumerate(zip(page, kinds, strict=True)):
        text = line.text.strip()
        match = _DOI.search(text)
        if match is None or is_placeholder_doi(match["doi"]):
            continue
        in_margin = line.out_of_flow or (kind is RegionKind.FURNITURE and not _continues_text(line, page))
        alone = match.start() == 0 and match.end() >= len(text.rstrip("."))
        below_copyright = any(_COPYRIGHT.search(above.text) for above in page[max(0, at - _COPYRIGHT_LINES) : at])
        in_title_block = kind is RegionKind.FRONT_MATTER and RegionKind.BODY not in kinds[:at]
        if in_margin or (alone and (in_title_block or below_copyright)):
            return match["doi"]
    return None


def _continues_text(line: PdfLine, page: Sequence[PdfLine]) -> bool:
    """Checks whether another line is right above, as in a note: a running head or foot is alone."""
    return any(0 < above.y - line.y < _NOTE_LEADING * line.size and not above.out_of_flow for above in page)


def _authors(page: Sequence[PdfLine], title: Sequence[PdfLine]) -> tuple[str, ...]:
    """The names right below the title, up to the first line that holds anything else."""
    names = [name for at in byline_below(page, title) for name in _names(page[at].text)]
    return tuple(dict.fromkeys(names)) if len(names) <= 200 else ()


def _names(text: str) -> list[str]:
    stripped = _MARKS.sub("  ", _MAIL.sub("  ", _SUFFIX.sub(r" \g<suffix>", GRADES.sub("", text)))).strip(" ,;")
    parts = [
        part if part.endswith(("Jr.", "Sr.")) else part.strip(" .") if part.count(" ") else part
        for part in _BETWEEN_NAMES.split(stripped)
        if part.strip(" .,")
    ]
    return parts if parts and all(map(_is_name, parts)) else []


def _is_name(text: str) -> bool:
    tokens = text.split()
    if not 2 <= len(tokens) <= 5 or _NOT_NAMES.search(text):
        return False
    proper = [token for token in tokens if not _PARTICLES.fullmatch(token)]
    return len(proper) >= 2 and all(
        re.fullmatch(r"[^\W\d_][^\W\d_.'’\-]*(?:[.'’\-][^\W\d_]*)*", token) and token[0].isupper() for token in proper
    )


def _year(front: Sequence[PdfLine], arxiv_id: str | None) -> int | None:
    """The year of the arXiv number, otherwise the only year in the dates of the front matter."""
    if arxiv_id is not None:
        return arxiv_year(arxiv_id)
    years = {int(match["year"]) for line in front if len(line.text) <= 60 and (match := _DATE.search(line.text))}
    return years.pop() if len(years) == 1 else None


def _year_submitted(page: Sequence[PdfLine]) -> int | None:
    """The year in the stamp of a paper that was submitted to arXiv and has no number yet."""
    stamps = (_SUBMITTED.match(line.text) for line in page)
    return next((int(stamp["year"]) for stamp in stamps if stamp), None)
