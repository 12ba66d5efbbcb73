"""How a sentence stands to a term: it defines it, reports another's definition, or only uses it.

Stricter than `answers.definitions.defines`, which ranks: here a sentence that merely says something about the term is a use.
A definition names what the term is and what sets it apart (genus and differentia), gives its meaning, or gives a thing its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from alignqa.answers import cues
from alignqa.answers.definitions import term_pattern


class Standing(StrEnum):
    """What a sentence does with a term."""

    DEFINITION = "definition"
    REPORT = "report of another's definition"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sentence stands to a term; `leans` is whether its definition is in the sentence before it."""

    standing: Standing
    leans: bool = False


_OPEN, _CLOSE = r"[\"“‘'_*(\[]*", r"[\"”’'_*)\]]*"
_LEAD = r"^\W*(?:definition\s*[:—–-]\s*|(?:in|for|throughout|as|within|here|formally|informally|roughly|broadly|generally)\b[^.,;:]{0,60},\s+)?"
_OF_TERM = r"(?:(?:the\s+)?(?:term|concept|notion|idea|word|phrase|problem|phenomenon|practice|field|task|property) (?:of |called )?)?"
_ARTICLE = r"(?:(?:a|an|the|any)\s+)?"
_ASIDE = r"(?:\s*\([^)]*\)|\s*\[[^\]]*\]|,? (?:or|also (?:called|known as)|sometimes called) [^,;.]{2,40},|, in [^,;.]{2,40},)?"
_HEAD = r"(?:\s+(?:problem|failure|hypothesis|property|phenomenon|technique|method|approach|system|model|agent|process)s?)?"
_ADVERB = r"(?:(?:roughly|simply|just|basically|essentially|generally|usually|often|typically|thus|then|here|also|broadly|formally) )?"
_MEANS = (
    r"(?:refers? (?:generally |broadly |specifically |here )?to|means?\b(?! nothing| we\b| you\b| that we\b)|denotes?|stands? for|describes?"
    r"|(?:is|are|was|can be|may be) (?:\w+ly )?(?:defined|understood|characteri[sz]ed|described) (?:as|by)"
    r"|(?:is|are) (?:a|the) (?:term|name|word) (?:for|used)|(?:occurs?|happens?|arises?) (?:when|if)|consists? (?:of|in))"
)
_SAYS = r"(?:mean|means|denote|call|refer to)"
_OPINION = (
    r"(?:good|bad|great|big|hard|huge|real|key|major|minor|main|central|critical|crucial|vital|important|serious|significant|common"
    r"|popular|promising|useful|useless|possible|potential|plausible|likely|unlikely|valuable|powerful|fundamental|difficult|easy"
    r"|necessary|sufficient|active|recent|new|old|classic|natural|obvious|interesting|open|very|most|more|less|much|best|better|worst"
    r"|only|first|last|next|second|same|perfect|primary|simple|long|little|lot|bit|few|matter|one|result|consequence|cause"
    r"|reason|core|heart|case (?:where|in which) (?:we|i|you)|start|prerequisite|precursor|example|instance|step|priority|thing|answer"
    r"|well|sort of|kind of thing|direct|concrete|particularly|especially|clear|strong|weak)\b"
)
_WEIGHED = r"(?:problem|concern|challenge|question|issue|threat|danger|worry|goal|tool|part|component|area|topic|way|risk|factor|solution)s?\b"
_GENUS = (
    rf"(?:(?:a|an|any|the|one kind of|those|some)\s+(?!{_OPINION})(?!(?:\w+\s+){{0,2}}{_WEIGHED}(?!\s+(?:of|where|in which|when)\b))"
    rf"|(?:when|where|what happens when|how)\s|(?!(?:not|{_OPINION})\b)[a-z]+(?:s|ion|ing|ity)\s(?=that\b|which\b|whose\b|of\b|where\b|in which\b))"
)
_APART = (
    r"(?=[^.,;:]*?\b(?:that|which|who|whose|where|when|whenever|if|of|to|for|by|from|with|whereby|in|such|about|via|using|on|against"
    r"|[a-z]{3,}ing|[a-z]{3,}ed)\b)"
)
_GLOSS = (
    rf"(?:(?:a|an|any)\s+(?!{_OPINION})(?:[\w'’-]+\s+){{0,4}}?[\w'’-]+\s*(?:of|that|which|whose|where|when|in which|by which|to|for|who|with)\b"
    rf"|the\s+(?!{_OPINION})(?:[\w'’-]+\s+){{0,2}}?[\w'’-]+\s*(?:of|that|which|where|when|in which|by which)\b"
    r"|(?:when|where)\s|(?!having|being|given|looking|going)[a-z]+ing\s(?!\w+ing\b))"
)
_NAMES = r"(?:(?:is|are|was|were|been|be|being)(?: (?:often|also|usually|sometimes|commonly|widely|generally|now))?|,(?: (?:often|also|usually|sometimes|commonly))?|\() ?(?:called|termed|dubbed|named|labell?ed|known as|referred to as)"
# "what we call X" and "a notion that we term X" leave to other sentences what X is.
_NAMED_BY_US = r"(?<!\bwhat )(?<!\bthat )\b(?:we|i)(?:['’]ll|['’]d| will| shall| would| might| can)?(?: \w+ly)? (?:call|term|dub|name)s?\b"
# What may stand before a term that is explained in passing; after another word it may be the end of a longer term.
_BEFORE = (
    r"(?:^\W*|[,.;:(“\"‘]\s*|\b(?:the|about|on|for|in|to|at|with|and|or|as|by|called|from|between|against|via|through|pursuing"
    r"|perform|address|addressing|discuss|study|studies)\s+)"
)
# What is called so, before the name: "this situation", or a longer phrase that an article or a quotation mark divides from it.
_OBJECT = r"(?:(?P<back>it|them|this|these|that|those|such)\s+(?:[\w'’-]+\s+)?|(?:[\w'’-]+\s+){1,6}?(?=(?:a|an|the)\s|[\"“‘]))?"
_ENDS = r"(?=\s*(?:$|[.,;:!?)\]—–(]|\b(?:if|when|in|because|since|as|for|and|or|by|after|to|that|which|where|—)\b))"
_LEANING = re.compile(r"^\W*(?:(?:and|but|so|thus|hence)\W+)?(?:this|these|that|those|such|it|they|here,? (?:this|it))\b", re.IGNORECASE)
_LEAST_WORDS = 8
_LEAST_NAMING = 13  # words of a sentence that both names a thing and says what it is; in a shorter one the latter went before

_NAME = r"[A-Z][\w’'-]+"
_WORK = rf"{_NAME}(?:(?:,? (?:and|&) |, ){_NAME})*(?: et al\.?)?"
_DID = (
    r"(?:define|call|describe|coin|introduce|propose|term|dub|characteri[sz]e|refer|use|say|write|argue|put|explain|name|formali[sz]e)"
    r"(?:s|d|ed)?|wrote|said"
)
_CITED = re.compile(rf"(?P<who>{_NAME})[^()\[\]]{{0,60}}?,? ?[\[(]?(?:19|20)\d\d[a-z]?[\])]?")
_REPORTED = (
    re.compile(rf"\b(?P<who>{_WORK})(?: ?[\[(][^\])]*[\])])?,? (?:\w+ly |have |has |who )?(?:{_DID})\b"),
    re.compile(r"\b(?:defined|introduced|coined|described|proposed|named|formali[sz]ed|called|dubbed|termed|popularis?zed) "
               rf"(?:as \w+ )?(?:by|in) (?:the )?(?P<who>{_NAME}|[\[(])"),
    re.compile(rf"\b(?:[Aa]ccording to|[Ff]ollowing|[Ff]or|[Ii]n|[Aa]s per|[Ff]rom|[Aa]s in|[Ww]hat) (?P<who>{_NAME})(?: et al|['’]s?\b|,? ?[\[(]|(?: and {_NAME})? (?:{_DID})\b)"),
    re.compile(rf"\b(?P<who>{_NAME})['’]s? (?:\w+ )?(?:definition|notion|concept|term|sense|description|framing|formulation)\b"),
    re.compile(r"\b(?P<who>[Tt]hey|[Hh]e|[Ss]he|[Tt]he (?:authors|paper|post)|[Ss]ome(?: \w+)?|[Pp]eople|[Oo]thers|[Rr]esearchers|[Mm]any) "
               r"(?:have |has |also |often |sometimes |will )?(?:define|call|term|dub|describe|name|refer)(?:s|d)?\b"),
)
_NOT_NAMES = frozenset({"the", "this", "that", "we", "in", "a", "an", "it", "definition", "for", "figure", "section", "table", "when", "if"})


@dataclass(frozen=True, slots=True)
class _Forms:
    meaning: tuple[re.Pattern[str], ...]
    naming: tuple[re.Pattern[str], ...]
    named: re.Pattern[str]
    cited: re.Pattern[str]


@lru_cache(maxsize=256)
def _forms(term: str) -> _Forms | None:
    named = term_pattern(term)
    if not named:
        return None
    quoted = rf"{_OPEN}{named}{_CLOSE}"
    subject = rf"{_LEAD}{_OF_TERM}{_ARTICLE}{quoted}{_HEAD}{_CLOSE}{_ASIDE},?"
    meaning = (
        rf"{subject}\s+{_ADVERB}{_MEANS}\s+\S+",
        rf"{subject}\s+(?:is|are) {_ADVERB}{_GENUS}{_APART}",
        rf"{_LEAD}{_ARTICLE}{quoted}{_ASIDE}\s*(?::|—|–|--)\s*{_GLOSS}",
        rf"\bby\s+{_ARTICLE}{quoted}{_HEAD}{_CLOSE},?\s+(?:we|i)\s+(?:\w+\s+)?(?:mean|refer)\b",
        rf"\b(?:we|i)(?:['’]ll|['’]d| will| shall| can)?\s+(?:\w+ly\s+)?(?:define|defined|say that|use the term)\s+(?:\w+\s+){{0,3}}?{quoted}{_HEAD}{_CLOSE}"
        r"\s+(?:\w+\s+){0,2}?(?:as|to (?:be|mean|refer|describe|denote)|if|when)\b",
        rf"\bterm\s+{quoted}{_HEAD}{_CLOSE}\s+(?:here\s+)?(?:to\s+)?{_SAYS}\b",
        rf"\b(?:is|are) (?:said to be |considered |called )?{_ARTICLE}{quoted} (?:if|iff|just in case|to the extent that)\b",
        rf"{_BEFORE}{quoted}\s*[—–]\s*(?:that is, |i\.e\.,? )?(?!\w+ing\b){_GLOSS}",
        rf"{quoted},\s+(?:that is,|i\.e\.,?|meaning that|defined as)\s+\S+",
    )
    naming = (
        rf"{_NAMED_BY_US}\s+{_OBJECT}{_ARTICLE}{quoted}{_HEAD}{_CLOSE}{_ENDS}",
        rf"{_NAMES}\s+(?:by [^.,;]{{2,40}} )?(?:as )?{_ARTICLE}{quoted}{_HEAD}{_CLOSE}{_ENDS}",
        rf"\b(?:we|i)(?:['’]ll| will| shall)?(?: \w+ly)? refer to\s(?:(?P<back>it|them|this|these|that|those|such)\b)?[^.;]{{1,160}}?\sas\s+{_ARTICLE}{quoted}{_HEAD}{_CLOSE}{_ENDS}",
    )
    return _Forms(
        tuple(re.compile(form, re.IGNORECASE) for form in meaning),
        tuple(re.compile(form, re.IGNORECASE) for form in naming),
        re.compile(named, re.IGNORECASE),
        re.compile(rf"{named}{_CLOSE}\s*[\[(][^\])]*\d", re.IGNORECASE),
    )


def mentions(sentence: str, term: str) -> bool:
    """Whether a sentence has the term in one of its forms."""
    forms = _forms(term)
    return forms is not None and forms.named.search(sentence) is not None


def read(sentence: str, term: str, *, authors: frozenset[str] = frozenset()) -> Reading:
    """How a sentence stands to a term; `authors` are the family names of those who wrote it, in lower case.

    What an author says with their own name in it is no report.
    """
    forms = _forms(term)
    if forms is None or cues.asks(sentence):
        return Reading(Standing.USE)
    means = any(form.search(sentence) for form in forms.meaning) and len(sentence.split()) >= _LEAST_WORDS
    names = next(filter(None, (form.search(sentence) for form in forms.naming)), None)
    if not means and not names:
        return Reading(Standing.USE)
    leans = not means and (_LEANING.match(sentence) is not None or len(sentence.split()) < _LEAST_NAMING or _points_back(names))
    reported = _is_reported(sentence, authors) or forms.cited.search(sentence) is not None
    return Reading(Standing.REPORT if reported else Standing.DEFINITION, leans)


def _points_back(naming: re.Match[str] | None) -> bool:
    """Whether what is named is only pointed at: "we call this X"."""
    return naming is not None and bool(naming.groupdict().get("back"))


def _is_reported(sentence: str, authors: frozenset[str]) -> bool:
    """Whether somebody else is named as the one who says it."""
    found = (match for pattern in (_CITED, *_REPORTED) for match in pattern.finditer(sentence))
    return any(not _own(match["who"], authors) for match in found)


def _own(who: str, authors: frozenset[str]) -> bool:
    folded = [word.casefold().removesuffix("'s").removesuffix("’s") for word in re.findall(r"[\w’'-]+", who)]
    return bool(folded) and (folded[0] in authors or folded[0] in _NOT_NAMES)
