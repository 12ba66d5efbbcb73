"""The links of a post or page to other works, which stand in its file but not in its canonical text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from alignqa.audits.drafts.names import MORE
from alignqa.errors import UnreadablePaper
from alignqa.index.catalogue.records import SourceRecord
from alignqa.papers.bibliography.entry import MORE_AUTHORS, arxiv_id_in, doi_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.files import read_bytes
from alignqa.papers.parsing.manuscript.decoding import decode

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".qmd", ".txt"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_MAX_BYTES = 8_000_000
_LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]{0,100}\]){1,300})\]"
    r"\(\s{0,3}<?(?P<address>https?://[^\s()<>]{1,1000}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,300})?)>?(?:\s+\"[^\"\n]{0,300}\")?\s{0,3}\)"
)
_MARKUP = re.compile(r"[*_`\\]+")
_DATED = re.compile(rf"\(?(?P<who>[^\W\d_a-z][^\d()\[\]]{{1,120}}?)(?P<more>{MORE})?,?\s*\(?(?P<year>(?:19|20)\d\d)[a-z]?\)?")
_JOINED = re.compile(r",? (?:and|&) |, ")
COMMENT = re.compile(r"[?&]commentId=|/comment/\w", re.IGNORECASE)
"""The pattern of the address of a comment, which is another work than the post that it is on."""
_FORUMS = re.compile(
    r"(?:lesswrong\.com|greaterwrong\.com|alignmentforum\.org|effectivealtruism\.org)/(?:posts|s/\w+/p)/\w+|"
    r"openreview\.net/(?:forum|pdf)|aclanthology\.org/\S|distill\.pub/\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WorkLink:
    """A link to a work: the words that it stands on, and what they and its address say of the work."""

    text: str
    metadata: Metadata

    @property
    def dated(self) -> bool:
        """Tells that the link stands on a citation by author and year."""
        return self.metadata.year is not None


def links_of(source: SourceRecord | None) -> list[WorkLink] | None:
    """Reads the links of a paper's file to works; None if the file is gone or has changed since it was ingested."""
    path = Path(source.path) if source else Path()
    suffix = path.suffix.casefold()
    if source is None or suffix not in _MARKDOWN | _HTML:
        return []
    try:
        data = read_bytes(path, max_bytes=_MAX_BYTES)
    except UnreadablePaper:
        return None
    if sha256(data).hexdigest() != source.file_sha256:
        return None
    text = decode(data)[0]
    found = _html_links(text) if suffix in _HTML else _markdown_links(text)
    return list(dict.fromkeys(link for words, address in found if (link := work_link(words, address))))


def work_link(text: str, address: str) -> WorkLink | None:
    """Makes a link to a work; None if neither the words nor the address are those of one."""
    words = " ".join(_MARKUP.sub("", text).split())
    dated = _DATED.fullmatch(words)
    if COMMENT.search(address) and not dated:
        return None
    forum = _FORUMS.search(address)
    known = Metadata(url=address, arxiv_id=arxiv_id_in(address), doi=(doi_in(address) or "").split("?")[0].rstrip(").,;") or None)
    if dated:
        return WorkLink(
            words,
            Metadata(authors=_people(dated), year=int(dated["year"]), url=known.url, arxiv_id=known.arxiv_id, doi=known.doi),
        )
    return WorkLink(words, known) if words and (known.arxiv_id or known.doi or forum) else None


def _people(dated: re.Match[str]) -> tuple[str, ...]:
    names = [name.strip() for name in _JOINED.split(dated["who"].rstrip(", ")) if name.strip()]
    return (*names[:-1], names[-1] + MORE_AUTHORS) if dated["more"] and names else tuple(names)


def _markdown_links(text: str) -> Iterator[tuple[str, str]]:
    yield from ((match["text"], match["address"]) for match in _LINK.finditer(text))
    if "<a " in text:
        yield from _html_links(text)


def _html_links(text: str) -> list[tuple[str, str]]:
    reader = _Anchors()
    reader.feed(text)
    return reader.found


class _Anchors(HTMLParser):
    """Collects the words and the address of each link of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._address = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a link."""
        if tag == "a":
            self._address, self._words = dict(attrs).get("href") or "", []

    def handle_data(self, data: str) -> None:
        """Collects the words of a link."""
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Ends a link."""
        if tag == "a" and self._address.startswith(("http://", "https://")):
            self.found.append(("".join(self._words), self._address))
            self._address = ""
