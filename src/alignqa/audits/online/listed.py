"""The entries of a draft's reference list, with their places in the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.acquisition.registers.arxiv_register import number_in
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.marks import place_of_all
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.works.cited_blocks import CitedBlock
from alignqa.audits.works.references import ReferenceList
from alignqa.papers.bibliography.entry import arxiv_id_in, doi_in
from alignqa.papers.document import Metadata, Span

_LABEL = re.compile(r"^\W*(?:\[?\d{1,3}\]?[.)]?\s+)?")
_CLOSING = re.compile(r"[)\]}>*_\"”’'.,;]+$")
_LEAST_WORDS = 4  # of a printed entry; less names no work


@dataclass(frozen=True, slots=True)
class ListedWork:
    """An entry of a reference list: its facts, or only its text as it is `printed`, and the place in the draft that it is for.

    A link in the text is an entry of nothing but its identifier.
    """

    draft: Draft
    span: Span
    known: Metadata
    key: str = ""
    printed: str = ""

    @property
    def number(self) -> str:
        """The number at arXiv, or an empty string."""
        return self.known.arxiv_id or number_in(f"doi:{self.known.doi}") or ""

    @property
    def doi(self) -> str:
        """The DOI that is not arXiv's own, or an empty string."""
        doi = _CLOSING.sub("", self.known.doi or "")
        return "" if number_in(f"doi:{doi}") else doi

    @property
    def called(self) -> str:
        """The entry in a message."""
        return f"The entry {self.key}" if self.key else "The entry" if self.printed else "The link"


def listed_works(draft: Draft, blocks: Sequence[CitedBlock], references: ReferenceList) -> list[ListedWork]:
    """Returns the entries that a draft cites and those in the draft itself, each once, in the order of their places."""
    found = [work for block in blocks for work in _in_block(block, references)]
    if place := place_of_all(draft):
        found += [_by_key(draft, place, key, references) for key in sorted(references.keys)]
    once: dict[object, ListedWork] = {}
    for work in sorted(found, key=lambda work: not (work.key or work.printed)):
        mark = work.key or work.printed or work.number or work.doi
        same = next((each for each in once.values() if _same_identifier(each, work)), None)
        if same is None or work.key or work.printed:
            once.setdefault(mark, work)
    return sorted(once.values(), key=lambda work: work.span)


def _same_identifier(one: ListedWork, other: ListedWork) -> bool:
    return bool((one.number and one.number == other.number) or (one.doi and one.doi.casefold() == other.doi.casefold()))


def _in_block(block: CitedBlock, references: ReferenceList) -> Iterator[ListedWork]:
    draft = block.draft
    if block.is_entry:
        if len((printed := _LABEL.sub("", draft.prose(block.block.span))).split()) >= _LEAST_WORDS:
            # Addresses are markup, which the prose of a draft leaves out.
            yield ListedWork(draft, block.block.span, _identifiers(block.block.span.of(draft.read)), printed=printed)
        return
    for item in block.cited:
        if item.mention.key in references.keys:
            yield _by_key(draft, item.mention.span, item.mention.key, references)
    for mention in _links(block):
        known = _identifiers(mention.link)
        if known.arxiv_id or known.doi:
            yield ListedWork(draft, mention.span, known)


def _by_key(draft: Draft, span: Span, key: str, references: ReferenceList) -> ListedWork:
    if known := references.entries.get(key):
        return ListedWork(draft, span, known, key)
    printed = references.texts[key]
    return ListedWork(draft, span, _identifiers(printed), key, printed)


def _links(block: CitedBlock) -> Iterator[Mention]:
    return (item.mention for item in block.cited if item.mention.link)


def _identifiers(text: str) -> Metadata:
    return Metadata(arxiv_id=arxiv_id_in(text), doi=doi_in(text))
