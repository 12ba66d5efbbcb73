"""The two sides of a debate: how a sentence, or the heading above it, says that something is likely or real, or is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from alignqa.answers.choosing import cues
from alignqa.summaries.subjects.naming import NamePattern
from alignqa.summaries.vocabulary import ARGUING, BELIEVING, FINDING, IMPROBABLE, OCCURRING, OCCURS, PROBABLE, REAL


class Side(StrEnum):
    """The sides that a statement can take."""

    FOR = "for"
    AGAINST = "against"

    @property
    def other(self) -> Side:
        """The other side."""
        return Side.AGAINST if self is Side.FOR else Side.FOR


@dataclass(frozen=True, slots=True)
class Lean:
    """The side that a sentence takes, the words by which it does, and where these begin and end."""

    side: Side
    words: str
    start: int
    end: int


_ADVERB = r"(?:(?:very|quite|highly|extremely|fairly|pretty|so|also|still|just|all that|at all|\w{2,20}ly) ){0,2}"
_IS = (
    r"(?:is|are|was|were|seems?|appears?|looks?|remains?|sounds?|(?:will|may|might|could|would|should|can"
    r"|to) (?:\w+ly )?(?:be|seem|appear|become)"
    r"|becomes?|has been|have been)(?: to be)?"
)
_LIKELY = (
    rf"(?:{'|'.join((*PROBABLE, *REAL))}|inevitable|credible|(?:to be )?expected|common|widespread"
    r"|the default|a default|convergent)"
)
_UNLIKELY = (
    rf"(?:{'|'.join(IMPROBABLE)}|far-fetched|unrealistic|negligible|vanishingly small"
    r"|overblown|overstated|a myth)"
)
_OCCUR = (
    rf"(?:{'|'.join(OCCURRING)}|develop|come about|become (?:common|widespread)|materiali[sz]e"
    r"|be (?:real|common|the default"
    r"|a (?:real|serious) (?:problem|risk|threat)))"
)
_GAP = r"(?:[\w’'/-]+,? ){0,4}?"
_NO_OTHER_VERB = rf"(?! to (?!{_OCCUR}\b|me\b|us\b))"  # "likely to be detected" does not say that something is likely
_SUBJECT = "".join(
    rf"(?<!\b{word} )" for word in ("of", "from", "about", "for", "in", "to", "against", "by", "on", "with", "as", "than")
)
_BY = r"(?:we|i) (?:\w+ly |do |also |still )?"
_ENDS = (  # behind a name: nothing else is said of it
    rf"(?=\s*(?:$|[.,;:)—–]|(?:in|during|from|when|by|at|across|among|under|as|because|since|and|or|even|rather"
    rf"|actually|naturally|without|to {_OCCUR})\b"
    rf"|(?:(?:will|would|may|might|could|does|do|is|are) )?(?:\w+ly )?(?:{OCCURS}|real\b|likely\b|plausible\b)))"
)
_HAPPENS = (  # behind a name in a clause: that it happens is all that is said
    rf"(?=\s*(?:$|[.;:)]|(?:(?:will|would|may|might|could|does|do|is|are) )?(?:\w+ly )?(?:{OCCURS}|real\b|likely\b|plausible\b)))"
)
_BRINGS = r"(?:see|get|find|involve|produce|result in|lead to|exhibit|engage in|show)"
_FOR = (
    rf"{_SUBJECT}N(?: \w+){{0,3}}? {_IS} {_ADVERB}{_LIKELY}\b{_NO_OTHER_VERB}",
    rf"{_SUBJECT}N(?: \w+){{0,2}}? (?:will|does|do) {_ADVERB}(?:indeed )?{_OCCUR}\b",
    rf"\b(?:likely|probable|plausible|inevitable) (?:that {_GAP}|to {_BRINGS} {_GAP}|to (?:become|be) (?:an? "
    rf"|the )?(?:\w+ly )?)N{_ENDS}",
    rf"\b(?:evidence (?:for|of)|arguments? (?:for|in favou?r of)|(?:the|a|strong) case for|grounds for) {_GAP}N{_ENDS}",
    rf"\b(?:evidence|arguments?) that {_GAP}N{_HAPPENS}",
    rf"\breasons? to (?:believe|expect|think|worry) (?:that |about )?{_GAP}N{_HAPPENS}",
    rf"\b{_BY}(?:expect|anticipate|predict) (?:that )?{_GAP}N{_ENDS}",
    rf"\b{_BY}(?:{BELIEVING}|{ARGUING}) (?:that )?{_GAP}N[^.;,]{{0,40}} {_LIKELY}{_NO_OTHER_VERB}",
    rf"\b{_BY}(?:{FINDING}|provide evidence of) (?:that "
    rf"|evidence (?:of|for) )?{_GAP}N{_ENDS}",
)
_AGAINST = (
    rf"{_SUBJECT}N(?: \w+){{0,3}}? {_IS} {_ADVERB}{_UNLIKELY}\b{_NO_OTHER_VERB}",
    rf"{_SUBJECT}N(?: \w+){{0,3}}? {_IS} ?(?:not|n['’]t) {_ADVERB}(?:likely|probable|plausible|real|realistic"
    rf"|credible|expected|common|the default)\b{_NO_OTHER_VERB}",
    rf"{_SUBJECT}N(?: \w+){{0,2}}? (?:will not|won['’]t|does not|do not|doesn['’]t|don['’]t) {_ADVERB}{_OCCUR}\b",
    rf"\b(?:unlikely|improbable|implausible|impossible) (?:that {_GAP}|for {_GAP}|to {_BRINGS} {_GAP}"
    rf"|to (?:become|be) (?:an? |the )?(?:\w+ly )?)N{_ENDS}",
    rf"\b(?:evidence|arguments?|case|reasons?|grounds) against {_GAP}N{_ENDS}",
    rf"\b(?:no|little|insufficient|not (?:yet )?(?:any|enough|much)) (?:\w+ ){{0,2}}?(?:evidence|reasons?"
    rf"|arguments?) (?:for|of|that|to (?:believe|expect|think)) {_GAP}N{_ENDS}",
    rf"\b{_BY}(?:am |are |['’]m |remain )?(?:\w+ly )?(?:doubt|skeptical|sceptical|unconvinced"
    rf"|pessimistic)(?: that| of| about| by)? {_GAP}N{_ENDS}",
    rf"\b(?:objections?|skepticism|scepticism|criticisms?|critiques?) (?:to|of|about|against) {_GAP}N{_ENDS}",
    rf"\b{_BY}(?:not|n['’]t) (?:expect|anticipate|predict|think|believe|find|found|observe|see) (?:that |any )?{_GAP}N{_ENDS}",
)
_WITHDRAWS = re.compile(  # words before a cue that leave open, or turn, what it says
    r"\b(?:whether|if|unless|how|suppose|imagine|assum(?:e|es|ed|ing)|even if|hypothe\w+|would have|would need"
    r"|more|less|equally|as|most|least"
    r"|not (?:necessarily|always)|question|debate|unclear|uncertain|un(?:known|certain)ty?|depends?|(?:cases?"
    r"|situations?|settings?) (?:where|in which))\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:not|no|n['’]t|never|nor|hardly|without|fail\w*|lack\w*|unlikely|doubt\w*|against|cannot|rather than"
    r"|instead of|little|few|skeptical|sceptical|implausible|improbable|unconvinced|den(?:y|ies))\b|n['’]t\b",
    re.I,
)
_SOUGHT = re.compile(r"\b(?:for|any|whether|seek\w*|look\w*|search\w*|more|further|gather) $", re.IGNORECASE)
_HEADED_FOR = re.compile(
    r"\b(?:arguments?|case|evidence|reasons?) (?:for|in favou?r of|that|to (?:expect|believe|think|worry))\b"
    r"|\bin favou?r of\b|^why\b.*\b(?:likely|works?)\b",
    re.I,
)
_HEADED_AGAINST = re.compile(
    r"\b(?:arguments?|case|evidence|reasons?) (?:against|to (?:doubt|not))\b|\bagainst\b|\bcounter-?arguments?\b|\bobjections?\b"
    r"|\bcriti(?:que|cism)s?\b(?= (?:of|from|by)\b|$)|\bunlikely\b|\bskepti\w+|\bsceptic\w+|\bdoubts?\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"\b(?:respon[sd]\w*|repl(?:y|ies)|answer\w*|rebut\w*|counter-?objections?)\b", re.IGNORECASE)


def lean_of(text: str, names: tuple[str, ...]) -> Lean | None:
    """Returns the side that a sentence takes on whether something is likely or real; None if it takes none, or it is unclear."""
    if cues.asks(text):
        return None
    found = [lean for side in Side for form in _forms(names, side) for lean in _leans(text, form, side)]
    sides = {lean.side for lean in found}
    return min(found, key=lambda lean: lean.start) if len(sides) == 1 else None


def side_of_heading(path: str) -> Side | None:
    """Returns the side for which the sections of a path give the arguments, the innermost that is named so; None for no side."""
    for title in reversed(path.split(" > ")[-3:]):
        if _ANSWERED.search(title) or title.endswith("?"):
            return None
        if _HEADED_AGAINST.search(title):
            return Side.AGAINST
        if _HEADED_FOR.search(title):
            return Side.FOR
    return None


@lru_cache(maxsize=32)
def _forms(names: tuple[str, ...], side: Side) -> tuple[re.Pattern[str], ...]:
    named = f"(?:{NamePattern(names).source})"
    return tuple(
        re.compile(re.sub(r"\bN(?=\(|\[| |$)|(?<=[ )])N(?=\()", lambda _: named, form), re.IGNORECASE)
        for form in (_FOR if side is Side.FOR else _AGAINST)
    )


def _leans(text: str, form: re.Pattern[str], side: Side) -> list[Lean]:
    found = []
    for match in form.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()]
        inside = match[0]
        turned = side is Side.FOR and (_TURNS.search(before[-40:]) or _TURNS.search(inside))
        turned_against = side is Side.AGAINST and re.search(r"\b(?:not|n['’]t|no longer|hardly|neither)\b[^.;,]{0,15}$", before)
        if not (turned or turned_against or _SOUGHT.search(before) or _WITHDRAWS.search(before[-60:]) or _compared(inside)):
            found.append(Lean(side, inside, match.start(), match.end()))
    return found


def _compared(words: str) -> bool:
    return (
        re.search(
            r"\b(?:more|less|equally|as|most|least|how|if|whether) (?:\w+ )?(?:un)?(?:likely|probable|plausible|common)",
            words,
            re.I,
        )
        is not None
    )
