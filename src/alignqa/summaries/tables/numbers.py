"""Numbers that a paper states of something: slices of its sentences, with their unit and what they count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from alignqa.answers.checks.alignment import key_stems
from alignqa.papers.document import Span
from alignqa.retrieval.terms import STOP_WORDS, stem, words
from alignqa.summaries.digest.points import Point
from alignqa.summaries.tables.cells import Stated, by_standing

_ONES = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w{3,5}teen"
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion)"
_DIGITS = r"(?:[$€£~]\s?)?\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = rf"(?:\s?%|\s?(?:percent|percentage points?)\b|[\s-]{_SCALE}\b|[KMBT]\b)"
_ONE = rf"(?:{_DIGITS}{_UNIT}?|(?:{_ONES}|{_TENS})(?:\s{_SCALE})?\b)"
_JOINED = r"(?:\s?[-–—]\s?|\sto\s(?:over\s|about\s|around\s)?|\sof\s(?:the\s)?|\sout of\s(?:the\s)?|/)"
_NUMBER = re.compile(rf"(?<![\w.,\-–—/\[§]){_ONE}(?:{_JOINED}{_ONE})?(?![\w\]]|[.,]\d|-\d)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:[A-Z][\w.]{0,30}|(?:sections?|figures?|tables?|appendix|chapters?|steps?|levels?|versions?|pp?\.))[ -]$"
)
_OPENERS = re.compile(
    r"\b(?:About|Around|Nearly|Almost|Some|Over|Only|Roughly|At|Under|Between|The|In|Of|By|All|Our|We|With|From) $"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHARE_WORDS = frozenset(
    ["rate", "percentage", "percent", "proportion", "share", "fraction", "accuracy", "probability", "frequency"]
)
_MEASURES = (_SHARE_WORDS - {"accuracy"}) | {"number", "size", "count", "amount", "total", "value", "many"}
_SHARE = re.compile(r"%|percent|\bof\b|/", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[;:()]|,\s(?:and|but|while|whereas|which|compared|though|although|with)\b|\b(?:while|whereas|but|compared)\b", re.IGNORECASE
)
_LINK = re.compile(
    r"^(?:\s(?:count|size|number|rate|set))?\s?(?:of|is|was|were|are|=|:|\(|to|from|reache[sd]|at)\s?"
    r"(?:about |roughly |over |up to |approximately |around |nearly |only |as low as |as high as |~)?$",
    re.IGNORECASE,
)
_CITED = re.compile(r"\bet al\b|\[\d|\((?:[^()]{0,80}[ ,])?(?:19|20)\d\d[a-z]?\)")
_CITED_NEAR = 80  # code points
_COMPARED = re.compile(
    r"\b(?:compar\w+ (?:to|with)|than|versus|vs\.?|unlike|instead of|previous(?:ly)?|prior)\b[^.;:,]{0,40}$", re.IGNORECASE
)
# "At least 40" is not 40, and of "between 2 and 3" neither is the number.
_BOUND = re.compile(
    r"\b(?:up to|at least|at most|over|(?:more|fewer|less) than|nearly|almost|about|around|roughly|approximately) $",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|without|neither)\b|n['’]t\b)[^.;:,]{0,60}$|\bbetween [^\s]{1,20} and $", re.IGNORECASE
)
# A limit, or the extent of one of them, counts none: "an input length of 1,024 tokens".
_EXTENT = re.compile(
    r"\b(?:lengths?|limits?|windows?|maximum|cap|constrained|truncated|restricted|limited) (?:of|to|at|is|was) (?:\w+ )?$",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"\bby (?:about |roughly |around |nearly |over |up to |~)?$", re.IGNORECASE)
_TIMES = re.compile(
    r"\s?(?:times|-?fold|x\b|×|(?:percentage )?points? (?:more|less|higher|lower))|\s(?:more|fewer|less)\b", re.IGNORECASE
)
# A name inside a sentence: "GPT-3’s", "Gopher", "PaLM".
_MODEL_NAME = re.compile(
    r"(?<=[\w,] )(?!(?:I|AI|LLMs?|RL|ML|FLOPs?|TPUs?|GPUs?)\b)[A-Z][\w.-]*|\b[A-Z]\w{0,30}-\d|\b[A-Z]\w{0,30}[’']s\b"
)
_OWN_NAME = re.compile(r"\b(?:called|named|dub(?:bed)?|introduce|present|propose|we call (?:it|this|our \w{1,30})) ([A-Z][\w-]+)")
_HAS = re.compile(r"[’']s\b|,? (?:which|that|with|has|having|is|was|at)\b|\s?\(")
_OURS = re.compile(r"\b(?:we|our|i|my)\b", re.IGNORECASE)
_SHARE_WORDS_APART = 6
_OTHER_MEASURES = frozenset(map(stem, ["rate", "rates", "accuracy", "gap", "score", "scores", "compliance", "refusal"]))
_PLURALS = frozenset(["people", "data", "children", "criteria", "men", "women"])
_LARGE = re.compile(r"(?:million|billion|trillion|[MBT])$", re.IGNORECASE)
_NEAR_WORDS = 3  # between a number and the noun that it counts
MOST = 6
"""Different numbers of one thing from which on it is not clear which of them was asked for."""


def stated_numbers(name: str, points: Sequence[Point]) -> list[Stated]:
    """Returns the numbers that the paper's own sentences give of what `name` names, each different one once, best first.

    The sentence has all words of the name, and the number stands at what it counts.
    """
    said = [word for word in words(name) if word not in STOP_WORDS]
    share = bool(_SHARE_WORDS & set(said))
    wanted = [stem(word) for word in said if word not in _MEASURES] or list(map(stem, said))
    found: dict[str, Stated] = {}
    ours = frozenset(match[1] for point in points for match in _OWN_NAME.finditer(point.text))
    for point in by_standing(points):
        if set(wanted) <= set(key_stems(point.text)):
            for start, end in numbers_in(point.text, wanted, share=share, ours=ours):
                base = point.main.span.start
                one = Stated(point, Span(base + start, base + end))
                found.setdefault(_digits(one.text), one)
    return list(found.values())


def numbers_in(text: str, wanted: Sequence[str], *, share: bool = False, ours: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Yields the places of the numbers that a sentence gives of what has the `wanted` stems.

    A `share` is a percentage or a part of a number; `ours` are the names that the paper gives to its own models.
    """
    for match in _NUMBER.finditer(text):
        bound = _BOUND.search(text[: match.start()])
        start, end = bound.start() if bound else match.start(), match.end()
        before = text[:start]
        named = (_NAMED.search(before) and not _OPENERS.search(before)) or _YEAR.fullmatch(match[0])
        if named or _of_others(text, start, end, ours) or _CHANGE.search(before) or _TIMES.match(text[end:]):
            continue
        if _DENIED.search(before) or _EXTENT.search(before):
            continue
        if share:
            if _SHARE.search(match[0]) and _beside(text, start, end, wanted):
                yield start, end
        elif "%" not in match[0] and "percent" not in match[0] and (noun := _at_its_noun(text, start, end, wanted)) is not None:
            yield start, noun


def _beside(text: str, start: int, end: int, wanted: Sequence[str]) -> bool:
    """Checks whether all that a share is of stands a few words before or after it, with no other measure between."""
    near = r"[\w’'-]+"
    for words_there in (re.findall(near, text[:start])[::-1], re.findall(near, text[end:])):
        stems = [[stem(part) for part in words(word)] for word in words_there]
        place = next((at for at, parts in enumerate(stems) if set(parts) & set(wanted)), len(stems))
        between = {part for parts in stems[:place] for part in parts}
        within = {part for parts in stems[: place + len(wanted) + 1] for part in parts}
        if place <= _SHARE_WORDS_APART and set(wanted) <= within and not between & _OTHER_MEASURES - {stem("rate")}:
            return set(wanted) <= set(key_stems(_clause(text, start, end)))
    return False


def _at_its_noun(text: str, start: int, end: int, wanted: Sequence[str]) -> int | None:
    """Returns where a number and the noun that it counts end, or None if it does not stand at that noun.

    "Five model responses" counts no models; "a 52-billion parameter model" does count parameters.
    """
    head, place = wanted[-1], end
    for count, match in enumerate(re.finditer(r"[\s-]([A-Za-z][\w’'-]*)", text[end:])):
        word = match[1].casefold()
        if text[place : end + match.start()] or count > _NEAR_WORDS or word in STOP_WORDS:
            break
        place = end + match.end()
        large = _LARGE.search(text[start:end]) and re.match(r"\s(?!\w+ed\b)[a-z]{3}", text[place:])
        if stem(word) == head and (word.endswith("s") or word in _PLURALS or large):
            return place if set(wanted) <= set(key_stems(_clause(text, start, place))) else None
    nouns = [match for match in re.finditer(r"[A-Za-z][\w’'-]*", text[:start]) if stem(match[0].casefold()) == head]
    if nouns and _LINK.search(text[nouns[-1].end() : start]) and set(wanted) <= set(key_stems(text[:start])):
        return end
    return None


def _clause(text: str, start: int, end: int) -> str:
    """Returns the clause around a place."""
    begins = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start)), default=0)
    ends = next((match.start() for match in _CLAUSE_END.finditer(text, end)), len(text))
    return text[begins:ends]


def _of_others(text: str, start: int, end: int, ours: Collection[str]) -> bool:
    """Checks whether a number may be another work's: cited beside it, compared with, or said of a name that is not `ours`."""
    if _CITED.search(text[max(0, start - _CITED_NEAR) : end + _CITED_NEAR]) or _COMPARED.search(text[:start]):
        return True
    names = [match for match in _MODEL_NAME.finditer(text, 0, start) if match[0] not in ours]
    if not names:
        return False
    return _OURS.search(text[:start]) is None or _HAS.match(text[names[-1].end() :]) is not None


def _digits(value: str) -> str:
    figures = re.sub(r"\s?percent", "%", value.casefold())
    return re.sub(r"[^\d.%$]|\.$", "", figures) or figures
