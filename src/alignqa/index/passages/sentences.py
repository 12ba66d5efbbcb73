"""Splits a block of prose into sentences: spans, never copies.

Rules rather than a model, because a quote's borders must be the same on every machine.
A boundary is terminal punctuation, closing quotes or brackets, white space and the start of something new,
unless what precedes is an abbreviation, an initial or an enumerator.
"""

from __future__ import annotations

import re

from alignqa.papers.document import Span

_CITATION = r"\([^()]{1,120}\b\d{4}[a-z]?\)"  # "(Lark et al., 2019)" set after the full stop belongs to what it supports
# Possessive, and never begun inside a run of marks: pathological input must not make it backtrack.
_CANDIDATE = re.compile(
    r"""(?<![.!?…])[.!?…]++(?:\[\d[\d,;\s–-]{0,20}\]|["'”’»)\]*])*+"""
    rf"""(?:\s{_CITATION}(?=\s["'“‘«(\[]*+[A-Z]))?\s++(?=["'“‘«(\[]*+[^\W_])"""
)
_LAST_CITATION = re.compile(_CITATION + r"\s*\Z")
_LAST_WORD = re.compile(r"(\S+)$")
_ABBREVIATED = """
al app approx art ca cf ch chap def dr ed eds e.g eq eqn eqs esp et etc ex ff fig figs i.e inc incl jr lem ltd mr mrs ms no nos
op p par pp prof prop ref refs resp rev sec secs sect sr thm trans univ viz vol vols vs w.r.t
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# These end a sentence as often as not: they do when a capital follows.
_SOMETIMES_FINAL = frozenset({"al", "app", "art", "def", "etc", "ex", "inc", "jr", "ltd", "no", "p", "rev", "sr", "trans"})
# These stand before a name: "St. John's", "Mt. Everest", "Gov. Lark".
_NAMES_FOLLOW = "Capt Col Ft Gen Gov Hon Lt Mlle Mme Msgr Mt Mts Pt Rep Sen Sgt St Ste Sts ft pt"
_BEFORE_NAMES = frozenset(_NAMES_FOLLOW.split())
_ENUMERATOR = re.compile(r"(?:\(?[0-9ivx]{1,4}[.)]|\(?[a-zA-Z][.)])$")
# "(b) " begins a sentence, although its letter is lower-case.
_NEXT_ENUMERATOR = re.compile(r"\(?(?:[a-z]|[ivx]{1,4})\)\s")
# Words are left out inside a sentence: "the […] Smith kiln".
_OMISSION = re.compile(r"[^\s.!?:\"'”’»)\]][\"'”’»)\]]*\s+\[\Z|\A\s*\[\Z")
_CITED_YEAR = re.compile(r"[\[(]?\d")
_WINDOW = 60  # code points looked back at, longer than any abbreviation
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")  # "U.S", whose full stop may end a sentence, too
_STARTER = re.compile(r"(?:A|An|And|As|But|For|He|However|I|If|In|It|On|Our|She|So|That|The|There|These|They|This|We|When|You)\b")
_NO_NAME = re.compile(
    r"(?:After|All|Also|Although|Another|At|Because|Before|Both|By|During|Each|Every|From|Her|Here|His|How|Its|Many|Most|My|No"
    r"|Nobody|Not|Now|One|Others?|Since|Some|Such|Their|Then|Those|Though|To|Today|Until|What|Where|Which|While|Who|With|Yet|Your)\b"
)
_STREET_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th)\s+\S+\Z", re.IGNORECASE)
_MEASURED = re.compile(r"\d[\d,.]{0,12}[\s-]+(?:ft|pt)\Z", re.IGNORECASE)
_BULLET = r"[•◦▪■‣·*–-]"
_NUMBER = r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\)|\d{1,3}\.|[ivx]{2,4}\."
# "a." and "i." are marks only where a sentence begins after them: "i. e." and "p. 14" are not.
_LETTER = r"[a-z]\.(?=\s+[\"'“‘«(\[]*[A-Z])(?!\s+[A-Z]\.)"
# Marks that introduce a list item are not part of its sentence; "(a) and (b) hold" and "1. 2. 2019" have none.
_LIST_MARK = re.compile(
    rf"(?:{_BULLET}\s+)*(?:(?:{_NUMBER}|{_LETTER})\s+(?!(?:and|or|to|through|implies|[–-])\s|\d+\.\s+\d)(?=\S)){{0,2}}"
)


def sentences(text: str, block: Span) -> list[Span]:
    """The sentences of `text[block]` as spans over `text`, in order, without surrounding white space."""
    body = block.of(text)
    start = _after_mark(body, len(body) - len(body.lstrip()))
    found: list[Span] = []
    for candidate in _CANDIDATE.finditer(body):
        if candidate.start() < start or not _ends_sentence(body, start, candidate):
            continue
        end = candidate.start() + len(candidate.group().rstrip())
        found.append(Span(block.start + start, block.start + end))
        start = _after_mark(body, candidate.end())
    if tail := body[start:].rstrip():
        found.append(Span(block.start + start, block.start + start + len(tail)))
    return found


def _after_mark(body: str, start: int) -> int:
    mark = _LIST_MARK.match(body, start)
    return mark.end() if mark else start


def _ends_sentence(body: str, start: int, candidate: re.Match[str]) -> bool:
    # A window is enough to see one word, and keeps the time linear in a text without sentences.
    before = body[max(start, candidate.start() - _WINDOW) : candidate.start()]
    following = body[candidate.end() : candidate.end() + _WINDOW].lstrip("\"'“‘«([")
    starts_lower = following[:1].islower() and not _NEXT_ENUMERATOR.match(body, candidate.end())
    if starts_lower or _LAST_CITATION.match(body, candidate.end()):
        return False
    if candidate.group().rstrip() in {"…]", "...]"} and _OMISSION.search(before):
        return False
    if candidate.group().rstrip() != ".":
        return True  # a full stop inside quotes or brackets does not belong to an abbreviation
    word_match = _LAST_WORD.search(before)
    word = word_match.group(1) if word_match else ""
    if word == before.strip() and candidate.start() - start < _WINDOW and (not word or _ENUMERATOR.fullmatch(word + ".")):
        return False  # "1. " or "(a) " at the start introduces the sentence
    plain = word.lstrip("([\"'“‘")
    if len(plain) == 1 and plain.isupper():
        return False  # an initial: "J. Skalse"
    if _INITIALS.fullmatch(plain):
        return _STARTER.match(following) is not None
    if plain in _BEFORE_NAMES:
        return _ends_address(before, following)
    if plain.casefold() in _ABBREVIATIONS:
        return plain.casefold() in _SOMETIMES_FINAL and following[:1].isupper() and not _cites(body, candidate.end())
    return True


def _ends_address(before: str, following: str) -> bool:
    """Checks that what stands before names elsewhere ends a sentence here: "on Main St. The shop", "42nd St.", "300 ft."."""
    ends = _STARTER.match(following) or _NO_NAME.match(following)
    return bool(ends or (following[:1].isupper() and (_STREET_NUMBER.search(before) or _MEASURED.search(before))))


def _cites(body: str, position: int) -> bool:
    """Checks whether a year or bracket follows, as after "et al."."""
    return _CITED_YEAR.match(body, position) is not None
