"""The marks in a paper's text that point to its list of references: "[3]", "(Doe et al., 2020a)"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.markup import Form
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.named import named_mentions
from alignqa.audits.works.known_works import folded_family
from alignqa.citing.entries import CitedEntry
from alignqa.papers.document import Manuscript, RegionKind, Span
from alignqa.retrieval.terms import words

_READ = frozenset({RegionKind.BODY, RegionKind.FOOTNOTE, RegionKind.CAPTION})
# "[3]", "[1, 4–6]" and "[3, p. 7]", also right behind a word; "x[3]" is a part of a formula. Raised numbers may be notes.
_NUMBERED = re.compile(
    r"(?:(?<=[^\W\d_]{3})|(?<!\w))\[(?P<numbers>\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20})"
    r"(?:,\s?(?:pp?\.|§|[Ss]ec|[Cc]h|[Tt]h|[Ff]ig)[^\[\]]{0,40})?\](?![\w(])"
)
_PART = re.compile(r"(\d+)(?:\s?[–-]\s?(\d+))?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER = re.compile(r"[a-z](?!\w)")
_FEW = 2  # authors whom a citation names all; of more it names the first, with "et al."


@dataclass(frozen=True, slots=True)
class Pointer:
    """A mark in the text of a paper with the entry that it points to."""

    span: Span
    entry: CitedEntry


class MarkReader:
    """Reads the marks of one paper; a mark that may mean two entries, or none, is left out."""

    def __init__(self, manuscript: Manuscript, entries: Sequence[CitedEntry]) -> None:
        text = manuscript.text
        self._manuscript = manuscript
        self._draft = Draft("", Form.TEXT, text, text, text)
        numbers = [entry.number for entry in entries if entry.number is not None]
        self._numbered = {entry.number: entry for entry in entries if entry.number and numbers.count(entry.number) == 1}
        self._named: dict[tuple[str, int | None], list[CitedEntry]] = defaultdict(list)
        for entry in (entry for entry in entries if entry.metadata.authors):
            self._named[family_of(entry.metadata.authors[0]), entry.metadata.year].append(entry)

    def marks(self, within: Span | None = None) -> list[Pointer]:
        """Returns the marks in the text, or in a part of it, in order."""
        found = [pointer for block in self._blocks(within) for pointer in self._in(block)]
        return sorted(dict.fromkeys(found), key=lambda pointer: (pointer.span, pointer.entry.span))

    def _blocks(self, within: Span | None) -> Iterator[Span]:
        """Yields the paragraphs that may have a mark, of prose, notes and captions."""
        text = self._manuscript.text
        start, end = (within.start, within.end) if within else (0, len(text))
        for match in re.finditer(r"[^\n]+", text[start:end]):
            span = Span(start + match.start(), start + match.end())
            if self._manuscript.kind_at(span.start) in _READ:
                yield span

    def _in(self, block: Span) -> Iterator[Pointer]:
        for match in _NUMBERED.finditer(self._draft.text, block.start, block.end) if self._numbered else ():
            ends = [(int(first), int(last or first)) for first, last in _PART.findall(match["numbers"])]
            numbers = [number for first, last in ends for number in range(first, last + 1)]
            # A number that no entry has shows that this is an interval, or a note.
            if all(number in self._numbered for number in numbers):
                yield from (Pointer(Span(*match.span()), self._numbered[number]) for number in numbers)
        if self._named and _YEAR.search(self._draft.text, block.start, block.end):
            for mention in named_mentions(self._draft, block):
                if entry := self._meant(mention):
                    # "Doe et al., 2020" of "Doe et al., 2020a" would be another mark.
                    letter = _LETTER.match(self._draft.text, mention.span.end)
                    yield Pointer(Span(mention.span.start, letter.end() if letter else mention.span.end), entry)

    def _meant(self, mention: Mention) -> CitedEntry | None:
        """Returns the one entry that a citation by author and year can mean."""
        if mention.year is None or mention.year_span is None or not mention.authors:
            return None
        found = [
            entry for entry in self._named.get((family_of(mention.authors[0].text), mention.year), ()) if fits(mention, entry)
        ]
        letter = _LETTER.match(self._draft.text, mention.year_span.start + 4)
        if letter:
            found = [entry for entry in found if entry.letter == letter[0]]
        return found[0] if len(found) == 1 else None


def fits(mention: Mention, entry: CitedEntry) -> bool:
    """Checks whether a citation names the authors of an entry, and as many of them as such a citation does."""
    authors = entry.metadata.authors
    if mention.more:
        return len(authors) >= _FEW or entry.more
    if len(mention.authors) > len(authors) or (len(authors) > _FEW >= len(mention.authors)) or (entry.more and len(authors) == 1):
        return False
    named = {family_of(name) for name in authors}
    return len(mention.authors) == len(authors) and all(family_of(name.text) in named for name in mention.authors)


def family_of(name: str) -> str:
    """Returns the folded family name of an author, or all words of an organisation's name."""
    return folded_family(name.removesuffix(" et al.")) or " ".join(words(name))
