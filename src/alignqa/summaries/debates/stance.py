"""The side that a sentence takes on a claim: it says the claim, plainly or with a hedge, or says the opposite; else none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from alignqa.answers.checks.negation import is_denial
from alignqa.answers.checks.opposites import OPPOSED, are_opposite
from alignqa.answers.choosing import cues
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import stem
from alignqa.summaries.debates.claim import AGENTS, VERBS, DebatedClaim
from alignqa.summaries.subjects.naming import NamePattern
from alignqa.summaries.subjects.sides import Lean, Side, lean_of

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?|[.,;:()—–?!]")
_BOUNDARIES = frozenset(".;:()—–?!")
_TURNS_CLAUSE_TEXT = """
because if when unless although though while whether than whereas which who but so where until since as
"""
_TURNS_CLAUSE = frozenset(_TURNS_CLAUSE_TEXT.split())
_OPENS_TEXT = """
if whether unless suppose imagine assume assuming when whenever would hypothetically how
"""
_OPENS = frozenset(_OPENS_TEXT.split())
_POSSIBLE_TEXT = """
may might could can possibly potentially perhaps would should ought try tries attempt attempts aim aims hope hopes
"""
_POSSIBLE = frozenset(_POSSIBLE_TEXT.split())
_WITHHOLDS = re.compile(
    r"\b(?:doubt\w*|den(?:y|ies)|skeptical|sceptical|unlikely|improbable|implausible|false|no evidence|not clear"
    r"|unclear|unproven|myth)\b",
    re.I,
)
_NOT_THINK = re.compile(r"\b(?:not|n['’]t) (?:think|believe|expect|claim|mean|imply|show|guarantee)\b", re.IGNORECASE)
_WEAK_QUANTITY = frozenset(["some", "sometimes", "partially", "partly", "rarely", "few", "only", "certain"])
_LESS = frozenset({"less", "fewer", "least"})
_LIMITS = frozenset({"that", "which", "only", "unless", "until", "just", "merely", "limited", "alone"})
_BETWEEN = 7  # further words before each word of the predicate
_ALIKE = """
solve solves solved suffice suffices sufficient enough guarantee guarantees ensure ensures |
detect detects detected reveal reveals catch catches identify identifies uncover uncovers expose exposes |
cause causes caused lead leads produce produces induce induces |
reduce reduces reduced decrease decreases mitigate mitigates lower lowers |
work works worked effective succeed succeeds |
useful valuable helpful beneficial |
scheme schemes scheming | align aligns aligned alignment |
optimize optimizes optimized optimization optimizer optimise optimises optimization
"""
_GROUPS = tuple(frozenset(line.split()) for line in _ALIKE.split("|"))
_AGENT = r"(?:AIs?|AI systems?|models?|systems?|agents?|LLMs?|language models?|policies|networks?)"
# Named models, of which only what they do counts: what one of them does not do denies nothing.
_MODEL = r"(?:Claude(?: [\w.]+){0,3}|GPT-?\w+|Gemini(?: [\w.]+){0,2}|Llama(?: [\w.]+){0,2})"
_DOES = (
    rf"\b(?:{_AGENT}|{_MODEL}) (?:(?!that\b|which\b|who\b|like\b)\w+ ){{0,2}}?(?:will|do|does|did|tends? to|(?:is"
    rf"|are) (?:very |quite |highly )?likely to|(?:is|are|was|were)|engages? in|engaged in|sometimes|often"
    r"|can be (?:seen|observed) to) (?:\w+ly |likely |also |indeed |often |sometimes |become |be )?N",
)
_DOES_NOT = (
    rf"\b{_AGENT} (?:(?!that\b|which\b|who\b|like\b)\w+ ){{0,2}}?(?:will not|won['’]t|(?:do|does|did|is|are|was"
    rf"|were)(?: not|n['’]t)|(?:is|are) (?:very |quite |highly |extremely )?unlikely to|never)"
    r" (?:\w+ly |also |likely |become |be |to )?N",
)


_NO_LONGER_NAME = r"(?=\s*(?:$|[.,;:!()—]|(?:that|which|to|of|in|and|or|for|but|who)\b))"
_IS = (rf"\b(?:{_AGENT}|{_MODEL}) (?:is|are|was|were) (?:\w+ly |indeed |also )?(?:an? )?(?:\w+ )?N{_NO_LONGER_NAME}",)
_IS_NOT = (rf"\b{_AGENT} (?:is|are|was|were)(?: not|n['’]t) (?:\w+ly )?(?:an? )?(?:\w+ )?N{_NO_LONGER_NAME}",)
_HAS = (rf"\b(?:{_AGENT}|{_MODEL}) (?:will |do |does )?(?:have|has|had) (?:\w+ly |also )?(?:an? )?(?:\w+ )?N{_NO_LONGER_NAME}",)
_HAS_NOT = (rf"\b{_AGENT} (?:will not|do(?:es)?(?: not|n['’]t)) (?:\w+ly )?have (?:an? |any )?(?:\w+ )?N{_NO_LONGER_NAME}",)
_COPULAS = frozenset({"is", "are", "was", "were", "be", "been", "seem", "seems", "remain", "remains", "become", "becomes"})
_LIGHT_TEXT = """
will would can could may might must should do does did has have had also often always sometimes still indeed even then thus to
able is are was were be been being seem seems remain remains become becomes likely unlikely
"""
_LIGHT = frozenset(_LIGHT_TEXT.split())


@dataclass(frozen=True, slots=True)
class StanceFinder:
    """Finds the side that sentences take on one claim; `names` name what is said to happen or to exist, if that is all."""

    claim: DebatedClaim
    names: tuple[str, ...]

    @classmethod
    def of(cls, claim: DebatedClaim) -> StanceFinder:
        """Makes the finder for a claim."""
        if not claim.predicate:
            return cls(claim, (claim.thing,))
        if claim.subject or len(claim.predicate) > 2:
            return cls(claim, ())
        verb, *rest = claim.predicate
        if not {verb, verb.removesuffix("s"), verb.removesuffix("es")} & VERBS:
            return cls(claim, (" ".join(claim.predicate),))
        return cls(claim, (" ".join((*rest, _gerund(verb))),))

    def side(self, text: str) -> Lean | None:
        """Returns the side that a sentence takes, with the words that take it; None if it takes none or it is unclear."""
        found = self._happening(text) if self.names else self._saying(text)
        return found if found is None or self.claim.positive else Lean(found.side.other, found.words, found.start, found.end)

    def _happening(self, text: str) -> Lean | None:
        lean = lean_of(text, self.names)
        if not self.claim.predicate:
            return lean
        forms = (_DOES, _DOES_NOT)
        if self._nominal:
            forms = (_IS, _IS_NOT) if self.claim.verb in _COPULAS else (_HAS, _HAS_NOT)
        done, undone = (_first(text, form, self.names) for form in forms)
        found = [one for one in (done, undone) if one]
        if self._nominal:  # that they are likely says nothing of who is one, or has one
            lean = None
        if lean is None and len(found) == 1 and not cues.asks(text) and not _opened(text, found[0].start()):
            side = Side.FOR if done else Side.AGAINST
            return Lean(side, found[0][0], found[0].start(), found[0].end())
        return lean if not found or (lean and (lean.side is Side.FOR) == bool(done)) else None

    @property
    def _nominal(self) -> bool:
        """Tells that agents are said to be something, or to have it, and not to do it."""
        return not self.claim.subject and bool(self.claim.verb)

    def _subject_places(self, text: str, matches: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Yields the tokens with which the subject begins and ends; of an agent of any kind, only the kind may differ."""
        if not self.claim.subject:
            yield from ((at, at) for at, match in enumerate(matches) if match[0].casefold() in AGENTS)
            return
        for found in _named(names_of(self.claim.thing)).all(text):
            inside = [at for at, match in enumerate(matches) if found.start() <= match.start() < found.end()]
            if inside and text[found.end() : found.end() + 1] not in ("-", "–"):
                yield inside[0], inside[-1]

    def _begins(self, tokens: Sequence[str], end: int) -> bool:
        """Checks that nothing but the predicate follows a subject, whose last word could be part of another name."""
        word = next((at for at in range(end + 1, len(tokens)) if not _is_light(tokens[at])), len(tokens))
        between = tokens[end + 1 : word]
        if self.claim.verb in _COPULAS:
            return not _COPULAS.isdisjoint(between) or any(token.removesuffix("n't") in _COPULAS for token in between)
        first = self.claim.predicate[0]
        return word < len(tokens) and (_alike(first, tokens[word]) or _opposite(first, tokens[word]) or bool(between))

    def _saying(self, text: str) -> Lean | None:
        """Reads a sentence that has the subject and then the words of the predicate, or their opposites, in one clause."""
        if cues.asks(text):
            return None
        matches = list(_WORD.finditer(text))
        tokens = [match[0].casefold().replace("’", "'") for match in matches]
        sides: dict[Side, Lean] = {}
        for start, end in self._subject_places(text, matches):
            read = _predicate(tokens, end, self.claim.predicate) if self._begins(tokens, end) else None
            if read is None or _inside(tokens, start):
                continue
            last, reversed_words = read
            clause = _clause_start(tokens, start)
            before, between = tokens[clause:start], tokens[end + 1 : last + 1]
            named_only = text[: matches[start].start()].endswith(("“", '"', "‘", "'"))  # “X is Y” is spoken of
            open_end = self.claim.verb in _COPULAS and tokens[last + 1 : last + 2] == ["to"]  # "hard to define" is not "hard"
            if named_only or open_end or any(token.endswith("'d") for token in before):
                continue
            if _OPENS & set(before) or _TURNS_CLAUSE & set(between) or _WEAK_QUANTITY & {*before[-2:], *between}:
                continue
            denials = sum(is_denial(token) or token.endswith("n't") or token in _LESS for token in (*before[-3:], *between))
            lead = text[matches[clause].start() : matches[start].start()]
            withheld = bool(_WITHHOLDS.search(lead)) + bool(_NOT_THINK.search(lead)) * (not denials)
            turns = reversed_words + denials + withheld
            possible = bool(_POSSIBLE & set(between)) and not _POSSIBLE & set(self.claim.text.casefold().split())
            limited = turns and tokens[last + 1 : last + 2] and tokens[last + 1] in _LIMITS  # "is not a problem that only …"
            if turns > 1 or (possible and not turns) or limited:
                continue
            side = Side.AGAINST if turns else Side.FOR
            sides.setdefault(
                side, Lean(side, text[matches[start].start() : matches[last].end()], matches[start].start(), matches[last].end())
            )
        return next(iter(sides.values())) if len(sides) == 1 else None


def _is_light(token: str) -> bool:
    """Checks whether a word may stand between a subject and its verb."""
    return token in _LIGHT or token.endswith(("ly", "n't")) or is_denial(token)


def _predicate(tokens: list[str], end: int, predicate: tuple[str, ...]) -> tuple[int, int] | None:
    """Returns where the predicate ends behind a subject, and how many of its words are opposites; None if it is not there."""
    at, reversed_words = end, 0
    for word in predicate:
        if word in AGENTS:
            continue
        for place in range(at + 1, min(len(tokens), at + 2 + _BETWEEN)):
            if tokens[place] in _BOUNDARIES or tokens[place] == ",":
                return None
            if _alike(word, tokens[place]):
                at = place
                break
            if _opposite(word, tokens[place]):
                at, reversed_words = place, reversed_words + 1
                break
        else:
            return None
    return (at, reversed_words) if at > end else None


@lru_cache(maxsize=4_096)
def _alike(one: str, other: str) -> bool:
    return stem(one) == stem(other) or any(one in group and other in group for group in _GROUPS)


@lru_cache(maxsize=4_096)
def _opposite(one: str, other: str) -> bool:
    return (one in OPPOSED or other.endswith(one)) and are_opposite(one, other)


def _inside(tokens: list[str], start: int) -> bool:
    """Checks whether what begins there is part of another thing: "the goal of NAME"."""
    return start > 0 and tokens[start - 1] in {
        "of",
        "in",
        "for",
        "against",
        "from",
        "about",
        "by",
        "to",
        "with",
        "on",
        "without",
        "between",
        "and",
        "or",
    }


def _clause_start(tokens: list[str], start: int) -> int:
    return next((at + 1 for at in range(start - 1, -1, -1) if tokens[at] in _BOUNDARIES), 0)


def _opened(text: str, start: int) -> bool:
    """Checks whether words before a place leave open what follows: "if", "whether", "we doubt that"."""
    before = re.split(r"[.;:()]", text[:start])[-1].casefold()
    return (
        bool(_OPENS & set(re.findall(r"\w+", before)))
        or _WITHHOLDS.search(before) is not None
        or _NOT_THINK.search(before) is not None
    )


def _first(text: str, forms: tuple[str, ...], names: tuple[str, ...]) -> re.Match[str] | None:
    return next(filter(None, (form.search(text) for form in _compiled(forms, names))), None)


@lru_cache(maxsize=32)
def _compiled(forms: tuple[str, ...], names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    named = f"(?:{NamePattern(names).source})"
    return tuple(re.compile(re.sub(r"N(?=$|\(\?=\\s)", lambda _: named, form), re.IGNORECASE) for form in forms)


@lru_cache(maxsize=32)
def _named(names: tuple[str, ...]) -> NamePattern:
    return NamePattern(names)


def _gerund(verb: str) -> str:
    return verb if verb.endswith("ing") else f"{verb.removesuffix('e')}ing"
