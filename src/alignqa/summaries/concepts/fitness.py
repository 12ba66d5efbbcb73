"""Tells how well a statement fits each part of a concept's page: by its words, its section, and how much it is about it."""

from __future__ import annotations

import re

from alignqa.answers.choosing import cues
from alignqa.summaries import vocabulary
from alignqa.summaries.digest import strengths, wordings
from alignqa.summaries.digest.section_roles import SectionRole as Role
from alignqa.summaries.statements import ClaimKind, claim_kind, signpost
from alignqa.summaries.subjects.accounts import Account
from alignqa.summaries.subjects.sides import Side, lean_of, side_of_heading

_LONG, _VERY_LONG = 260, 380  # characters of a quote
_OWN, _NAMED = 0.6, 0.3  # for a statement of the authors themselves, and for a report that names its source
_OF_ROLE = {Role.ABSTRACT: 0.4, Role.CONCLUSION: 0.4, Role.CONTRIBUTIONS: 0.3, Role.INTRODUCTION: 0.2, Role.EXAMPLE: -0.5}
_NEAR, _AROUND = 60, 90  # characters between a name and the words that say something of it, or of where it comes from
_SPOKEN, _IN_PASSING = 0.7, 0.1  # how central a name is where a sentence speaks of it, and where it is only an example
_INSIDE = re.compile(
    r"\b(?:of|from|about|for|in|to|against|by|on|with|than|and|or|as|non|reduc\w+|prevent\w*|address\w*"
    r"|detect\w*)[ -]$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"^[-–]\w|[.;:(),]|\b(?:because|so|that|which|who|whereas|while|although|but|if|when|to|by|for)\b", re.IGNORECASE
)
_OF = re.compile(r"(?<![\w-])[\w-]{1,60}+ (?:of|from|posed by|about|against) (?:the )?$")

_GRAVE = (
    r"important(?! (?:steps?|tools?|parts?|components?)\b)"
    r"|crucial|critical|essential|dangerous|catastroph\w+|existential|disast\w+|harm(?:ful|s)?|unsafe"
    r"|severe|serious|pressing"
    r"|(?:key|main|major|central|core|significant|fundamental|primary|particular|safety|biggest"
    r"|hard(?:est)?) (?:\w+ )?(?:problems?|concerns?|risks?|threats?"
    r"|challenges?|worr(?:y|ies)|issues?|obstacles?|difficult(?:y|ies)|failures?|goals?|benefits?)"
    r"|matters?|concern(?:s|ing|ed)|worr(?:y|ies|ying|isome|ied)|threat(?:s|ens?)?(?! model)|risks?\b(?! averse"
    r"| factor)|undermin\w+|vital|urgent"
    r"|challenging|obstacles?|necessary for|needed to"
)
_IMPORTANT = re.compile(rf"\b(?:{_GRAVE})\b", re.IGNORECASE)
_EFFECT = re.compile(
    r"\b(?:(?:could|can|may|might|would) (?:\w+ly )?(?:lead|cause|result|lock|reduce|prevent|undermine|make"
    r"|pose)|leads? to|results? in"
    r"|makes? (?:it )?(?:\w+ ){0,3}(?:hard|difficult|invisible|impossible|easier|possible)|poses?|safety problems?)\b",
    re.IGNORECASE,
)
_MITIGATED = re.compile(
    r"\b(?:limit|reduc|mitigat|address|handl|manag|prevent|detect|avoid|lower|tackl|against|red-team|minimi[sz]"
    r"|protect)\w*\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_WHY_HEADING = re.compile(
    r"\bwhy\b[^.]{0,80}\bmatters?\b|\bmotivation\b|\bimportance\b|\bwhy (?:worry|care|study|focus|do)\b|\bstakes\b"
    r"|^(?:the )?(?:risks?|dangers?|threats?)\b",
    re.I,
)
_INTRODUCED = re.compile(
    rf"\b(?:{vocabulary.COINED}|originat(?:ed|es) (?:in|with|from)|the (?:term|word|phrase|name|concept|idea|notion|analogy)"
    r" (?:\w+ ){0,4}(?:was|is|comes|goes|due)|chose the words?|drew this distinction"
    r"|proposed the (?:division|distinction|term|concept|idea)|comes from|goes back"
    r"|(?:in|treated the \w+ in) a (?:paper|post|report) (?:of|from))\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"\b(?:proposed|demonstrated|published|described|argued for|developed)\b", re.IGNORECASE)
_COINS = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:introduce|coin|propose|call|term|dub|name|refer to|distinguish|formali[sz]e)\b"
    r"|\b(?:introduced?|coined) (?:the|this)"
    r" (?:term|concept|notion|distinction)",
    re.IGNORECASE,
)
_BRINGS_IN = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:introduce|coin) (?:the|a|this) (?:concept|term|notion|distinction)\b", re.IGNORECASE
)
_NAMED_WITHIN = 80
_SEEN = re.compile(
    r"\b(?:was|were|been|is|are) (?:\w+ )?(?:observed|found|demonstrated|shown|documented)\b"
    r"|\bempirical(?:ly)? (?:evidence|results?|shown|demonstrated|real)\b|\bin experiments?\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:finds?|found|observed?|demonstrat\w+|show(?:s|ed|n)?|reports?|complied|appeared|raised|reduced|rose"
    r"|learned|lied|tested|trained)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    rf"\b(?:we|i) (?:\w+ )?(?:{vocabulary.ARGUING}|{vocabulary.BELIEVING}|{vocabulary.SUGGESTING}|hold|expect|show)\b"
    r"|\bour (?:results|findings|analysis) \w+",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:argues?|argued|concludes?|concluded|thinks?|thought|expects?|believes?|warns?|suggests?|shows?"
    r"|contends?|recommends?|holds?|regards?|treats?"
    r"|(?:claims?|states?|notes?|says?|reports?) that)\b",
    re.IGNORECASE,
)
_PRESENTS = frozenset({Role.ABSTRACT, Role.CONTRIBUTIONS, Role.CONCLUSION})
_RUN_IN = re.compile(
    r"\w:[A-Z]\w|^\W*\w+(?: \w+){0,12}:(?= [A-Z]\w+ (?:is|are|has|can|will) )"
)  # a heading that runs into its paragraph
_ON_THAT_VIEW = re.compile(r"^(?:on|in|under|from) (?:this|that|these|those|such|the other)\b", re.IGNORECASE)
_META = re.compile(  # speaks of the text, or of the field, and not of the subject
    r"\b(?:our|earlier|this|the (?:next|last|previous|following)) (?:\w+ )?(?:definition|section|analysis"
    r"|discussion|post|posts|chapter|series|sequence"
    r"|appendix)\b|\bwe (?:\w+ )?(?:explain|introduce|discuss|describe|cover|touch|review|survey|aim|excited)\b"
    r"|\bdifferent (?:places|lenses)\b"
    r"|\bunderstanding \w+ requires\b|\bthe (?:rest|remainder) of\b|\bas (?:discussed|described|defined"
    r"|mentioned)\b|\bresearch agenda\b"
    r"|\bfollowing reasons?\b|\b(?:an? (?:few|number of)|several|various) (?:key )?\w+|^in short\b",
    re.IGNORECASE,
)
_SOUND = (
    r"useful|valuable|effective|promising|helpful|successful(?:ly)?|feasible|tractable|robust|works|worked|succeeds?|advantageous"
    r"|convincing|compelling|well[- ]founded|beneficial|practical|reliable"
)
_ENOUGH = (
    r"(?:sufficient|enough|guarantee\w*|suffice|work|solve|scale|ensure|reliable|relied|trusted|useful"
    r"|well[- ]defined|coherent|real|a failure|imply|robust)"
)
_UNSOUND = (
    r"insufficient|inadequate|ineffective|infeasible|intractable|brittle|confus(?:ing|ed|es)"
    r"|incoherent|unnecessary|limitations?|fundamentally limited|breaks? down|unconvincing|unreliable|unrealistic"
    rf"|doubt(?:s|ed|ful)?|{vocabulary.OBJECTING}|object(?:s|ed)? (?:to|that)|criti(?:ci[sz]es?|ci[sz]ed)|reject(?:s|ed)?"
    r"|concedes?|caveats?|falls? short"
    rf"|(?:is|are|do|does|may|might|need|can|will|would)(?: ?not|n['’]t) (?:be )?(?:\w+ly |a )?{_ENOUGH}"
    rf"|no (?:general|guarantee|precise)|need to be solved|not inevitable"
)
_PRO, _CON = re.compile(rf"\b(?:{_SOUND})\b", re.IGNORECASE), re.compile(rf"\b(?:{_UNSOUND})\b", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(?:unlikely|far from|limit\w*|fail\w*|cannot|not|however|but|although|though|while|despite|even)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|n['’]t|never|fail\w*|cannot|without|hardly|less|if|whether|unclear|how)\b[^.;]{0,25}$"
    r"|n['’]t [^.;]{0,25}$",
    re.IGNORECASE,
)
_NOT_KNOWN = re.compile(
    rf"{vocabulary.LEFT_OPEN}|\b(?:unknown|unclear|unsolved|leaves? (?:it )?open|remains? to be|not (?:yet )?known)\b",
    re.IGNORECASE,
)
_PERSIST = re.compile(rf"\b(?:we|i) (?:\w+ly |also )?(?:{vocabulary.FINDING})\b", re.IGNORECASE)


def importance(one: Account) -> float:
    """Returns how well a statement says why the concept matters."""
    why = _WHY_HEADING.search(_title(one)) is not None
    headed = 0.9 * one.on_it + 0.5 * (one.central > 0) + 0.4 * one.titled if why else 0.0
    grave = _says_of_it(one, _IMPORTANT) and one.central >= 1.0
    effect = _says_of_it(one, _EFFECT) and one.central >= 1.0
    first = one.names.first(one.text)
    mitigated = first is not None and _MITIGATED.search(one.text[: first.start()]) is not None
    if (
        not (headed or grave or effect)
        or (mitigated and not headed)
        or one.point.says(_PERSIST)
        or one.point.says(wordings.HOPES)
    ):
        return 0.0
    words = headed + 0.9 * grave + 0.5 * effect - 0.5 * (claim_kind(one.text) is ClaimKind.EMPIRICAL)
    return _fit(one, words, shown=why and one.titled)


def coins(text: str) -> bool:
    """Checks whether authors give a thing its name."""
    return _COINS.search(text) is not None


def origin(one: Account) -> float:
    """Returns how well a statement says where the concept or its name comes from."""
    named = one.own and (
        _BRINGS_IN.search(one.text)
        or any(_COINS.search(one.text[: at.start()][-_NAMED_WITHIN:]) for at in one.names.all(one.text))
    )
    dated = bool(one.reported) or re.search(r"\b(?:19|20)\d\d\b", one.text) is not None
    told = dated and _near(one, _INTRODUCED)
    described = dated and not one.point.first_person and one.central >= _SPOKEN and _near(one, _DESCRIBED)
    if not (named or told or described):
        return 0.0
    return _fit(one, 1.4 * bool(named) + 1.3 * told + 0.7 * described - 0.6 * cues.has_number(one.text), meta=True)


def result(one: Account) -> float:
    """Returns how well a statement is a finding, or a conclusion, on the concept."""
    if one.point.says(wordings.TUNES) or one.point.says(wordings.LEAVES_OPEN) or one.point.says(wordings.DOUBTS):
        return 0.0
    figures = one.point.says(wordings.FIGURES) and cues.has_number(one.text)
    found = one.point.says(wordings.FOUND) or one.point.says(_SEEN) or (bool(one.reported) and one.point.says(_TOLD))
    holds = one.point.says(_CONCLUDES) or (bool(one.reported) and one.point.says(_HOLDS))
    whole = max(strengths.finding(one.point) - 1.0, strengths.claiming(one.point) - 0.9, 0.0) if one.titled else 0.0
    if not (found or holds or whole) or not (one.central >= _SPOKEN or one.on_it):
        return 0.0
    asks = 0.8 * one.point.says(wordings.ASKS) + 0.6 * one.point.says(wordings.HOPES)
    return _fit(one, max(whole, 0.9 * found + 0.4 * figures * found, 0.7 * holds) - asks)


def debated(one: Account, names: tuple[str, ...], side: Side) -> float:
    """Returns how well a statement stands for one side of the debate on the concept; 0 if it may stand for the other."""
    lean = lean_of(one.text, names)
    headed = side_of_heading(one.heading) if one.on_it else None
    if one.point.says(wordings.ASKS) or one.point.says(_PERSIST):
        return 0.0
    if lean is not None:
        return _fit(one, 1.2 + 0.3 * (headed is side)) if lean.side is side and headed in (None, side) else 0.0
    pro, con = _says_of_it(one, _PRO, undenied=True), _says_of_it(one, _CON)
    if headed is not None:
        contrary = con if headed is Side.FOR else pro and not con
        return _fit(one, 1.0, shown=one.titled) if headed is side and not contrary else 0.0
    judged = Side.AGAINST if con and not pro else Side.FOR if pro and not con and not one.point.says(_QUALIFIED) else None
    return _fit(one, 0.8) if judged is side else 0.0


def open_question(one: Account) -> float:
    """Returns how well a statement says what is not known of the concept."""
    named = one.point.says(wordings.LEAVES_OPEN)
    unknown = named or one.point.says(wordings.NOT_KNOWN) or one.point.says(_NOT_KNOWN)
    if not unknown or not (one.central > _IN_PASSING or one.on_it):
        return 0.0
    left = 0.5 * (re.search(r"\bin future work\b", one.text) is not None) + 0.6 * one.point.says(wordings.DOUBTS)
    return _fit(one, (1.0 if named else 0.7) - left)


def _fit(one: Account, words: float, *, meta: bool = False, shown: bool = False) -> float:
    """Adds up what the words give, whose statement it is, where it stands and how much it is about the concept.

    `meta` allows what speaks of the text itself, `shown` what does not name the concept.
    """
    if (
        not (shown or _shows_it(one))
        or _ON_THAT_VIEW.match(one.text)
        or _RUN_IN.search(one.text)
        or any(work.misdated for work in one.reported)
    ):
        return 0.0
    if (
        one.vague
        or words <= 0
        or (one.central <= _IN_PASSING and not (one.on_it or shown))
        or cues.asks(one.text)
        or one.point.says(wordings.IMAGINES)
    ):
        return 0.0
    if not meta and one.point.says(_META):
        return 0.0
    whose = _OWN if one.own else _NAMED if one.reported else 0.0
    length = len(one.span)
    costs = 0.3 * (length > _LONG) + 0.5 * (length > _VERY_LONG) + 0.2 * (len(one.sentences) - 1) + 0.8 * signpost(one.text)
    return max(0.0, round(words + whose + _OF_ROLE.get(one.point.role, 0.0) + one.about - costs, 6))


def _shows_it(one: Account) -> bool:
    """Checks whether a sentence names the concept, or nearly so, or is one by which a work on it presents itself."""
    return one.central > 0 or one.point.role in _PRESENTS or (one.on_it and one.names.partly_in(one.text))


def _says_of_it(one: Account, wording: re.Pattern[str], *, undenied: bool = False) -> bool:
    """Checks whether a wording is said of the concept: behind its name, which is no part of another thing, in the same clause.

    "The risk of NAME" and "critics of NAME" are said of it, too; `undenied` asks that no "not" stands before the wording.
    """
    for name in one.names.all(one.text):
        before, behind = one.text[: name.start()], one.text[name.end() :]
        found = wording.search(behind)
        between = behind[: found.start()] if found else ""
        near = found is not None and len(between) <= _NEAR and not _INSIDE.search(before) and not _ANOTHER.search(between)
        if near and not (undenied and _DENIED.search(between)):
            return True
        of_it = _OF.search(before)
        if of_it and wording.search(of_it[0]) and not (undenied and _DENIED.search(before[: of_it.start()])):
            return True
    return False


def _near(one: Account, wording: re.Pattern[str]) -> bool:
    places = [match.span() for match in one.names.all(one.text)]
    found = [match.span() for match in wording.finditer(one.text)]
    return any(min(abs(here[0] - end), abs(start - here[1])) <= _AROUND for here in found for start, end in places)


def _title(one: Account) -> str:
    return one.heading.rpartition(" > ")[2]
