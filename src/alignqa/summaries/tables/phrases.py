"""Phrases that say what a column names: the shortest slice of a sentence that answers, else the sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from alignqa.answers.checks.alignment import key_stems
from alignqa.papers.document import Span
from alignqa.retrieval.terms import STOP_WORDS, stem, words
from alignqa.summaries.digest.parts import Part
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole
from alignqa.summaries.digest.strengths import claiming
from alignqa.summaries.tables.cells import Stated, by_standing

_OF_PAGES = {
    "claim": (Part.BRIEF, Part.CLAIMS),
    "thesi": (Part.BRIEF, Part.CLAIMS),
    "contribut": (Part.BRIEF, Part.CLAIMS),
    "method": (Part.DONE,),
    "approach": (Part.DONE,),
    "result": (Part.FOUND,),
    "find": (Part.FOUND,),
    "limit": (Part.DOUBTS,),
    "question": (Part.ASKS,),
    "goal": (Part.ASKS,),
}
"""The parts of a paper's page that tell something, by the stem of its name."""
_PLAIN = frozenset(["main", "central", "key", "headline", "primary", "paper", "research"])
_SAID = re.compile(
    r"^(?:(?!(?:if|when|whenever|unless|while|although|assuming|given|for|in|under)\b)[^,;]{0,60}, )?"
    r"(?:we|i|(?:our|the) \w+) (?:also |\w+ly )?"
    r"(?:find|found|show|showed|argue|claim|conclude|demonstrate|believe|propose|suggest|observe)s? that ",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.;:()]|,\s(?=(?:and|but|while|whereas|which|who|although|though|so|since|because|where|as)\b)"
    r"|\s(?:in order to|because|so that|which|while|whereas|to (?=[a-z]+\b))",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|[,;:(]\s?)(?:(?:our|the|this|its|my|an?|main|primary|key|only|chosen|whole)\s)*$", re.IGNORECASE)
_IS = r"(?:is|are|was|were|includes?|included|consists? of|consisted of|comprises?|:)\s+"
_EMPTY = re.compile(
    r"^\w{1,30}(?:ed|en) (?:by|to|with|in|from|as|on|using|for|at|and)\b"
    r"|^(?:the only|not|n't|the same|similar|different|shown|as|also|very|more"
    r"|less|often|usually|likely|important|unclear|limited|available|identical|still|only|this|that|it|these|those|them|they|able"
    r"|one|then|in|on|at|from)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:we|i|paper|post) (?:\w+ )?(?:investigate|study|discuss|consider|examine|explore|describe|ask|analy[sz]e)s?\b"
    r"|\bthe (?:goal|aim) is\b",
    re.IGNORECASE,
)
_A_CLAIM = 1.0  # strength from which on a sentence is one
_OF_CRITICS = re.compile(r"\b(?:against|objections?|criti\w+|counter\w*|questions|about)\b", re.IGNORECASE)
_LIMITS = re.compile(
    r"\blimit\w+|\b(?:we|i) (?:\w+ )?(?:do|did|could|were|have|only)(?: not\b|n['’]t\b| only\b)|\b(?:we|i) only\b"
    r"|\bour (?:results?|work|study|analysis|sample|experiments?)\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:we|i) (?:also |then |first |\w+ly )?(?:use|train|evaluate|test|study|employ|measure|compare|analy[sz]e|run|collect"
    r"|fine-?tune|consider|propose|introduce|present)(?:d|ed)?\b",
    re.IGNORECASE,
)
_HOW = frozenset(map(stem, ["method", "technique", "procedure", "approach", "algorithm"]))
_GENERAL = frozenset(map(stem, ["current", "existing", "standard", "different", "various", "new", "same", "similar"]))
_UNREAL = re.compile(r"\b(?:if|would|will|could|might|may|should)\b", re.IGNORECASE)
_MOST_WORDS = 22  # of a phrase; what is longer is shown as its sentence


def stated_phrase(name: str, points: Sequence[Point], page: Mapping[Part, Sequence[Point]]) -> Stated | None:
    """Returns the phrase with which the paper's own sentences say what a name stands for; None if none does in a known form.

    `page` are the parts of the paper's page: "main claim" and "limitations" are found there.
    """
    said = [word for word in words(name) if word not in STOP_WORDS]
    told = _OF_PAGES.get(stem(said[-1])) if said and set(said[:-1]) <= _PLAIN else None
    if told:
        return _told(page, told)
    wanted = list(map(stem, said))
    for point in by_standing(points):
        if span := _answer(point.text, wanted, doing=point.first_person):
            base = point.main.span.start
            return Stated(point, Span(base + span[0], base + span[1]))
    return None


def whole_sentence(point: Point) -> Stated:
    """Returns a sentence as a value."""
    return Stated(point, point.main.span)


def tells(name: str, point: Point) -> bool:
    """Checks whether a sentence in which the authors tell what they do has the words of a name beside each other."""
    wanted, found = key_stems(name), list(map(stem, words(point.text)))
    runs = (found[at : at + len(wanted)] for at in range(len(found)))
    return _DOES.search(point.text) is not None and any(run == wanted for run in runs)


def _told(page: Mapping[Part, Sequence[Point]], parts: Sequence[Part]) -> Stated | None:
    found = [(point, part) for part in parts for point in page.get(part, ()) if part is not Part.DOUBTS or _is_limitation(point)]
    if Part.CLAIMS in parts:
        found = sorted(((one, part) for one, part in found if claiming(one) >= _A_CLAIM), key=lambda one: _as_claim(*one))[-1:]
    if not found:
        return None
    point = found[0][0]
    lead = _SAID.match(point.text)
    if lead is None:
        return whole_sentence(point)
    start, end = point.main.span.start, point.main.span.end
    return Stated(point, Span(start + lead.end(), end - (point.text[-1] in ".!")))


def _as_claim(point: Point, part: Part) -> tuple[float, int]:
    """Measures how well a sentence stands for all that a paper claims; of equal ones the earlier counts."""
    aside = _ANNOUNCED.search(point.text) or _OF_CRITICS.search(point.main.passage.heading)
    sums_up = 1.0 * (part is Part.BRIEF) - 2.0 * (aside is not None)
    return round(claiming(point) + point.nearness + sums_up, 6), -point.start


def _is_limitation(point: Point) -> bool:
    return point.role is SectionRole.LIMITATIONS or (point.first_person and _LIMITS.search(point.text) is not None)


def _answer(text: str, wanted: Sequence[str], *, doing: bool) -> tuple[int, int] | None:
    """Returns the place of what a sentence says of a name: "our NAME is X", "we use X as NAME", "we NAME it using X"."""
    tokens = [(match.start(), match.end(), stem(match[0].casefold())) for match in re.finditer(r"[A-Za-z0-9’']+", text)]
    for at in range(len(tokens) - len(wanted) + 1):
        if [token[2] for token in tokens[at : at + len(wanted)]] != list(wanted):
            continue
        begin, end = tokens[at][0], tokens[at + len(wanted) - 1][1]
        if found := (_after(text, end) if _BEGINS.search(text[:begin]) else None) or _before(text, begin):
            return found
    if doing and len(wanted) == 2 and wanted[1] in _HOW and not _UNREAL.search(text):
        return _by(text, wanted[0])
    if doing and len(wanted) == 2:  # "models tested": "we tested five models"
        did = re.search(r"\b(?:we|i) (?:also |then |first |\w+ly )?(\w+)\s+", text, re.IGNORECASE)
        if did and stem(did[1].casefold()) == wanted[1]:
            found = _phrase(text, did.end())
            return found if found and wanted[0] in key_stems(text[found[0] : found[1]]) else None
    return None


def _by(text: str, verb: str) -> tuple[int, int] | None:
    """Returns the place of the means in "we VERB it using X", "it was VERBed via X"."""
    does = rf"\b(?:(?:we|i)\b[^.;:]{{0,60}}?|(?:is|are|was|were|been)(?: \w+ly)?)\s{re.escape(verb)}(?:e|ed|d|ing|s)?\s"
    with_it = r"(?:[\w-]+\s){0,3}?(?:with|by)(?!\s(?:the|a|an|our|this|its)\b)"
    means = rf"(?:(?:(?!\bon\b)[^.;:,]){{0,60}}?\b(?:using|via|through)|{with_it})\s+"
    found = re.search(does + means, text, re.IGNORECASE)
    place = _phrase(text, found.end(), until=", ") if found else None
    if place is None or text[place[0]].isdigit() or set(key_stems(text[place[0] : place[1]])) <= {verb, *_HOW, *_GENERAL}:
        return None
    return place


def _after(text: str, end: int) -> tuple[int, int] | None:
    link = re.match(rf"\s*(?:{_IS}|(?:such as|called|named|known as)\s+)", text[end:], re.IGNORECASE)
    return _phrase(text, end + link.end()) if link else None


def _before(text: str, begin: int) -> tuple[int, int] | None:
    used = re.search(
        r"\b(?:we|i) (?:also |then |first |\w+ly )?(?:use|used|employ|employed|adopt|adopted|chose|choose|take|took)\s+"
        r"(?P<what>[^.;:]{3,160}?)\s(?:as|for) (?:our |the |a |an )?(?:\w+ )?$",
        text[:begin],
        re.IGNORECASE,
    )
    return (used.start("what"), used.end("what")) if used else None


def _phrase(text: str, start: int, *, until: str = "") -> tuple[int, int] | None:
    """Returns the phrase that begins at a place, no longer than `until`; None if it says nothing by itself or is too long."""
    if _EMPTY.match(text[start:]):
        return None
    stop = _END.search(text, start + 1)
    end = stop.start() if stop else len(text)
    end = min(end, text.find(until, start)) if until and until in text[start:] else end
    found = text[start:end].rstrip(" ,.")
    return (start, start + len(found)) if 1 <= len(found.split()) <= _MOST_WORDS and re.search(r"[^\W\d_]{3}", found) else None
