"""Finds the one word by which a statement says the opposite of a clause whose other words it has, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from alignqa.answers.checks.opposites import are_opposite
from alignqa.answers.checks.phrases import KEPT, NOT, PASSIVE, Clause, Token, clauses_of

_FEWEST = 3
"""The fewest other words that both must have; one fewer is enough where the clause has no more."""


def turned(statement: str, text: str) -> tuple[str, str] | None:
    """Returns the word of a statement that reverses a clause of a text, with that of the clause; None if there is none.

    One of the two is empty if only the other text has the denial.
    A statement may leave out words of the clause, but must have no other word of its own; its other clauses stand there, too.
    """
    theirs = [clause for reading in _readings(text) for clause in reading]
    for mine in _readings(statement, joined=(True,)):
        lacking = [clause for clause in mine if not any(_has(other, clause) for other in theirs)]
        if len(lacking) == 1:
            for other in theirs:
                if other.is_said_under(lacking[0].kind) and (found := _turned(_content(lacking[0]), _content(other))):
                    return found
    return None


def _readings(text: str, *, joined: tuple[bool, ...] = (True, False)) -> Iterator[list[Clause]]:
    for together in joined:
        for long in (False, True):
            yield clauses_of(text, joined=together, long_agent=long)


def _content(clause: Clause) -> list[Token]:
    return [token for token in clause.tokens if token.text != PASSIVE]


def _has(clause: Clause, part: Clause) -> bool:
    return clause.is_said_under(part.kind) and _stand(_content(part), _content(clause))


def _stand(part: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Checks whether some tokens stand among others in their order, and none that denies is left out."""
    others = iter(token.text for token in tokens)
    return all(token.text in others for token in part) and _kept(part) == _kept(tokens)


def _kept(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(token.text for token in tokens if token.text in KEPT)


def _turned(mine: Sequence[Token], theirs: Sequence[Token]) -> tuple[str, str] | None:
    others = min(len(mine), len(theirs)) - 1
    if others < _FEWEST and (others < _FEWEST - 1 or len(mine) != len(theirs)):
        return _denied(mine, theirs)
    for at, word in enumerate(mine):
        for place, other in enumerate(theirs):
            if (
                are_opposite(word.said, other.said)
                and _stand(mine[:at], theirs[:place])
                and _stand(mine[at + 1 :], theirs[place + 1 :])
            ):
                return word.said, other.said
    return _denied(mine, theirs)


def _denied(mine: Sequence[Token], theirs: Sequence[Token]) -> tuple[str, str] | None:
    """Returns the denial that one of two clauses has and the other lacks, right before a word of both."""
    for one, other, order in ((mine, theirs, 1), (theirs, mine, -1)):
        places = [number for number, token in enumerate(one) if token.text == NOT]
        if len(places) != 1 or any(token.text == NOT for token in other):
            continue
        plain = [token for token in one if token.text != NOT]
        few = len(mine if order < 0 else plain) < _FEWEST and len(plain) != len(other)
        follows = {token.text for token in one[places[0] + 1 : places[0] + 2]} <= {token.text for token in other}
        if not few and follows and (_stand(plain, other) if order > 0 else _stand(other, plain)):
            said = one[places[0]].said
            return (said, "") if order > 0 else ("", said)
    return None
