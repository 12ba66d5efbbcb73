"""Decides whether a registered work is the one that an entry means, and whether two names of a venue are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.acquisition.registers.registered_work import RegisteredWork
from alignqa.audits.online.listed import ListedWork
from alignqa.audits.works import titles
from alignqa.audits.works.known_works import folded_family
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.retrieval.terms import words

CONTAINED = frozenset({"article", "inproceedings", "conference", "incollection"})
"""The kinds of entries whose venue is what the work appeared in, and not who published it."""

_ALIKE = 0.85  # minimum likeness of the title of an entry and that of the work in a register
_SHORT = 3  # words; a title of so few may belong to several works, so an author must agree
_PREPRINT = re.compile(
    r"\b(?:arxiv|corr|preprints?|e-?prints?|biorxiv|medrxiv|ssrn|psyarxiv|openreview|under review)\b", re.IGNORECASE
)
_PLAIN = frozenset(
    {
        *("proceedings", "proc", "annual", "international", "national", "conference", "conf", "workshop", "symposium", "journal"),
        *("transactions", "trans", "meeting", "advances", "advance", "lecture", "notes", "letters", "review", "reviews"),
        *("in", "of", "the", "on", "and", "for", "a", "an", "at", "to", "volume", "vol", "pp", "acm", "ieee"),
        *("th", "st", "nd", "rd"),
    }
)
"""Words that venues of all kinds have in their names."""


def has_title(entry: ListedWork, work: RegisteredWork) -> bool:
    """Checks whether an entry has the title of a work."""
    title = work.metadata.title or ""
    if not fold_title(title):
        return False
    if entry.known.title:
        mine = entry.known.title
        return titles.is_title_of(mine, title) or titles.is_title_of(title, mine) or titles.resembles(mine, title) >= _ALIKE
    return f" {fold_title(title)} " in f" {fold_title(entry.printed)} "


def shares_author(entry: ListedWork, work: RegisteredWork) -> bool:
    """Checks whether an entry names an author of a work; nothing speaks against one of which no author is known."""
    families = {folded_family(name) for name in work.metadata.authors} - {""}
    mine = {folded_family(name) for name in entry.known.authors} or set(words(entry.printed))
    return not families or not mine or bool(families & mine)


def is_meant(entry: ListedWork, work: RegisteredWork) -> bool:
    """Checks whether an entry means a work that was found by its words: title and author agree, or a title of some length."""
    if not has_title(entry, work):
        return False
    return shares_author(entry, work) or len(fold_title(work.metadata.title or "").split()) > _SHORT


def cites_preprint(entry: ListedWork) -> bool:
    """Checks whether an entry cites a work as a preprint: it names a server of preprints and no other venue."""
    if entry.printed:
        return _PREPRINT.search(entry.printed) is not None
    venue = _venue(entry)
    return bool(entry.known.title) and (not venue or _PREPRINT.search(venue) is not None)


def venue_of(entry: ListedWork) -> str:
    """Returns the journal or the proceedings in which a work appeared, as its entry says; empty if it does not."""
    venue = _venue(entry)
    return "" if _PREPRINT.search(venue) else venue


def _venue(entry: ListedWork) -> str:
    return (entry.known.venue or "") if entry.known.kind in {None, *CONTAINED} else ""


def is_same_venue(written: str, known: Sequence[str]) -> bool:
    """Checks whether the venue of an entry may be one of those that a register names: a word in common, or an abbreviation."""
    return any(_shares_word(written, name) or _abbreviates(written, name) or _abbreviates(name, written) for name in known)


def _shares_word(one: str, other: str) -> bool:
    mine, theirs = _telling(one), _telling(other)
    return any(a.startswith(b) or b.startswith(a) for a in mine for b in theirs if min(len(a), len(b)) > 2 or a == b)


def _telling(venue: str) -> list[str]:
    return [word for word in words(venue) if word not in _PLAIN and not word.isdigit()]


def _abbreviates(short: str, long: str) -> bool:
    """Checks whether a word of `short` is made of the beginnings of words of `long`, in their order: NeurIPS, FAccT, PNAS."""
    parts = [word for word in words(long) if word not in {"of", "the", "on", "and", "for", "in", "a"}]
    return any(_is_made_of(word, parts) for word in words(short) if len(word) > 1 and not word.isdigit() and len(word) < 12)


def _is_made_of(word: str, parts: Sequence[str]) -> bool:
    if not word:
        return True
    for index, part in enumerate(parts):
        shared = 0
        while shared < min(len(part), len(word)) and part[shared] == word[shared]:
            shared += 1
            if _is_made_of(word[shared:], parts[index + 1 :]):
                return True
    return False
