"""Other wordings of a text that say the same by the rules of grammar alone, whatever its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from alignqa.answers.checks.negation import is_denial
from alignqa.retrieval.terms import words

_BE = r"(?:is|are|was|were|has been|have been|had been)"
_PAIRS = (
    "larger smaller;bigger smaller;greater smaller;higher lower;faster slower;better worse;stronger weaker;longer shorter"
    ";harder easier;earlier later;older younger;wider narrower;fewer more;more less"
)
_CONVERSE = {one: other for pair in _PAIRS.split(";") for one, other in (pair.split()[::-1], pair.split())}
# "A is slower than B", where both sides are short and nothing else is compared.
_COMPARISON = re.compile(
    rf"^(?P<one>[^,;:]{{2,80}}?) (?P<be>{_BE}(?: (?:much|far|slightly|somewhat))?) (?P<degree>{'|'.join(_CONVERSE)})"
    r"(?P<what>(?: [\w-]+)?) than (?P<other>(?!(?:that|those|it|they|before|expected|half|in|on|at)\b)[\w -]{2,60}?)"
    r"(?P<rest>(?: (?:to|at|in) [^,;:.]+)?)\.?$",
    re.IGNORECASE,
)
# A quality and what it is of: "the accuracy of 83%", "the ability of its teacher". A deed is left out: humans oversee others in
# "human oversight", and not in "the oversight of humans".
_QUALITIES = (
    "ability abilities accuracy age capability capabilities content costs? errors? goals? length levels? objectives? outputs?"
    " performance preferences price quality rate rates robustness scores? size sizes speed values weights"
)
_ENDS = "is are was were has have had and but by in on at to from with for when if can may"
_OF = re.compile(
    rf"\b(?:(?:the|an?) )?(?P<what>{_QUALITIES.replace(' ', '|')}) of "
    r"(?P<whose>(?:(?:the|an?|its|their|his|her|our) )?(?:[\w-]+ )?[\w-]+(?:\s?%)?)"
    rf"(?=$|[.,;:]| (?:{_ENDS.replace(' ', '|')})\b)"
)
_RELATIVE = re.compile(rf"\b(?P<noun>[a-z-]{{3,}}) (?:that|which|who) {_BE} (?P<done>[a-z]{{3,}}ed)(?=[.,;:]|$)", re.IGNORECASE)
# At the start or the end of a sentence; between, "and" may join two sentences: "A beats B and C beats D".
_CONJUNCTS = re.compile(r"(?:^|(?<= ))(?P<one>[\w-]+) and (?P<other>[\w-]+)(?=\.?$)|^(?P<first>[\w-]+) and (?P<last>[\w-]+)\b")
# Words that reach over one of two conjuncts, or depend on their order.
_ORDERED = re.compile(
    r"\b(?:between|respectively|then|former|latter|first|second|from|may|might|can|could|should|must|would|will|often|only"
    r"|sometimes|rarely|seldom|always|most|some|all)\b",
    re.IGNORECASE,
)
# "S was done by A and told by B": each part is said of S.
_SHARED_BE = re.compile(
    rf"^(?P<who>[^,;:]{{2,80}}? {_BE}) (?P<done>\w+ed\b(?:(?! to )[^,;:])*?) and (?P<too>\w+ed\b[^,;:]*?)\.?$", re.IGNORECASE
)
_DEFINED = re.compile(r"\((?P<short>[A-Z][A-Za-z]{1,7}?)s?\)")
_WORD = re.compile(r"\w[\w-]*")
_BEFORE = 90  # code points before an abbreviation in which its long form stands
_LIGHT = frozenset({"of", "the", "and", "in", "for", "from", "to", "a", "on", "with"})


def equivalents(statement: str) -> Iterator[str]:
    """Yields a statement, and what says the same: the converse of a comparison, two conjuncts in the other order."""
    yield statement
    if any(map(is_denial, words(statement))):
        return
    if found := _COMPARISON.match(statement):
        one, other = _named(found["one"], found["other"])
        degree = _CONVERSE[found["degree"].casefold()]
        yield f"{other} {found['be']} {degree}{found['what']} than {one}{found['rest']}."
    if not _ORDERED.search(statement):
        for found in _CONJUNCTS.finditer(statement):
            one, other = (found["one"], found["other"]) if found["one"] else (found["first"], found["last"])
            yield f"{statement[: found.start()]}{other} and {one}{statement[found.end() :]}"


def _named(one: str, other: str) -> tuple[str, str]:
    """Returns the two sides of a comparison, with the noun on the other side if one of them says "ones"."""
    if other.endswith(" ones") and not one.endswith(" ones"):
        return f"{one.rpartition(' ')[0]} ones", f"{other.removesuffix('ones')}{one.rpartition(' ')[2]}"
    return one, other


def compacted(text: str) -> str:
    """Returns a text with "A of B" as "B A", and "A that was done" as "done A"."""
    plain = _RELATIVE.sub(r"\g<done> \g<noun>", text)
    return _OF.sub(r"\g<whose> \g<what>", plain)


def distributed(sentence: str) -> Iterator[str]:
    """Yields the parts of a sentence whose two participles share their subject, each as a sentence."""
    if found := _SHARED_BE.match(sentence):
        yield f"{found['who']} {found['done']}."
        yield f"{found['who']} {found['too']}."


def definitions(text: str) -> dict[str, str]:
    """Returns the abbreviations that a text defines as "long form (LF)", with their long forms; none that it defines twice."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for match in _DEFINED.finditer(text):
        before = reversed(text[max(0, match.start() - _BEFORE) : match.start()].split())
        parts = list(takewhile(_WORD.fullmatch, before))[::-1]
        for size in range(1, len(parts) + 1):
            tail = parts[-size:]
            heads = "".join(part[0] for each in tail for part in each.split("-") if part and each.casefold() not in _LIGHT)
            if heads.casefold() == match["short"].casefold() and tail[0].casefold() not in _LIGHT:
                long = " ".join(tail).casefold()
                twice |= {match["short"]} if found.setdefault(match["short"], long) != long else set()
                break
    return {short: long for short, long in found.items() if short not in twice}


def unabbreviated(text: str, known: Mapping[str, str]) -> str:
    """Returns a text with the long forms of its abbreviations, also of those in the plural, and without their definitions."""
    for short, long in known.items():
        if short in text:
            text = re.sub(rf"\s?\({short}s?\)", "", text)
            text = re.sub(rf"\b{short}s?\b", long, text)
    return text
