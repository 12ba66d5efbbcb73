"""Judges whether a paper itself says a claim, plainly says its opposite, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.answers.checks.agreement import Surrounded, contrary
from alignqa.answers.checks.alignment import key_stems
from alignqa.answers.checks.arrangement import rearranged
from alignqa.answers.checks.certainty import overstated, undemanded
from alignqa.answers.checks.negation import denials
from alignqa.answers.checks.opposites import opposite_pairs
from alignqa.answers.choosing import cues
from alignqa.retrieval.terms import stem, words
from alignqa.summaries.digest.points import Point
from alignqa.summaries.pages import PagePart
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.statements import ClaimKind, claim_kind, hedges
from alignqa.summaries.tables.cells import NOT_STATED, Stated, by_standing, stated_part
from alignqa.summaries.vocabulary import ARGUING, BELIEVING, OCCURRING

YES, NO, HEDGED = "yes", "no", "hedged"
_SAYS = re.compile(
    r"^(?:(?:the )?(?:paper|authors?|post|work) )?"
    rf"(?:{ARGUING}|{BELIEVING}|say|state|hold|find|show|assert|maintain)s?\s+(?:that\s+)?",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^(?:uses?|trains?|tests?|evaluates?|stud(?:y|ies)|proposes?|releases?|reports?|includes?|introduces?|measures?|provides?"
    r"|presents?|compares?|analy[sz]es?|investigates?|considers?|discuss(?:es)?|defines?|runs?|mentions?|recommends?)\s",
    re.IGNORECASE,
)
_WE_DO = re.compile(
    r"\b(?:we|i) (?:\w+ ){0,2}?(?:train|use|evaluate|test|study|fine-?tune|measure|run|perform|optimi[sz]e)\w*\b",
    re.IGNORECASE,
)
_NEGATED = r"do(?:es)? not|did not|do(?:es)?n['’]t|didn['’]t"
_WHO_DOES = re.compile(
    rf"\b(?:we|i|this (?:paper|work|post|study|report))\s(?:(?:\w+ly|also|then|first|here|{_NEGATED})\s)?([\w-]+)", re.IGNORECASE
)
_BELIEF = re.compile(r"\b(?:we|i)\b", re.IGNORECASE)
_WEAKENS = re.compile(
    r"\b(?:can|would|should|sometimes|often|some|potential(?:ly)?|possible|partly|in part|nearly|almost|rarely|hardly|claims?"
    r"|hypothes[ie]s)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|unless|when|whenever|assuming|provided that|as long as|only)\b", re.IGNORECASE)
_NOT_ASSERTED = re.compile(
    r"\b(?:whether|doubt\w*|den(?:y|ies|ied)|false|wrong|myth|contrary to|unclear|uncertain|questions?|misconceptions?"
    r"|rather than|instead of|supposed?|imagine|would be|reject\w*|disagree\w*|test(?:ing)? (?:if|for)|evidence)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are|was|were|be|been|becomes?|remains?)\b", re.IGNORECASE)
_APART = re.compile(r"[,;:()]| to ")
_PLAIN_DENIAL = re.compile(r"\s(?:not|never)\b|n['’]t\b", re.IGNORECASE)
_DOING_SO = re.compile(rf"^\s+to\s+(?!(?:{'|'.join(OCCURRING)})\b)", re.IGNORECASE)
_INSIDE = frozenset(
    ["of", "in", "for", "against", "from", "about", "by", "to", "with", "on", "without", "between", "and", "or", "no"]
)
_BETWEEN = 6  # further words among those of a claim


def yes_no_part(name: str, points: Sequence[Point], context: str, quoter: Quoter) -> PagePart:
    """Returns "yes" or "no" with the sentence that says so; "not stated" if none does, only with hedges, or both are said.

    `context` are words of which the sentences may speak as "it" or "we": the title.
    """
    said: dict[str, list[Stated]] = {YES: [], NO: [], HEDGED: []}
    for point in by_standing(points):
        verdict, hedge = judge(name, point.text, context)
        if verdict:
            said[verdict].append(Stated(point, None, f"{HEDGED}: {hedge}" if hedge else verdict))
    if said[YES] and said[NO]:
        both = (said[YES][0], said[NO][0])
        return stated_part(name, both, quoter, value=NOT_STATED, note="One sentence says so, another the opposite.")
    for verdict in (YES, NO):
        if said[verdict]:
            return stated_part(name, said[verdict][:1], quoter)
    note = "The paper says so, or the opposite, with a hedge or a condition."
    return stated_part(name, said[HEDGED][:1], quoter, value=NOT_STATED, note=note)


def judge(name: str, text: str, context: str = "") -> tuple[str, str]:
    """Returns the verdict of a sentence on the claim that a column names, empty if it has none, and the word that hedges it."""
    claim = _SAYS.sub("", name.rstrip("?. "))
    if len(set(key_stems(claim))) < 2 or cues.asks(text) or _NOT_ASSERTED.search(text):
        return "", ""
    if claim_kind(text) is ClaimKind.THOUGHT_EXPERIMENT:
        return "", ""
    if (used := re.match(r"uses?\s+(.+)", claim, re.IGNORECASE)) and _uses(used[1], text):
        claim = used[1]
    elif not _subject_stands(claim, text):
        return "", ""
    verdict, end = YES, _says(claim, text, context)
    if end and denials(text) - denials(claim):
        return "", ""
    if not end:
        verdict, end = NO, _says_the_opposite(claim, text, context)
    if not end:
        return "", ""
    hedge = _hedge(claim, text, end)
    return (HEDGED, hedge) if hedge else (verdict, "")


def _says(claim: str, text: str, context: str) -> int:
    """Returns where a sentence has said all words of a claim in their order and relations; 0 if it does not say it."""
    end = _together(claim, text)
    if not end or (_IS.search(claim) and _DOING_SO.match(text[end:])):
        return 0
    near = Surrounded(text, f"{context}\n{text}")
    return end if not rearranged(claim, [text]) and not contrary(claim, near) and not overstated(claim, text) else 0


def _says_the_opposite(claim: str, text: str, context: str) -> int:
    """Returns where a sentence says a claim once its only "not" is left out, or one word is put for its opposite; or 0."""
    if len(_PLAIN_DENIAL.findall(text)) == 1 and len(denials(text)) == 1:
        return _says(claim, _PLAIN_DENIAL.sub("", text), context)
    pairs = opposite_pairs(claim, text)
    if len(pairs) != 1 or denials(text) or pairs[0][0] == pairs[0][1]:
        return 0
    mine, theirs = pairs[0]
    return _says(claim, re.sub(rf"\b{re.escape(theirs)}\b", mine, text, flags=re.IGNORECASE), context)


def _together(claim: str, text: str) -> int:
    """Returns where the words of a claim end that a sentence has in their order and near each other; 0 if it has not.

    Between a subject and what it "is", the sentence needs such a verb, too: to name "deceptive models" is not to say it of all.
    """
    wanted = key_stems(claim)
    tokens = [(stem(match[0].casefold()), match.end()) for match in re.finditer(r"[^\W_]+", text)]
    for first in (at for at, token in enumerate(tokens) if token[0] == wanted[0]):
        places = [first]
        for sought in wanted[1:]:
            after = range(places[-1] + 1, min(len(tokens), first + len(words(claim)) + _BETWEEN))
            places += [at for at in after if tokens[at][0] == sought][:1]
        between = text[tokens[first][1] : tokens[places[-1]][1]]
        if len(places) == len(wanted) and (not _IS.search(claim) or (_IS.search(between) and not _APART.search(between))):
            return tokens[places[-1]][1]
    return 0


def _hedge(claim: str, text: str, end: int) -> str:
    """Returns the word with which a sentence says less than a claim that ends there; empty if there is none."""
    before = text[: end + 4]  # a word that was put in for another may be longer
    said = {form for word in words(claim) for form in (word, f"un{word}", word.removeprefix("un"))}
    doubts = [word for word in hedges(before) if not _BELIEF.search(word)]
    weaker = [*doubts, *(match[0] for match in _WEAKENS.finditer(before)), *(match[0] for match in _CONDITION.finditer(text))]
    found = next((word.casefold() for word in weaker if not set(words(word)) <= said), "")
    return found or undemanded(claim, text)


def _uses(thing: str, text: str) -> bool:
    """Checks whether the authors say that they do something with a thing: "we train models via reinforcement learning"."""
    doing = re.search(rf"\b(?:using|via|with|through)\s(?:[\w-]+\s){{0,2}}?{re.escape(thing)}\b", text, re.IGNORECASE)
    own = _WE_DO.search(text)
    return doing is not None and own is not None and " that " not in text[own.start() : doing.start()]


def _subject_stands(claim: str, text: str) -> bool:
    """Checks whether the subject of a claim is one in the sentence, too; what a paper "uses" is what its authors use."""
    first = words(claim)[0]
    if _DOES.match(f"{claim} "):
        return any(stem(words(match[1])[0]) == stem(first) for match in _WHO_DOES.finditer(text))
    tokens = words(text)
    places = [at for at, word in enumerate(tokens) if stem(word) == stem(first)]
    return any(at == 0 or (tokens[at - 1] not in _INSIDE and not tokens[at - 1].endswith("ing")) for at in places)
