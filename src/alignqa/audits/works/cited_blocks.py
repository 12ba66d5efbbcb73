"""Reads the blocks of a draft with what each of them cites."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.audits.drafts.blocks import DraftBlock
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.marks import ALL_KEYS, IBID, keyed_mentions
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.mentions import mentions_in
from alignqa.audits.drafts.sections import page_named
from alignqa.audits.findings import FindingVerdict
from alignqa.audits.works.citations import Cited, with_section
from alignqa.audits.works.entries import OwnEntries, is_entry, own_entries
from alignqa.audits.works.faults import Fault, author_faults, year_faults
from alignqa.audits.works.known_works import KnownWork, folded_family
from alignqa.audits.works.resolving import Resolver
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Span

_BESIDE = 8  # visible marks that may stand between a citation and the link that belongs to it
_HEAD = 8  # words of an entry among which its first author is
_NOTE_WORDS = 4  # a note with more words of its own says something itself
_SEE = re.compile(
    r"\W*(?:see|cf\.?|e\.g\.?|for example|compare|also|in|and|esp(?:ecially)?\.?|pp?\.|chapter|section)?\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CitedBlock:
    """A block with its citations, in order; `draft` is the draft, or its view of the notes.

    `marks` are those citations that point to an entry or a note of the draft, as they are written.
    """

    draft: Draft
    block: DraftBlock
    cited: tuple[Cited, ...]
    is_entry: bool = False
    marks: tuple[Mention, ...] = ()


def cited_blocks(draft: Draft, resolver: Resolver) -> list[CitedBlock]:
    """Returns the blocks of a draft, its notes last, with what they cite; of several works, those that it names by title."""
    views = [view for view in (draft, draft.notes) if view is not None]
    first = [_directly(view, block, resolver) for view in views for block in (*view.blocks, *_bare(view))]
    titled = {id(item.works[0]) for found in first for item in found.cited if item.titled}
    lettered = _lettered(first)
    printed = [fold_title(found.draft.prose(found.block.span)) for found in first if found.is_entry]
    first = [
        replace(found, cited=tuple(_by_letter(_by_list(item, printed), found, lettered).among(titled) for item in found.cited))
        for found in first
    ]
    entries = own_entries((found.draft, found.block, found.cited) for found in first)
    notes = sorted((found for found in first if found.draft is draft.notes), key=lambda found: found.block.span)
    starts = [note.block.span.start for note in notes]
    before: Cited | None = None
    whole = []
    for found in first:
        pointing = [] if found.is_entry else list(_pointing(found, entries, before))
        if found.draft is draft:
            inside = notes[bisect_left(starts, found.block.span.start) : bisect_left(starts, found.block.span.end)]
            pointing += _by_notes(inside)
        items = sorted((*(_by_entry(item, entries) for item in found.cited), *pointing), key=lambda item: item.mention.span.start)
        before = next((item for item in reversed(items) if item.works and not found.is_entry), before)
        whole.append(_with_sections(replace(found, cited=tuple(items))))
    used = {mark.mark for found in first for mark in found.marks} | {item.mention.key for found in first for item in found.cited}
    return [_with_unknown(found, used) for found in whole]


def _bare(draft: Draft) -> list[DraftBlock]:
    """Returns blocks for the citations by key that stand alone in their paragraph, of which nothing else is visible."""
    if draft.places:
        return []
    spans = dict.fromkeys(mention.span for mention in keyed_mentions(draft, Span(0, len(draft.text))))
    starts = [block.span.start for block in draft.blocks]
    bare = []
    for span in spans:
        before = bisect_left(starts, span.end) - 1
        if before < 0 or not draft.blocks[before].span.overlaps(span):
            bare.append(DraftBlock(span))
    return bare


def _directly(draft: Draft, block: DraftBlock, resolver: Resolver) -> CitedBlock:
    """Returns a block with its citations but for those that point to entries and notes; a title includes what is next to it."""
    text, entry = draft.marked, is_entry(draft, block)
    by_title, mentions = resolver.titles_in(text, block.span), list(_each_key(mentions_in(draft, block.span), resolver))
    others = [
        resolver.resolve(mention, text)
        for mention in mentions
        if not mention.mark and not any(mention.span.overlaps(item.mention.span) for item in by_title if not mention.link)
    ]
    found = sorted((*by_title, *others), key=lambda item: (item.mention.span.start, item.mention.span.end))
    joined = _joined(draft, found, entry)
    if entry:
        printed = fold_title(draft.prose(block.span))
        joined = [_of_entry(item, printed) for item in joined]
    cited = tuple(item for item in joined if item.works or item.mention.formal or item.faults)
    return CitedBlock(draft, block, cited, entry, () if entry else tuple(mention for mention in mentions if mention.mark))


def _of_entry(item: Cited, printed: str) -> Cited:
    """Takes from an entry that names an author and no year beside him the works whose titles it does not have."""
    if item.titled or item.mention.year or item.mention.link or item.mention.key or not item.mention.authors:
        return item
    return replace(item, works=tuple(work for work in item.works if fold_title(work.metadata.title or "") in printed))


def _lettered(blocks: Sequence[CitedBlock]) -> dict[tuple[str, str], tuple[KnownWork, ...]]:
    """Returns the works of the entries that distinguish works of one author and year: by family name and "2020a".

    An entry whose title is not known is no work that is.
    """
    found: dict[tuple[str, str], tuple[KnownWork, ...]] = {}
    for block in blocks:
        for item in sorted(block.cited if block.is_entry else (), key=lambda item: not item.titled):
            if (year := _year_with_letter(item.mention, block.draft)) and item.mention.authors:
                works = item.works if item.titled else ()
                found.setdefault((folded_family(item.mention.authors[0].text), year), works)
    return found


def _by_list(item: Cited, printed: Sequence[str]) -> Cited:
    """Takes a citation whose year is not that of its work for one of another work, if the list of references has such a one.

    `printed` are the entries of the list, with their titles folded.
    """
    name, year = item.mention.authors[0].text if item.mention.authors else "", str(item.mention.year)
    if not name or item.titled or not any(fault.verdict is FindingVerdict.WRONG_YEAR for fault in item.faults):
        return item
    titles = [fold_title(work.metadata.title or "") for work in item.works]
    entries = [entry.split() for entry in printed if not any(title in entry for title in titles)]
    listed = any(folded_family(name) in entry[:_HEAD] and year in entry for entry in entries)
    return Cited(item.mention) if listed else item


def _by_letter(item: Cited, found: CitedBlock, lettered: Mapping[tuple[str, str], tuple[KnownWork, ...]]) -> Cited:
    """Narrows a citation with a letter to the work that the list of references gives it."""
    year = _year_with_letter(item.mention, found.draft)
    key = (folded_family(item.mention.authors[0].text) if item.mention.authors else "", year)
    return replace(item, works=lettered[key]) if year and key in lettered and not item.titled else item


def _year_with_letter(mention: Mention, draft: Draft) -> str:
    """Returns the year of a citation with the letter behind it; empty if there is none."""
    if mention.year_span is None:
        return ""
    after = draft.text[mention.year_span.start + 4 : mention.year_span.start + 6]
    letter = after[:1].isascii() and after[:1].islower() and not after[1:].isalnum()
    return f"{mention.year}{after[0]}" if letter else ""


def _each_key(mentions: Sequence[Mention], resolver: Resolver) -> Iterator[Mention]:
    """Yields the mentions, with one for each key of the list in place of that of all keys; unknown works do not count."""
    for mention in mentions:
        if mention.key == ALL_KEYS:
            yield from (replace(mention, key=key, formal=False) for key in sorted(resolver.references.keys))
        else:
            yield mention


def _joined(draft: Draft, items: Sequence[Cited], entry: bool) -> list[Cited]:
    """Joins each link with the citation beside it, or in an entry with any other one; they must mean one work."""
    kept = [item for item in items if not item.mention.link]
    for link in (item for item in items if item.mention.link):
        beside = [item for item in kept if not item.mention.link and (entry or _are_beside(draft, item.mention, link.mention))]
        if not beside:
            kept.append(link)
        for item in beside[:1]:
            kept[kept.index(item)] = _of_one_work(item, link)
    return sorted(kept, key=lambda item: item.mention.span.start)


def _are_beside(draft: Draft, one: Mention, other: Mention) -> bool:
    first, second = sorted((one.span, other.span))
    between = draft.prose(Span(first.end, second.start)) if first.end < second.start else ""
    return len(between) <= _BESIDE and not any(letter.isalnum() for letter in between)


def _of_one_work(item: Cited, link: Cited) -> Cited:
    """Returns a citation together with its link."""
    if not link.works:
        return replace(item, mention=replace(item.mention, formal=item.mention.formal or link.mention.formal))
    if not item.works:
        faults = (*author_faults(item.mention, link.works[0]), *year_faults(item.mention, link.works[0]))
        return Cited(item.mention, link.works, tuple(faults))
    if link.works[0] in item.works:
        return replace(item, works=link.works) if len(item.works) > 1 else item
    message = f"{link.mention.link} leads to another work: {link.called}."
    return replace(item, faults=(*item.faults, Fault(FindingVerdict.WRONG_LINK, message)))


def _by_entry(item: Cited, entries: OwnEntries) -> Cited:
    """Resolves a key by the list of references in the draft itself, if that defines it."""
    key = item.mention.key
    if not key or not entries.by_key or item.works:
        return item
    if key not in entries.by_key:
        missing = Fault(FindingVerdict.NO_ENTRY, f"The key {key} is not defined in the reference list.")
        return replace(item, faults=item.faults or (missing,))
    twice = Fault(FindingVerdict.DEFINED_TWICE, f"The key {key} is defined twice in the reference list.")
    works = tuple(dict.fromkeys(work for cited in entries.by_key[key] for work in cited.works))
    return replace(item, works=works, faults=(twice,) if key in entries.repeated else (), pointed=True)


def _pointing(found: CitedBlock, entries: OwnEntries, before: Cited | None) -> Iterator[Cited]:
    """Yields the citations of a block that point to entries and notes, and those that repeat the one before."""
    last = before
    for mention in found.marks:
        if mention.mark == IBID:
            last = next(
                (item for item in reversed(found.cited) if item.works and item.mention.span.end <= mention.span.start), last
            )
            if last is not None:
                yield Cited(replace(mention, formal=True), last.works, pointed=True)
        elif mention.mark in entries.by_mark:
            cited = entries.by_mark[mention.mark]
            if mention.mark.startswith("[^") and not cited:
                continue
            works = tuple(dict.fromkeys(work for item in cited for work in item.works))
            yield Cited(replace(mention, formal=True), works, pointed=True)
        elif not mention.mark.startswith("[^") and found.draft.read[mention.span.start] == "[":
            missing = Fault(FindingVerdict.NO_ENTRY, f"The list of references has no entry {mention.mark}.")
            yield Cited(mention, faults=(missing,) if entries.numbered else (), pointed=True)


def _by_notes(notes: Sequence[CitedBlock]) -> Iterator[Cited]:
    """Yields what the notes inside a block cite for its sentences, if they do nothing else."""
    for note in filter(_only_cites, notes):
        works = tuple(dict.fromkeys(work for item in note.cited for work in item.works))
        yield Cited(Mention(note.block.span, formal=True), works, pointed=True)


def _only_cites(note: CitedBlock) -> bool:
    """Checks whether a note says nothing of its own."""
    if not note.cited:
        return False
    places, done, rest = [item.mention.span for item in note.cited], note.block.span.start, []
    for place in sorted(places):
        rest.append(note.draft.prose(Span(done, max(done, place.start))))
        done = max(done, place.end)
    rest.append(note.draft.prose(Span(done, note.block.span.end)))
    return len(_SEE.sub(" ", " ".join(rest)).split()) <= _NOTE_WORDS


def _with_sections(found: CitedBlock) -> CitedBlock:
    spans = found.draft.sentences(found.block.span)
    return replace(found, cited=tuple(_with_section(item, found, spans) for item in found.cited))


def _with_section(item: Cited, found: CitedBlock, spans: Sequence[Span]) -> Cited:
    sentence = next((span for span in spans if span.overlaps(item.mention.span)), item.mention.span)
    alone = sum(sentence.overlaps(other.mention.span) for other in found.cited) == 1
    page = None if item.pointed else page_named(found.draft.text, item.mention.span)
    return replace(item, mention=replace(item.mention, section=with_section(item, found.draft, sentence, alone), page=page))


def _with_unknown(found: CitedBlock, used: set[str]) -> CitedBlock:
    """Adds an entry that cites nothing known, if the draft points to it."""
    if not found.is_entry or found.cited:
        return found
    marks = own_entries([(found.draft, found.block, ())])
    if used.isdisjoint((*marks.by_mark, *marks.by_key)):
        return found
    return replace(found, cited=(Cited(Mention(found.block.span, formal=True)),))
