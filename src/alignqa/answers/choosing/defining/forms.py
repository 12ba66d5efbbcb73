"""Classifies what a sentence does with a term: defines it, reports somebody else's definition, or only uses it.

This is stricter than `answers.choosing.definitions`, which ranks: a sentence that merely says something about the term is a use.
A definition names a kind and what distinguishes the term within it (genus and differentia), states the meaning, or names a thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from alignqa.answers.choosing import cues
from alignqa.answers.choosing.defining.credits import credits_others
from alignqa.answers.choosing.definitions import term_pattern
from alignqa.retrieval.questions.abbreviations import SHORT_FORMS


class Standing(StrEnum):
    """The things that a sentence can do with a term."""

    DEFINITION = "definition"
    REPORT = "report of another's definition"
    USE = "use"


class Strength(IntEnum):
    """The ways of defining, plainest first: states the meaning, states the kind, depends on the sentence before."""

    OUTRIGHT = 0
    KIND = 1
    LEANING = 2


@dataclass(frozen=True, slots=True)
class UseOfTerm:
    """The standing of a sentence to a term; `strength` is that of its definition, and without meaning for a use."""

    standing: Standing
    strength: Strength = Strength.OUTRIGHT


_OPEN, _CLOSE = r"[\"“‘'_*(\[]*", r"[\"”’'_*)\]]*"
_LEAD = (
    r"^\W*(?:\d{1,2}[.)]\s+)?(?:definition\s*[:—–-]\s*|(?:in|for|throughout|as|within|according to|here|formally|informally"
    r"|roughly"
    r"|broadly|generally)\b[^.,;:]{0,60},\s+"
    r"|(?:unlike|in contrast to|as opposed to|compared (?:to|with))\b[^.,;:]{0,90},\s+"
    r"|(?:rather|instead|however|thus|hence|therefore|specifically|importantly|conversely|similarly|(?:in|by) contrast|finally)"
    r",?\s+)?"
)
_OF_TERM = (
    r"(?:(?:the\s+)?(?:term|concept|notion|idea|word|phrase|problem|phenomenon|practice|field|task|property) (?:of |called )?)?"
)
_ARTICLE = r"(?:(?:a|an|the|any)\s+)?"
_ASIDE = (
    r"(?:\s*\([^)]*\)|\s*\[[^\]]*\]|,? (?:or|also (?:called|known as)|sometimes called) [^,;.]{2,40},|, in [^,;.]{2,40},"
    r"|, (?:a|an|the) (?:term|word|concept|phrase|name|notion)\b[^,;.]{2,80},"
    r"| in (?:AI|ML|RL|LLMs?|NLP|(?:AI|machine|deep|reinforcement|supervised) (?:safety|alignment|learning)))?"
)
_HEAD = r"(?:\s+(?:problem|failure|hypothesis|property|phenomenon|technique|method|approach|agent)s?)?"
_NAMED_HEAD = _HEAD.replace("hypothesis|", "")  # "the X hypothesis" names a hypothesis and not X
_ADVERB = (
    r"(?:(?:roughly|simply|just|basically|essentially|generally|usually|often|typically|thus|then|here|also|broadly"
    r"|formally) )?"
)
_MEANS = (
    r"(?:refers? (?:generally |broadly |specifically |here )?to|means?\b(?! nothing| we\b| you\b| that we\b)"
    r"|denotes?|stands? for|describes?"
    r"|(?:is|are|was) (?:\w+ly )?(?:defined|understood|characteri[sz]ed|described) (?:as|by)|(?:can"
    r"|may) be (?:\w+ly )?defined as"
    r"|(?:is|are) (?:a|the) (?:term|name|word) (?:for|used)|(?:says?|states?|holds?) that|(?:occurs?|happens?"
    r"|arises?) (?:when|if)|consists? (?:of|in))"
)
_SAYS = r"(?:mean|means|denote|call|refer to)"
_OPINION = (
    r"(?:good|bad|great|big|hard|huge|real|key|major|minor|main|central|critical|crucial|vital|important|serious"
    r"|significant|common"
    r"|popular|promising|useful|useless|possible|potential|plausible|likely|unlikely|valuable|powerful|fundamental"
    r"|difficult|easy"
    r"|necessary|sufficient|active|recent|new|old|classic|natural|obvious|interesting|open|very|most|more|less|much"
    r"|best|better|worst"
    r"|only|first|last|next|second|same|perfect|primary|simple|long|little|lot|bit|few|matter|one|result|consequence|cause"
    r"|reason|core|heart|case (?:where|in which) (?:we|i|you)|start|prerequisite|precursor|example|instance|step"
    r"|priority|thing|answer"
    r"|well|pivotal|sort of|kind of thing|direct|concrete|particularly|especially|clear|strong|weak)\b"
)
_WEIGHED = (
    r"(?:problem|concern|challenge|question|issue|threat|danger|worry|goal|tool|part|component|area|topic|way|risk"
    r"|factor|solution)s?\b"
)
_WITHIN = r"(?: (?:of|in|for) [\w -]{2,40}?| here| broadly| loosely| instead| \w+ly){0,2}"  # "we define X of Y as"
_RELATIVE = r"(?:dual|cousin|counterpart|analog(?:ue)?|opposite|synonym|sibling|variant|descendant|successor)s?\b"
_GENUS = (
    rf"(?:(?:a|an|any|the|one kind of|those|some)\s+(?!{_OPINION})(?!(?:\w+\s+){{0,2}}{_WEIGHED}(?!\s+(?:of|where"
    rf"|in which|when)\b))"
    rf"(?!(?:\w+\s+){{0,2}}{_RELATIVE})|one (?=that\b|which\b|who\b)"
    rf"|(?:when|where|what happens when|how)\s|(?!(?:not|{_OPINION})\b)[a-z]+(?:s|ion|ing|ity)\s(?=that\b|which\b"
    rf"|whose\b|of\b|where\b|in which\b))"
)
_SOMETHING = r"(?!(?:we|i|you|it|they|this|that|these|those|the|things)\b)[a-z][\w-]*"  # "X is where we differ" defines nothing
_DIFFERENTIA = (
    r"(?![^.,;:]*\b(?:we|i) (?:believe|think|expect|hope|suspect|discuss|will|want|find)\b)(?![^.,;:]*\bthat can be\b)"
    r"(?=[^.,;:]*?\b(?:that|which|who|whose|where|when|whenever|whereby|of|[a-z]{3,}ing|such that|for [a-z]+ing"
    r"|[a-z]{3,}ed (?:to|by|for|on|in)"
    r"|(?:ability|tendency|capacity|propensity|attempt|effort|willingness|failure|inability) to)\b)"
)
_GLOSS_WORD = r"(?!(?:can|could|may|might|will|is|are|was|were|has|have|does|should|would|must|needs?)\b)[\w'’-]+"
# "selectively complying with", but not "training rewards": after a noun in -ing a verb in -s may follow.
_FINITE = r"[^.,;]*\b(?:requires?|allows?|makes?|would|helps?|leads? to)\b"
_DOING = (
    rf"(?:\w+ly\s+)?(?!having|being|looking|going)(?!{_FINITE})"
    r"[a-z]+ing\s(?!\w+s\b|\w+ing\b|(?:can|could|may|might|will|are|were)\b)\w+"
)
_GLOSS = (
    rf"(?:(?:a|an|any)\s+(?!{_OPINION})(?:{_GLOSS_WORD}\s+){{0,4}}?{_GLOSS_WORD}\s*(?:of|that|which|whose|where|when|in which"
    r"|by which|to|for|who|with)\b"
    rf"|the\s+(?!{_OPINION})(?:{_GLOSS_WORD}\s+){{0,2}}?{_GLOSS_WORD}\s*(?:of|that|which|where|when|in which|by which)\b"
    rf"|(?:when|where)\s|{_DOING})"
)
_NAMES = (
    r"(?:(?:is|are|was|were|been|be|being)(?: (?:often|usually|sometimes|commonly|widely|generally|now))?"
    r"|,\s(?:an?|the) (?:[\w-]+ ){1,3}?|,(?: (?:often|usually|sometimes|commonly))?|\((?:also)?) ?(?:called|termed"
    r"|dubbed|named|labell?ed|known as"
    r"|referred to as)"
)
# "what we call X" and "a notion that we term X" leave it to other sentences to say what X is.
_AUXILIARY = r"(?:['’]ll|['’]d| will| shall| would| might| can)?"
_BACK = r"it|them|this|these|that|those|such"
_NAMED_BY_US = rf"(?<!\bwhat )(?<!\bthat )\b(?:we|i){_AUXILIARY}(?: \w+ly)? (?:call|term|dub|name)s?\b"
# Words that can precede a term explained in passing; after any other word it may be the end of a longer term.
_BEFORE = (
    r"(?:^\W*|[,.;:(“\"‘]\s*|\b(?:the|about|on|for|in|to|at|with|and|or|as|by|called|from|between|against|via|through|pursuing"
    r"|perform|address|addressing|discuss|study|studies)\s+)"
)
# The thing that gets the name: "this situation", or a longer phrase, separated from the name by an article or quotation mark.
_OBJECT = rf"(?:(?P<back>{_BACK})\s+(?:[\w'’-]+\s+)?|(?:[\w'’-]+\s+){{1,6}}?(?=(?:a|an|the)\s|[\"“‘]))?"
_ENDS = r"(?=\s*(?:$|[.,;:!?)\]—–(]|\b(?:if|when|in|because|since|as|for|and|or|by|after|to|that|which|where|—)\b))"
_LEANING = re.compile(
    r"^\W*(?:(?:and|but|so|thus|hence)\W+)?(?:this|these|that|those|such|it|they|here,? (?:this|it))\b", re.IGNORECASE
)
# "a different form of optimization which we call X" does not say which form.
_UNSPECIFIED = re.compile(
    r"\b(?:different|another|related|similar|second|new|distinct|other) (?:form|kind|type|sort|notion|concept|idea"
    r"|phenomenon|problem)"
    r"(?: of [\w -]{2,30})?,? (?:that |which )?(?:we|i) ",
    re.IGNORECASE,
)
_OF_A_CASE = re.compile(  # "to refer to the first case" leaves it to other sentences to say which
    r"\brefer to the (?:first|second|third|former|latter|last|other) (?:case|kind|type|one|situation|path)s?\b", re.IGNORECASE
)
# "we refer to tasks with these properties as X"
_BACK_WITHIN = re.compile(r"\brefer to (?:[\w’'-]+ ){1,6}(?:these|those|this|such)\b", re.IGNORECASE)
_NAMING = re.compile(r"\b(?:call|term|dub|name|label|known as|refer)", re.IGNORECASE)
_MIN_WORDS = 8
_MIN_NAMING = 13  # words; a shorter sentence that names a thing depends on the one before, which says what the thing is


@dataclass(frozen=True, slots=True)
class _Forms:
    """The patterns for definitions of one term.

    `meaning` and `meaning_inside` state what it means, `genus` states its kind, `naming` gives the name to a thing.
    `meaning` and `genus` match only at the start of a sentence.
    `named` matches the term itself, `cited` the term with a reference right after it.
    """

    meaning: tuple[re.Pattern[str], ...]
    genus: tuple[re.Pattern[str], ...]
    meaning_inside: tuple[re.Pattern[str], ...]
    naming: tuple[re.Pattern[str], ...]
    named: re.Pattern[str]
    cited: re.Pattern[str]


@lru_cache(maxsize=16)  # 200 kB each, and a question names one or two terms
def _forms(term: str) -> _Forms | None:
    named = term_pattern(term)
    if not named:
        return None
    if term.casefold() in SHORT_FORMS:
        named = rf"(?-i:\b{re.escape(term.upper())}s?\b)"  # "CAIS" is not the plural of "CAI"
    quoted = rf"{_OPEN}{named}{_CLOSE}"
    whole = rf"{_ARTICLE}{quoted}{_HEAD}{_CLOSE}"
    name = rf"{_ARTICLE}{quoted}{_NAMED_HEAD}{_CLOSE}"
    subject = rf"{_LEAD}(?:{quoted}{_ASIDE}\s*[:—–]\s*)?{_OF_TERM}{whole}{_ASIDE},?"
    return _Forms(
        meaning=_compiled(
            rf"{subject}\s+{_ADVERB}{_MEANS}\s+\S+",
            rf"^\W*definition\s*[:—–-]\s*{_ARTICLE}{quoted}{_ASIDE}\s*[:—–]\s*\S+",
            rf"{_LEAD}{_ARTICLE}{quoted}{_ASIDE}\s*(?::|—|–|--)\s*{_GLOSS}",
            rf"{_LEAD}{_ARTICLE}{quoted}{_ASIDE}\s*(?::|—|–|--)\s*(?:this|it|that)\s+{_ADVERB}{_MEANS}\s+\S+",
        ),
        genus=_compiled(
            rf"{subject}\s+(?:is|are) {_ADVERB}{_GENUS}{_DIFFERENTIA}",
            rf"{subject}\s+(?:is|are) {_ADVERB}(?:when|where)\s+{_SOMETHING}\s+\S+",
            rf"{subject}\s+(?:is|are) [^,.;:]{{3,60}},\s+(?:a|an)\s+(?!{_OPINION})(?:[\w'’-]+\s+){{1,3}}?"
            r"(?:that|which|where|in which|whereby)\b",
        ),
        meaning_inside=_compiled(
            rf"\bby\s+{whole},?\s+(?:we|i)\s+(?:\w+\s+)?(?:mean|refer)\b",
            rf"\b(?:we|i){_AUXILIARY}\s+(?:\w+ly\s+)?(?:define|defined|use)\s+{_OF_TERM}{whole}"
            rf"{_WITHIN}\s+(?:as|to (?:be|mean|refer|describe|denote))\b",
            rf"\b(?:defines?|defined|describes?|characteri[sz]es?)\s+{_OF_TERM}{whole}"
            rf"{_WITHIN}\s+as\b",
            rf"\bterm\s+{whole}\s+(?:here\s+)?(?:to\s+)?{_SAYS}\b",
            rf"\b(?:is|are) (?:said to be |considered |called )?{_ARTICLE}{quoted} (?:if|iff|just in case"
            rf"|to the extent that)\b",
            rf"{_BEFORE}{quoted}\s*[—–]\s*(?:that is, |i\.e\.,? )?(?!\w+ing\b){_GLOSS}",
            rf"{_BEFORE}{quoted}:\s+(?=(?-i:[a-z])){_DOING}",
            rf"{_BEFORE}{quoted},\s+(?:that is,|i\.e\.,?|meaning that|defined as)\s+\S+",
        ),
        naming=_compiled(
            rf"{_NAMED_BY_US}\s+{_OBJECT}{name}{_ENDS}",
            rf"{_NAMES}\s+(?:by [^.,;]{{2,40}} )?(?:as )?{name}{_ENDS}",
            rf"\bwhat(?: is|['’]s) (?:\w+ly )?(?:called|known as|termed) {name}(?: ?\([^()]*\))?\s*(?::|—|–)\s*\S+",
            rf"(?<!\bwhat )\b(?:we|i){_AUXILIARY}(?: \w+ly)? refer to as\s+{name}{_ENDS}",
            rf"\b(?:we|i){_AUXILIARY}(?: \w+ly)? refer to\s(?:(?P<back>{_BACK})\b)?[^.;]{{1,160}}?\sas\s+{name}{_ENDS}",
        ),
        named=re.compile(named, re.IGNORECASE),
        cited=re.compile(rf"{named}{_CLOSE}\s*(?:\[\d|[\[(][^\])]*\b(?:19|20)\d\d)", re.IGNORECASE),
    )


def _compiled(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def mentions(sentence: str, names: Sequence[str]) -> bool:
    """Checks whether a sentence contains a term, under any of its names and in any of their forms."""
    return any(forms is not None and forms.named.search(sentence) for forms in map(_forms, names))


def read(sentence: str, term: str, *, authors: frozenset[str] = frozenset()) -> UseOfTerm:
    """Classifies what a sentence does with a term; `authors` are the family names of its authors, in lower case.

    A sentence that credits only its own authors is not a report.
    """
    forms = _forms(term)
    if forms is None or cues.asks(sentence):
        return UseOfTerm(Standing.USE)
    names = _first(forms.naming, sentence) if _NAMING.search(sentence) else None
    states = bool(_first(forms.meaning, sentence) or _first(forms.meaning_inside, sentence))
    defines = (states or _first(forms.genus, sentence) is not None) and len(sentence.split()) >= _MIN_WORDS
    if _OF_A_CASE.search(sentence) or (not defines and (not names or _UNSPECIFIED.search(sentence))):
        return UseOfTerm(Standing.USE)
    leans = not defines and (_LEANING.match(sentence) is not None or len(sentence.split()) < _MIN_NAMING or _points_back(names))
    reported = credits_others(sentence, authors, but=forms.named) or forms.cited.search(sentence) is not None
    strength = Strength.LEANING if leans else Strength.OUTRIGHT if states or names else Strength.KIND
    return UseOfTerm(Standing.REPORT if reported else Standing.DEFINITION, strength)


def _first(forms: Sequence[re.Pattern[str]], sentence: str) -> re.Match[str] | None:
    return next(filter(None, (form.search(sentence) for form in forms)), None)


def _points_back(naming: re.Match[str] | None) -> bool:
    """Checks whether the thing named is only pointed at, as in "we call this X"."""
    return naming is not None and bool(naming.groupdict().get("back") or _BACK_WITHIN.search(naming[0]))
