"""Pages of papers and concepts as notes: properties, callouts with block ids, and links between the notes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from alignqa.answers.answer import Citation, Quote
from alignqa.integrations.obsidian.note import Note, Value
from alignqa.papers.document import Metadata
from alignqa.papers.person_names import plain_names
from alignqa.render.markdown import WEB_ADDRESS, escaped, special_with
from alignqa.render.printable import one_line, printable
from alignqa.render.wording import by_line
from alignqa.retrieval.terms import stems
from alignqa.summaries.pages import PagePart, SummaryPage, file_name

PAPER_NOTE, CONCEPT_NOTE = "paper", "concept"
# What Obsidian reads beyond Markdown: comments, highlights, tags and block ids.
_SPECIAL = special_with(r"[%=#^]")


@dataclass(frozen=True, slots=True)
class Paths:
    """The path of each note in the vault, without its ending: those of papers by key, those of concepts by folded name."""

    papers: Mapping[str, str] = field(default_factory=dict)
    concepts: Mapping[str, str] = field(default_factory=dict)

    def source(self, citation: Citation, *, block: str = "") -> str:
        """Writes a link to the paper of a quote, or its author, year and key if it has no note."""
        who, key = by_line(citation.authors, citation.year), citation.paper_id
        shown = who or key if key in self.papers else f"{who} ({key})".strip()
        return _link(self.papers.get(key), shown, block)

    def concept(self, name: str) -> str:
        """Writes a link to a concept, or its name alone if it has no note."""
        return _link(self.concepts.get(folded(name)), name)


def folded(name: str) -> str:
    """Returns a concept's name as it is compared with others: "Mesa-optimizers" is "mesa-optimizer"."""
    return " ".join(stems(name)) or name.casefold()


def paper_note(page: SummaryPage, metadata: Metadata, key: str, *, paths: Paths, quoted_by: Iterable[str] = ()) -> Note:
    """Makes the note of a paper; `quoted_by` are the concepts whose notes quote it."""
    who = by_line(metadata.authors, metadata.year)
    properties: dict[str, Value | None] = {
        "aliases": tuple(dict.fromkeys(one_line(text) for text in (metadata.title or "", who) if text)),
        "citekey": key,
        "title": metadata.title,
        "authors": tuple(plain_names(metadata.authors)),
        "year": metadata.year,
        "venue": metadata.venue,
        "arxiv": metadata.arxiv_id,
        "doi": metadata.doi,
        "url": metadata.url,
        "tags": ("alignqa/paper-note",),
    }
    shown: set[str] = set()
    parts = {file_name(part.heading): _part(part, page, paths, shown) for part in page.parts}
    if concepts := sorted(set(quoted_by)):
        parts["concepts"] = "## Concepts\n\n" + "\n".join(f"- {paths.concept(name)}" for name in concepts)
    return Note(PAPER_NOTE, key, _known(properties), {"title": _title(page.title, who, metadata.url), **parts})


def concept_note(page: SummaryPage, *, paths: Paths, blocks: Mapping[str, frozenset[str]]) -> Note:
    """Makes the note of a concept; `blocks` are the ids of the quotes that the note of each paper has."""
    also = tuple(one_line(name) for label, value in page.head if label == "also" for name in value.split(", "))
    shown: set[str] = set()
    parts = {file_name(part.heading): _part(part, page, paths, shown, blocks=blocks) for part in page.parts}
    if page.links:
        parts["related"] = "## Related\n\n" + "\n".join(f"- {paths.concept(name)}" for name in page.links)
    properties = _known({"aliases": also, "tags": ("alignqa/concept",)})
    return Note(CONCEPT_NOTE, page.title, properties, {"title": _title(page.title), **parts})


def block_id(quote: Quote) -> str:
    """Returns the id of a quote, which stays when the paper is read anew and the quote has moved."""
    return "q" + hashlib.sha256(f"{quote.paper_id}\0{quote.exact}".encode()).hexdigest()[:10]


def blocks_of(page: SummaryPage) -> frozenset[str]:
    """Returns the ids of the quotes of a page."""
    return frozenset(block_id(item.quote) for part in page.parts for item in part.items)


def _title(title: str, who: str = "", url: str | None = None) -> str:
    address = printable(url or "")
    about = ", ".join(part for part in (_escaped(who), f"<{address}>" if re.fullmatch(WEB_ADDRESS, address) else "") if part)
    return "\n\n".join(part for part in (f"# {_escaped(title)}", about) if part)


def _part(
    part: PagePart, page: SummaryPage, paths: Paths, shown: set[str], *, blocks: Mapping[str, frozenset[str]] | None = None
) -> str:
    """Writes a part; a quote has its id where it stands first in the note, and in a concept's note a link to its paper."""
    written = [f"## {_escaped(part.heading)}"]
    for item in part.items:
        citation = page.marked(item)
        mark = block_id(item.quote)
        source = _escaped(_place(citation))
        if blocks is not None:
            there = mark if mark in blocks.get(citation.paper_id, ()) else ""
            source = ", ".join(text for text in (paths.source(citation, block=there), source) if text)
        label = f"({_labelled(item.label, paths)})" if item.label else ""
        written.append(_callout(item.quote, " ".join(text for text in (source, label) if text)))
        written.extend([f"^{mark}"] if mark not in shown else [])
        shown.add(mark)
    return "\n\n".join([*written, *([_escaped(part.note)] if part.note else [])])


def _labelled(label: str, paths: Paths) -> str:
    return paths.concept(label) if folded(label) in paths.concepts else _escaped(label)


def _place(citation: Citation) -> str:
    return " ".join(part for part in ("quoted in" if citation.quoted else "", str(citation.locator)) if part)


def _callout(quote: Quote, title: str) -> str:
    lines = (line for line in printable(quote.exact).split("\n") if line.strip())
    return "\n".join([f"> [!quote] {title}".rstrip(), *(f"> {_escaped(line)}" for line in lines)])


def _link(path: str | None, shown: str, block: str = "") -> str:
    if path is None:
        return _escaped(shown)
    label = " ".join(re.sub(r"[\[\]|#^%]", " ", one_line(shown)).split())
    return f"[[{path}{f'#^{block}' if block else ''}|{label}]]"


def _escaped(text: str) -> str:
    return escaped(one_line(text), special=_SPECIAL)


def _known(properties: Mapping[str, Value | None]) -> dict[str, Value]:
    return dict(_cleaned(properties))


def _cleaned(properties: Mapping[str, Value | None]) -> Iterator[tuple[str, Value]]:
    for name, value in properties.items():
        if isinstance(value, tuple):
            value = tuple(map(one_line, value))
        elif isinstance(value, str):
            value = one_line(value)
        if value:
            yield name, value
