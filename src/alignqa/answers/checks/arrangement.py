"""Checks whether a statement only leaves out and rearranges words of its evidence, so that who does what to whom stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import dropwhile, pairwise

from alignqa.answers.checks.alignment import sentences_of
from alignqa.answers.checks.phrases import KEPT, NOT, Clause, Token, clauses_of
from alignqa.answers.checks.rewording import compacted, distributed
from alignqa.retrieval.terms import stem, words

_SAYS = (
    r"(?:says?|said|writes?|wrote|notes?|noted|reports?|reported|states?|stated|argues?|argued|finds?|found|shows?|showed"
    r"|concludes?)"
)
_WORK = r"(?i:the |this |these )?(?i:authors?|papers?|study|studies|article|researchers?|work)"
_NAMES = r"[A-Z][\w-]+(?:(?:,| and| &| et al\.?,?)\s*(?:[A-Z][\w-]+)?){0,3}(?:\s*\(\d{4}\w?\))?"
_REPORTED = re.compile(
    rf"^\W*(?:(?i:according to) [^,]{{1,80}},|(?:{_WORK}|{_NAMES})\s+(?:also )?{_SAYS}(?:\s+that\b)?)|,\s*{_NAMES}\s+{_SAYS}\.?$"
)
_NAME = re.compile(r"[A-Z][\w-]+|\d{4}")
_OF_WORKS = "according the this these author authors paper papers study studies article researcher researchers work"
_WORKS = frozenset(_OF_WORKS.split())
Place = tuple[Token, int]
"""A token of the evidence with the number of its clause."""


def rearranged(statement: str, evidence: Sequence[str], context: str = "", *, authors: str = "") -> str:
    """Returns the first words of a statement that its evidence does not have in the same relations; empty if it has all.

    `evidence` are passages, each of which is read alone.
    A clause may begin with words of `context`, such as the title or the sentence before, where the evidence has "it" or "we".
    A statement may say that `authors`, with their year, or their paper say so.
    """
    lacking = _lacking(statement, evidence, context, authors=authors)
    if not lacking:
        return ""
    wide = [*evidence, *map(compacted, evidence)]
    wide += [part for passage in evidence for sentence in sentences_of(passage) for part in distributed(sentence)]
    return _lacking(compacted(statement), wide, context, authors=authors) and lacking


def _lacking(statement: str, evidence: Sequence[str], context: str, *, authors: str) -> str:
    """Returns the first words of a statement that the evidence does not have, as it is written."""
    texts = [
        variant for passage in evidence for long in (False, True) for variant in _variants(clauses_of(passage, long_agent=long))
    ]
    have = {token.text for text in texts for clause in text for token in clause.tokens}
    idle = {stem(word) for word in _WORKS} | {token.text for clause in clauses_of(context) for token in clause.tokens}
    idle -= have
    plain = _REPORTED.sub(lambda match: "" if _is_theirs(match[0], " ".join(evidence), authors) else match[0], statement)
    readings = [list(_parts(clauses_of(plain, joined=True, long_agent=long))) for long in (False, True)]
    mine = {token.text for options in readings[0] for token in options[0].tokens}
    for options in zip(*readings, strict=True):
        forms = [_without(clause, idle) for form in options for clause in form]
        if lacking := [token.said for token in forms[0].tokens if token.text not in have]:
            return lacking[0]
        if not any(_stands(form, text, mine) for form in forms for text in texts):
            return forms[0].said
    return ""


def _is_theirs(reported: str, evidence: str, authors: str) -> bool:
    """Checks whether "… writes that" names the authors or their paper, and nobody of whom the evidence speaks."""
    named, said, known = set(words(reported)), set(words(evidence)), set(words(authors))
    if "according" in named:
        known |= said
    elif named & _WORKS & said:
        return False
    return set(words(" ".join(_NAME.findall(reported)))) - _WORKS <= known


def _parts(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Yields each clause in the forms in which it may stand in the evidence; one that begins with "in" joins the next one."""
    waiting: Clause | None = None
    for clause in clauses:
        if waiting is not None:
            yield [replace(clause.followed_by(waiting), mark=waiting.mark), waiting.followed_by(clause)]
            waiting = None
        elif clause.fronted and clause.kind < 0:
            waiting = clause
        else:
            yield [clause]
    if waiting is not None:
        yield [waiting]


def _variants(clauses: list[Clause]) -> Iterator[list[Clause]]:
    """Yields the clauses as they stand, and with one that begins with "in" put behind the next one."""
    yield clauses
    for at, (first, second) in enumerate(pairwise(clauses)):
        if first.fronted and first.kind < 0:
            yield [*clauses[:at], second.followed_by(first), *clauses[at + 2 :]]


def _without(clause: Clause, idle: set[str]) -> Clause:
    tokens = tuple(dropwhile(lambda token: token.text in idle, clause.tokens))
    # Something must be left that the evidence says of it.
    return clause if not tokens or len(tokens) == len(clause.tokens) else replace(clause, tokens=tokens, mark=".", refers="it")


def _stands(part: Clause, text: Sequence[Clause], mine: set[str]) -> bool:
    """Checks whether a text has a part of a statement, whose words in all are `mine`."""
    wanted = tuple(token.text for token in part.tokens)
    places = [(token, number) for number, clause in enumerate(text) for token in clause.tokens]

    def begins(at: int) -> bool:
        """Checks whether the part may begin here, with its first word in the same place of its clause."""
        token, number = places[at]
        before = [one.text for one, other in places[:at] if other == number]
        if token.text != wanted[0] or NOT in before:
            return False
        if part.refers and (part.mark == "." or part.refers == "we"):  # nothing in the statement says who is meant
            return not before and text[number].refers != ""
        if part.refers:  # the statement has named it
            return mine.issuperset(before)
        return part.mark != "," or token.text == NOT or not before

    @cache
    def found(index: int, at: int) -> bool:
        """Checks whether the words from `index` on stand in order, the first of them at `at`."""
        if index + 1 == len(wanted):
            return (part.open or _is_head(places, at)) and text[places[at][1]].is_said_under(part.kind)
        return any(
            places[after][0].text == wanted[index + 1] and _may_pass(places, at, after, text) and found(index + 1, after)
            for after in range(at + 1, len(places))
        )

    return not wanted or any(begins(at) and found(0, at) for at in range(len(places)))


def _is_head(places: Sequence[Place], at: int) -> bool:
    """Checks whether only light words follow in the phrase, so that no noun loses what it describes."""
    token, number = places[at]
    return all(one.light for one, other in places[at + 1 :] if other == number and one.phrase == token.phrase)


def _may_pass(places: Sequence[Place], at: int, after: int, text: Sequence[Clause]) -> bool:
    """Checks whether what stands between two words may be left out."""
    (token, number), (following, reached) = places[at], places[after]
    if any(one.text in KEPT for one, _ in places[at + 1 : after]):
        return False
    if number == reached:
        return token.phrase == following.phrase or _is_head(places, at)
    # A clause that has a word of its own before this one has a subject of its own.
    if text[reached].tokens[0] is not following or (text[reached].mark == "." and text[reached].refers != "it"):
        return False
    return all(text[passed].mark == "(" or text[passed].kind >= 0 for passed in range(number + 1, reached))
