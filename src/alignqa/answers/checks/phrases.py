"""Reads a text as clauses of content words: stems, numbers in digits, every denial alike, the passive as the active."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import count

from alignqa.answers.checks.amounts import in_digits
from alignqa.answers.checks.negation import is_denial
from alignqa.retrieval.terms import stem, words

NOT = "not"
"""The token of every denial: "not", "never", "no", "instead of"."""
PASSIVE = "be/"
"""The token that stands before the words of a passive whose doer is not told."""
KEPT = frozenset({NOT, PASSIVE, "without", "despite", "against", "except", "above", "below", "beyond"})
"""Tokens that may not be passed over: a denial, the mark of a passive, and some prepositions."""
_WORD_LISTS = """
dropped: a an the this that these those its his her their our your my own such there here it he she they we i you them him us
  itself themselves one ones be is are was were been being am do does did done has have had having get gets got can could may
  might will would shall should must also too just both even so thus still already yet again however therefore moreover any
  either whether very rather quite really each other another anything something everything and or but nor only s t
determiners: the a an this these those its their his her it they we he she
prepositions: of in on at to from by with for into onto about between among through during across within throughout under over
  via per than as
referring: it they this these he she such its their his her
speaking: we our i
objects: it them him her this these
relative: whoever whatever which who whom whose that where
be: is are was were be been being get gets got
"""
_LISTS = {
    name: frozenset(listed.split())
    for line in _WORD_LISTS.replace("\n  ", " ").strip().split("\n")
    for name, listed in [line.split(": ")]
}
_DROPPED, _DETERMINERS, _PREPOSITIONS = _LISTS["dropped"], _LISTS["determiners"], _LISTS["prepositions"]
_REFERRING, _SPEAKING, _OBJECTS = _LISTS["referring"], _LISTS["speaking"], _LISTS["objects"]
_RELATIVE, _BE = _LISTS["relative"], _LISTS["be"]
_LINES = ("when once after whenever", "because since", "if provided", "unless", "although though while whereas", "before until")
_KINDS = {word: number for number, line in enumerate(_LINES) for word in line.split()}
_TIME, _CONDITIONS = 0, (2, 3)
_PARTICIPLE = re.compile(
    r"(?!need)\w{2,}ed|\w+(?:ought|aught|ung|unk|uilt|ept|oken|osen|iven|aken|itten|idden)|(?:kn|sh|dr|gr)own|found|held|led"
    r"|read|made|said|put|set|cut|shut|won|lost|met|paid|sold|told|done|seen|left|meant|sent|spent|lent"
)
_IRREGULAR = """
begin began begun; rise rose risen; fall fell fallen; grow grew grown; write wrote written; take took taken; give gave given
find found; hold held; lead led; make made; choose chose chosen; break broke broken; speak spoke spoken; draw drew drawn
know knew known; show shown; come came; become became; run ran; see saw seen; teach taught; think thought; bring brought
catch caught; lose lost; win won; build built; send sent; keep kept; leave left; feel felt; mean meant; meet met; pay paid
say said; sell sold; tell told; hide hid hidden; forbid forbade forbidden; spend spent; drive drove driven; most mostly majority
analyse analyze analysed analyzed analysis analyses; believe belief beliefs; choose choice choices; fail failure failures
lose loss losses; grow growth; prove proven proof proofs; succeed success successes; respond response responses
describe description descriptions; decide decision decisions; explain explanation explanations; deceive deception
perceive perception; assume assumption assumptions; compare comparison comparisons; produce production; reduce reduction
retain retention; know knowledge; able ability; behave behaviour behavior behaviours behaviors; intend intention intent
judge judgement judgment judgements judgments; defend defence defense
"""
_BASES = {form: one.split()[0] for line in _IRREGULAR.strip().split("\n") for one in line.split(";") for form in one.split()}
_SPELLED = re.compile(
    r"(?<=\w{3})is(?=(?:e[ds]?|ing|ations?|ers?)$)|(?<=\w{3}[bvlh]o)u(?=r)|(?<=\w{3}[aeiou]l)l(?=(?:ed|ing|ers?)$)"
)
_NOT = re.compile(r"\b(?:instead of|rather than|as opposed to|in place of)\b|n['’]t\b|(?<=\bcan)not\b", re.IGNORECASE)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely|simply)\b", re.IGNORECASE)
_IDLE = re.compile(r"\b(?:because of|due to)\b|\ba? ?(?=majority of\b)|(?<=majority) of\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d)\s?(?:%|per ?cent\b)|\bper ?cent\b", re.IGNORECASE)
_WORD = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|[.,;:!?()—–%]")


@dataclass(frozen=True, slots=True)
class Token:
    """A content word as `said`, with the number of its phrase, which ends where a preposition stands.

    `text` is what is compared; `light` are adverbs and words such as "trained".
    """

    text: str
    phrase: int
    said: str
    light: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: how it is joined to the one before, and the group of its subordinating word, or -1.

    `said` are its words in their order.
    `mark` is "." at the start of a sentence, "(" for a relative clause or brackets, else ",".
    `refers` is "it" if it begins with such a pronoun, "we" if its authors speak, else empty;
    `open` tells that it ends with a pronoun, `fronted` that it begins with a preposition.
    """

    tokens: tuple[Token, ...]
    said: str
    mark: str
    kind: int
    refers: str
    fronted: bool
    open: bool

    def followed_by(self, other: Clause) -> Clause:
        """Returns the two as one clause."""
        return replace(self, tokens=(*self.tokens, *other.tokens), said=f"{self.said} {other.said}", fronted=False)

    def is_said_under(self, kind: int) -> bool:
        """Checks whether it may be said by a clause with a subordinating word of this group, or -1 for none."""
        if kind == self.kind:
            return True
        if kind < 0:
            return self.kind not in _CONDITIONS
        return {kind, self.kind} == {_TIME, _CONDITIONS[0]}  # "even when" is "even if"


def clauses_of(text: str, *, joined: bool = False, long_agent: bool = False) -> list[Clause]:
    """Returns the clauses of a text that have any content; with `joined`, "and" and "but" do not end one.

    A passive is read as the active. With `long_agent`, all that follows its "by" is who does it, and not only one phrase,
    and a passive without "by" keeps its order.
    """
    plain = _PERCENT.sub(" % ", in_digits(_NOT.sub(" not ", _NOT_ONLY.sub(" ", _IDLE.sub(" ", text)))))
    phrases = count()
    found: list[Clause] = []
    raw: list[str] = []
    mark, kind = ".", -1
    for word in [*_WORD.findall(plain.casefold()), "."]:
        ends = word in ".,;:!?()—–" or word in _RELATIVE or word in _KINDS or (word in {"and", "or", "but", "nor"} and not joined)
        if not ends and not (mark == "." and _ends_fronted(raw, word)):
            raw.append(word)
            continue
        tokens = _tokens(_active(raw, long_agent=long_agent), phrases)
        if any(token.text != PASSIVE for token in tokens):
            first = raw[0]
            refers = "it" if first in _REFERRING else "we" if first in _SPEAKING else ""
            found.append(Clause(tokens, " ".join(raw), mark, kind, refers, first in _PREPOSITIONS, raw[-1] in _OBJECTS))
            mark, kind = "", -1
        raw = [] if ends else [word]
        mark = "." if word in ".!?" or mark == "." else "(" if word in _RELATIVE or word in "()—–" else ","
        kind = _KINDS.get(word, kind)
    return found


def _ends_fronted(raw: list[str], word: str) -> bool:
    """Checks whether a word begins the main clause after a preposition and its noun: "in fog | the policy"."""
    return len(raw) > 1 and raw[0] in _PREPOSITIONS and word in _DETERMINERS and raw[-1] not in _PREPOSITIONS | _DROPPED


def _tokens(raw: list[str], phrases: count[int]) -> tuple[Token, ...]:
    found: list[Token] = []
    phrase = next(phrases)
    for word in raw:
        if word in _PREPOSITIONS:
            phrase = next(phrases)
        elif is_denial(word):
            phrase = next(phrases)
            found.append(Token(NOT, phrase, word))
        elif word == "%" or word[0].isdigit() or word in KEPT:
            found.append(Token(word, phrase, word))
        elif word not in _DROPPED:
            light = len(word) > 4 and word.endswith(("ly", "ed"))
            plain = word.removesuffix("ly") if len(word) > 6 else word
            found.extend(Token(stem(_spelled(_BASES.get(part, part))), phrase, word, light) for part in words(plain))
    return tuple(found)


def _spelled(word: str) -> str:
    """Returns a word in American spelling, or near it; what matters is that both spellings give the same."""
    return _SPELLED.sub(lambda match: "iz" if match[0] == "is" else "", word)


def _active(raw: list[str], *, long_agent: bool) -> list[str]:
    """Returns the words of a clause in the order of the active: who, does, what; unchanged if it is no passive."""
    for at in range(1, len(raw)):
        verb = next((place for place in range(at + 1, min(at + 4, len(raw))) if _PARTICIPLE.fullmatch(raw[place])), None)
        if raw[at] not in _BE or verb is None or not all(map(_is_between, raw[at:verb])):
            continue
        whom, between, behind = raw[:at], [word for word in raw[at:verb] if word not in _BE], raw[verb + 1 :]
        who: list[str] = []
        if "by" not in behind and long_agent:
            return [*whom, PASSIVE, *between, raw[verb], *behind]
        if "by" in behind:
            by = behind.index("by")
            ends = (place for place in range(by + 1, len(behind)) if behind[place] in _PREPOSITIONS and not long_agent)
            end = next(ends, len(behind))
            who, behind = behind[by + 1 : end], behind[:by] + behind[end:]
        return [*who, *between, raw[verb], *whom, *behind]
    return raw


def _is_between(word: str) -> bool:
    return word in _DROPPED or is_denial(word) or word.endswith("ly")
