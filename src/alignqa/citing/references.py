"""The works that one paper cites, with the places where it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.citing.entries import CitedEntry, entries_of
from alignqa.citing.links import WorkLink, links_of
from alignqa.citing.marks import MarkReader
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Manuscript, Metadata, RegionKind, Span

_READ = frozenset({RegionKind.BODY, RegionKind.FOOTNOTE, RegionKind.CAPTION})
_MIN_WORDS = 2  # of an undated link, whose words are sought in the text


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that a paper cites: what the paper states of it, as it is printed, and the marks in the text that point to it."""

    citing: str
    known: Metadata
    printed: str
    marks: tuple[Span, ...] = ()


class PaperReferences:
    """Reads the list of references of a paper and the links in its file, once, and finds the marks in any part of the text."""

    def __init__(self, paper_id: str, manuscript: Manuscript, links: Sequence[WorkLink] | None) -> None:
        """Takes the text of a paper and the links in its file, or None if these could not be read."""
        self._paper_id = paper_id
        self._manuscript = manuscript
        self._entries = entries_of(manuscript)
        self._marks = MarkReader(manuscript, self._entries)
        self._links: dict[str, list[WorkLink]] = defaultdict(list)
        self.complete = links is not None
        for link in links or ():
            self._links[link.text].append(link)

    @classmethod
    def of(cls, catalogue: Catalogue, record: PaperRecord) -> PaperReferences | None:
        """Reads those of a paper in the index; None if there is no such text."""
        manuscript = catalogue.manuscript(record.text_sha256)
        return cls(record.paper_id, manuscript, links_of(catalogue.source(record.source))) if manuscript else None

    def all(self) -> list[Reference]:
        """Returns all works that the paper cites; one that is in the list and is linked, too, comes twice."""
        marked: dict[CitedEntry, list[Span]] = defaultdict(list)
        for pointer in self._marks.marks():
            marked[pointer.entry].append(pointer.span)
        listed = [Reference(self._paper_id, entry.metadata, entry.text, tuple(marked.get(entry, ()))) for entry in self._entries]
        whole = Span(0, len(self._manuscript.text))
        linked = []
        for links in self._links.values():
            places = tuple(self._places(links, whole))
            linked += [Reference(self._paper_id, link.metadata, link.text, places if len(links) == 1 else ()) for link in links]
        return [*listed, *(item for item in linked if item.marks or self._is_shown(item.printed))]

    def within(self, part: Span) -> list[Reference]:
        """Returns the works that the marks in a part of the text point to, in order."""
        found = [
            Reference(self._paper_id, pointer.entry.metadata, pointer.entry.text, (pointer.span,))
            for pointer in self._marks.marks(part)
        ]
        for links in self._links.values():
            if len(links) == 1:
                found += [
                    Reference(self._paper_id, links[0].metadata, links[0].text, (place,)) for place in self._places(links, part)
                ]
        return sorted(found, key=lambda item: item.marks)

    def _is_shown(self, words: str) -> bool:
        """Checks that the words of a link are text of the paper, and not navigation or a comment that was left out."""
        return words in self._manuscript.text

    def _places(self, links: Sequence[WorkLink], part: Span) -> Iterator[Span]:
        """Yields the places of the words of a link: all of a citation by author and year, else the only one in the paper."""
        words, text = links[0].text, self._manuscript.text
        found = list(_occurrences(words, text, part))
        if not links[0].dated:
            sure = len(words.split()) >= _MIN_WORDS and text.count(words) == 1
            found = found if sure else []
        yield from (span for span in found if self._manuscript.kind_at(span.start) in _READ)


def _occurrences(words: str, text: str, part: Span) -> Iterator[Span]:
    """Yields the places of words that stand alone, and not inside longer words."""
    at = text.find(words, part.start, part.end)
    while at >= 0:
        end = at + len(words)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield Span(at, end)
        at = text.find(words, end, part.end)
