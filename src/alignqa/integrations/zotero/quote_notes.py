"""The quotes of an answer as notes for Zotero, in the form that its File > Import reads: Zotero RDF.

There is a note for each paper, with the quotes, their places, and links that open the PDF at the page.
Zotero's database is never written to, since another program's changes damage it, and its local API only reads.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from alignqa.index.library import Library
from alignqa.integrations.zotero.import_record import FileOrigin, read_record
from alignqa.papers.document import Locator
from alignqa.papers.person_names import with_families
from alignqa.render.printable import one_line, printable
from alignqa.render.wording import by_line

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Notes for Zotero, written by alignqa: import this file with File > Import -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/">
"""
_OWN = re.compile(r"\A<\?xml[^>]*\?>\s*<!-- Notes for Zotero, written by alignqa")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WEB = re.compile(r"https?://\S+")

_Citation = Mapping[str, object]


def is_own_notes(text: str) -> bool:
    """Tells whether a text is such a file."""
    return _OWN.match(text) is not None


@dataclass(frozen=True, slots=True)
class ZoteroPlace:
    """The place of a paper in Zotero: the address of its item, and its PDF if it is one."""

    item_address: str
    pdf: FileOrigin | None = None


def places_of(library: Library) -> dict[str, ZoteroPlace]:
    """Returns the places of the papers that came from Zotero, and of the texts of notes, by their keys."""
    files = read_record(library.folder).files
    with closing(library.catalogue()) as catalogue:
        papers = catalogue.papers()
        held = {path: source.paper_id for path in sorted(files, reverse=True) if (source := catalogue.source(path))}
    # The file that gave a paper its text comes after others with the same text.
    held |= {paper.source: paper.paper_id for paper in papers if paper.source in files}
    places = {paper.paper_id: ZoteroPlace(paper.source) for paper in papers if paper.source.startswith("zotero://select/")}
    for path, key in held.items():
        places[key] = ZoteroPlace(files[path].item_address, files[path] if path.lower().endswith(".pdf") else None)
    return places


def notes_file(outcomes: Sequence[Mapping[str, object]], places: Mapping[str, ZoteroPlace]) -> str:
    """Writes the notes of verified answers; those of one paper for one question are one note."""
    notes = [_memo(note) for outcome in outcomes for note in _notes(outcome, places)]
    return "".join([_HEAD, *notes, "</rdf:RDF>\n"])


def _memo(note: str) -> str:
    name = quoteattr(f"#alignqa_{hashlib.sha256(note.encode()).hexdigest()[:16]}")
    value = escape(_NOT_XML.sub("", note))
    return (
        f"  <bib:Memo rdf:about={name}>\n    <z:itemType>note</z:itemType>\n    <dc:subject>alignqa</dc:subject>\n"
        f"    <rdf:value>{value}</rdf:value>\n  </bib:Memo>\n"
    )


def _notes(outcome: Mapping[str, object], places: Mapping[str, ZoteroPlace]) -> Iterator[str]:
    """Yields the HTML of the note for each cited paper, the one of the best quote first."""
    by_paper: defaultdict[str, list[_Citation]] = defaultdict(list)
    for citation in _list(outcome.get("citations")):
        by_paper[str(citation.get("paper_id"))].append(citation)
    for key, citations in by_paper.items():
        parts = [_title(key, citations[0], places.get(key)), _paragraph(f"Question: {_text(outcome.get('question'))}")]
        for citation in citations:
            parts += [*_claims(outcome, citation), _quote(citation), _place(key, citation, places.get(key))]
        yield "\n".join(parts)


def _title(key: str, citation: _Citation, found: ZoteroPlace | None) -> str:
    named = ", ".join(part for part in (_author_and_year(citation), one_line(_text(citation.get("title")))) if part)
    title = f"<h1>{html.escape(f'Quotes from {named or key}')}</h1>"
    if found is not None:
        return f"{title}\n<p>{_link(found.item_address, 'The item in Zotero')}</p>"
    url = printable(_text(citation.get("url")))
    return f"{title}\n<p>{_link(url, url)}</p>" if _WEB.fullmatch(url) else title


def _claims(outcome: Mapping[str, object], citation: _Citation) -> Iterator[str]:
    """Yields the statements that a generator wrote on the quote; one that is the quote itself is not repeated."""
    exact = _mapping(citation.get("quote")).get("exact")
    for claim in _list(outcome.get("claims")):
        cited = claim.get("citations")
        if isinstance(cited, list) and citation.get("marker") in cited and claim.get("text") != exact:
            verdict = _text(claim.get("verdict"))
            remark = "" if verdict == "supported" else f" ({verdict})"
            yield _paragraph(f"{_text(claim.get('text'))}{remark}")


def _quote(citation: _Citation) -> str:
    exact = printable(_text(_mapping(citation.get("quote")).get("exact")))
    lines = (f"<p>{html.escape(line)}</p>" for line in exact.split("\n") if line.strip())
    return f"<blockquote>\n{''.join(lines)}\n</blockquote>"


def _place(key: str, citation: _Citation, found: ZoteroPlace | None) -> str:
    told = _mapping(citation.get("locator"))
    section, page, label = told.get("section"), told.get("page"), told.get("page_label")
    locator = Locator(
        section if isinstance(section, str) else None,
        page if isinstance(page, int) else None,
        label if isinstance(label, str) else None,
    )
    named = ", ".join(part for part in (_author_and_year(citation), one_line(str(locator))) if part)
    text = html.escape(" ".join(part for part in ("quoted in" * bool(citation.get("quoted")), named, f"[{key}]") if part))
    if found is None or found.pdf is None:
        return f"<p>{text}</p>"
    return f"<p>{text} {_link(found.pdf.page_address(locator.page), 'Open the page' if locator.page else 'Open the PDF')}</p>"


def _author_and_year(citation: _Citation) -> str:
    year = citation.get("year")
    authors, families = _names(citation.get("authors")), _names(citation.get("families"))
    return one_line(by_line(with_families(authors, families), year if isinstance(year, int) else None))


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(text)}</a>'


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(one_line(text))}</p>"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _list(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
