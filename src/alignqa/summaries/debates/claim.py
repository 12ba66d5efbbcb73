"""The claim of a debate: what is said of a subject, read from a claim or from a question that asks for yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.answers.checks.opposites import OPPOSED
from alignqa.errors import UsageError
from alignqa.retrieval.terms import STOP_WORDS, words
from alignqa.summaries.vocabulary import IMPROBABLE, OCCURRING, PROBABLE, REAL

_MAX_CHARACTERS = 500
_HINT = 'Give a claim or a question that asks for yes or no: alignqa debate "Deceptive alignment is likely"'
_LEAD = re.compile(
    r"^\W*(?:(?:so|ok|and|well|but|please)\W+|(?:do|does) (?:you|the papers?|anyone|experts"
    r"|researchers) (?:think|believe|agree|say|argue|claim)(?: that)? "
    r"|(?:is it (?:true|the case|right)|i (?:think|believe)|it is (?:true|the case)|whether|the claim"
    r"|there is agreement)(?: or not)?(?: that)? )",
    re.IGNORECASE,
)
_HOW_LIKELY = re.compile(r"^how (?:likely|plausible|probable) (?:is|are) (?:it that )?(?P<rest>.+)$", re.IGNORECASE)
_IT_LIKELY = re.compile(
    r"^(?:is it|it is|it's|it’s) (?P<degree>(?:un)?likely|(?:im)?probable|(?:im)?plausible"
    r"|(?:im)?possible) (?:that|for) (?P<rest>.+)$",
    re.I,
)
_OPEN = re.compile(r"^(?:what|which|who|whom|whose|why|how|when|where)\b", re.IGNORECASE)
_BE, _AUXILIARY = (
    frozenset({"is", "are", "was", "were"}),
    frozenset({"will", "would", "can", "could", "should", "may", "might", "must", "do", "does", "did", "has", "have", "had"}),
)
_HAVE = frozenset({"have", "has", "had"})
_CONTRACTED = {
    "isn't": "is",
    "aren't": "are",
    "won't": "will",
    "can't": "can",
    "doesn't": "does",
    "don't": "do",
    "shouldn't": "should",
}
_PARTICIPLE = re.compile(r"\w{3,}ed|made|built|known|driven|given|taken|shown|found|meant|learned")
_PRONOUNS = frozenset({"we", "they", "it", "he", "she", "there", "this", "that", "these", "those"})
_ARTICLES = frozenset({"a", "an", "the", "any", "no"})
_VERBS_TEXT = """
scheme fake solve detect scale work help lead cause prevent reduce make be have learn pursue develop arise emerge
occur happen generalize generalise remain become require need take produce improve increase decrease enable guarantee
ensure provide eliminate fail cooperate deceive resist seek hack hide know understand think explain predict reveal
show go get give keep stop avoid matter mean imply transfer persist survive kill replace follow obey lie sandbag
collude escape exist appear come say tell use align exhibit want try act behave optimize optimise maximize maximise
game exploit pose threaten harm benefit slow accelerate monitor control catch find measure verify reflect represent
"""
VERBS = frozenset(_VERBS_TEXT.split())
"""Verbs that claims of the field use, in their base form."""
_LIKELY = frozenset((*PROBABLE, *REAL, *IMPROBABLE, *OCCURRING, "possible"))
_UNLIKELY = frozenset(IMPROBABLE)
_DENIALS = frozenset({"not", "never", "no", "cannot"})
_JUDGED = frozenset({"enough", "to", "faithful", "worth", "going", "about"})
_IDLE = frozenset(["very", "quite", "really", "actually", "ever", "always", "often", "indeed", "be", "become"])
_AGENTS_TEXT = """
ai ais model models system systems agent agents llm llms machine machines network networks policy policies assistant
assistants language large advanced current future powerful modern frontier today capable neural intelligence
artificial superintelligent agi agis
"""
AGENTS = frozenset(_AGENTS_TEXT.split())
"""Words for those of whom nearly every sentence of the field speaks, and which a sentence may therefore name otherwise."""


@dataclass(frozen=True, slots=True)
class DebatedClaim:
    """A claim as it is asked and as it is read.

    `thing` is the phrase that names what it is about, `subject` its content words without those for an agent of any kind,
    and `predicate` those that say something of it: none if the claim is only that the thing is likely or real.
    `verb` is its first verb if that is "is", "has" or the like.
    `positive` is false if the claim itself denies or calls unlikely.
    """

    asked: str
    text: str
    thing: str
    subject: tuple[str, ...]
    predicate: tuple[str, ...]
    positive: bool
    verb: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All content words, without those for an agent of any kind if others are left."""
        return (*self.subject, *(word for word in self.predicate if word not in AGENTS)) or (*words(self.thing), *self.predicate)


def read_claim(asked: str) -> DebatedClaim:
    """Reads a claim or a question; UsageError if it is empty, too long, or asks for something other than yes or no."""
    text = " ".join(asked.split())
    if not any(char.isalnum() for char in text):
        raise UsageError("The claim is empty.", hint=_HINT)
    if len(text) > _MAX_CHARACTERS:
        raise UsageError(
            f"The claim has {len(text):,} characters; at most {_MAX_CHARACTERS} can be debated.", hint="Give one short claim"
        )
    plain = text.strip("?.! \"“”'‘’")
    while (shorter := _LEAD.sub("", plain)) != plain:
        plain = shorter
    degree = ""
    if found := _HOW_LIKELY.match(plain):
        plain, degree = found["rest"], "likely"
    elif found := _IT_LIKELY.match(plain):
        plain, degree = found["rest"], found["degree"].casefold()
    elif _OPEN.match(plain):
        raise UsageError("The question asks for more than yes or no.", hint=_HINT)
    subject, verb, predicate = _divided(plain.split())
    claim = " ".join((*subject, *verb, *predicate))
    if degree:
        claim = f"it is {degree} that {claim}" if predicate else f"{claim} is {degree}"
    return _claim(text, claim, subject, (*verb, *predicate, degree))


def _claim(asked: str, text: str, subject: list[str], rest: tuple[str, ...]) -> DebatedClaim:
    said = words(" ".join(rest))
    denied = sum(word in _DENIALS or word in _UNLIKELY for word in said) + (re.search(r"n['’]t\b", " ".join(rest)) is not None)
    predicate = [word for word in said if word not in STOP_WORDS | _LIKELY | _DENIALS | _IDLE | _AUXILIARY and len(word) > 1]
    named = [word for word in words(" ".join(subject)) if word not in STOP_WORDS and len(word) > 1]
    if not named and not predicate:
        raise UsageError("The claim names nothing that could be looked up.", hint=_HINT)
    # "AI control" is a thing of its own, "advanced AI systems" are agents.
    own = [word for word in named if word not in AGENTS] if named and named[-1] in AGENTS else named
    thing = " ".join(token for token in subject if token.casefold() not in _ARTICLES)
    verb = next((word for word in said if word in _BE | _HAVE), "")
    return DebatedClaim(asked, text[:1].upper() + text[1:], thing, tuple(own), tuple(predicate), denied % 2 == 0, verb)


def _divided(tokens: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Divides a claim or question into its subject, its first verb or auxiliary, and the rest."""
    first = tokens[0].casefold().replace("’", "'")
    negated = first in _CONTRACTED
    first = _CONTRACTED.get(first, first)
    if first in _BE | _AUXILIARY and len(tokens) > 2:
        at = _predicate_at(tokens[1:], be=first in _BE) + 1
        return tokens[1:at], [first, *(["not"] if negated else [])], tokens[at:]
    for at, token in enumerate(tokens[1:], start=1):
        word = token.casefold().replace("’", "'").strip(",")
        if word in _BE | _AUXILIARY or word in _CONTRACTED or word == "cannot":
            return tokens[:at], [token], tokens[at + 1 :]
    for at, token in enumerate(tokens[1:], start=1):
        word = token.casefold()
        if word in VERBS or (word.endswith("s") and (word[:-1] in VERBS or word[:-2] in VERBS)):
            return tokens[:at], [], tokens[at:]
    return tokens, [], []


def _predicate_at(tokens: list[str], *, be: bool) -> int:
    """Returns where the predicate of a question begins, behind its auxiliary and subject."""
    plain = [token.casefold().strip(",") for token in tokens]
    if plain[0] in _PRONOUNS:
        return 1
    places = range(1, len(plain))
    if be:
        named = (at for at in places if plain[at] in _ARTICLES or plain[at] in _LIKELY or plain[at] == "not")
        judged = (
            at for at in places if plain[at] in OPPOSED or plain[at] in {"enough", "to", "faithful", "worth", "going", "about"}
        )
        done = (at for at in places if _PARTICIPLE.fullmatch(plain[at]))
        return next(named, next(judged, next(done, len(plain) - 1)))
    return next((at for at in places if plain[at] in VERBS or plain[at] == "not"), len(plain) - 1)
