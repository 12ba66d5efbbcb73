"""Strengths of a point for the parts of a page, by the role of its section, its words and its place."""

from __future__ import annotations

from collections.abc import Mapping

from alignqa.answers.choosing import cues
from alignqa.retrieval.questions.topic_words import text_stems
from alignqa.retrieval.terms import STOP_WORDS, stem
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.digest import wordings
from alignqa.summaries.digest.bearing import FRAMING_ROLES, closeness
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole as Role
from alignqa.summaries.digest.worth import item_of_a_list, says_something
from alignqa.summaries.statements import ClaimKind, claim_kind, signpost

_OF_ASKING = {Role.ABSTRACT: 2.0, Role.CONTRIBUTIONS: 1.0, Role.INTRODUCTION: 1.2}
_OF_CLAIMING = {
    Role.ABSTRACT: 1.8, Role.CONTRIBUTIONS: 1.8, Role.INTRODUCTION: 1.0, Role.CONCLUSION: 1.5, Role.DISCUSSION: 0.7,
    Role.RESULTS: 0.4, Role.BODY: 0.4, Role.QUESTIONS: 0.2,
}  # fmt: skip
_OF_DOING = {
    Role.ABSTRACT: 1.6, Role.CONTRIBUTIONS: 1.2, Role.INTRODUCTION: 0.9, Role.METHOD: 1.2, Role.BODY: 0.5, Role.RESULTS: 0.3,
}  # fmt: skip
_OF_FINDING = {
    Role.ABSTRACT: 2.4, Role.CONTRIBUTIONS: 2.0, Role.INTRODUCTION: 1.5, Role.CONCLUSION: 1.4, Role.RESULTS: 1.1,
    Role.DISCUSSION: 0.7, Role.BODY: 0.8,
}  # fmt: skip
_OF_DOUBTING = {
    Role.LIMITATIONS: 1.6, Role.DISCUSSION: 0.6, Role.CONCLUSION: 0.6, Role.ABSTRACT: 0.5, Role.INTRODUCTION: 0.3, Role.BODY: 0.3,
    Role.QUESTIONS: 0.2, Role.RESULTS: 0.1, Role.METHOD: 0.1,
}  # fmt: skip
_OF_LEAVING = {
    Role.QUESTIONS: 1.2, Role.CONCLUSION: 0.8, Role.DISCUSSION: 0.6, Role.LIMITATIONS: 0.4, Role.RESULTS: 0.1, Role.METHOD: 0.1,
    Role.ABSTRACT: 0.5, Role.BODY: 0.3, Role.INTRODUCTION: 0.2,
}  # fmt: skip
_OF_BUILDING = {Role.BACKGROUND: 1.0, Role.INTRODUCTION: 0.8, Role.DISCUSSION: 0.3, Role.BODY: 0.2, Role.CONTRIBUTIONS: 0.5}
_TELLING = frozenset({Role.ABSTRACT, Role.CONTRIBUTIONS, Role.CONCLUSION, Role.INTRODUCTION, Role.RESULTS})
_PRESENTING = frozenset({Role.ABSTRACT, Role.CONTRIBUTIONS})
_SUMMING_UP = frozenset({Role.ABSTRACT, Role.CONCLUSION})
_DOUBTED = frozenset({Role.LIMITATIONS, Role.DISCUSSION, Role.CONCLUSION})
_AROUND = frozenset({Role.INTRODUCTION, Role.DISCUSSION, Role.CONCLUSION})
_ARGUED = frozenset({Role.BODY, Role.METHOD, Role.RESULTS, Role.DISCUSSION})
_CENTRAL = 0.9  # closeness of an assertion that needs no cue word
_FIRST_PART = 0.2  # of a paper, where an essay without headings says what it is about
_NEAR = 0.55  # cosine to the paper as a whole at which an assertion in mid-paragraph counts as one of its claims
_SAME_SUBJECT = 0.5  # cosine to the paper as a whole at which a report of another work belongs to what it builds on
_ABOUT = 0.6  # of the words of the title, in an assertion that counts as one of the paper's claims
_LEADING = 0.6  # cosine to the paper as a whole of an assertion that leads a paragraph and counts as a section's point
_NAMED = 0.5  # of the words of a heading, in what its section is to show
_ON_SUBJECT = 0.6  # of the words of the title, in a sentence that may stand for a section whose heading it does not name
_PLAIN = frozenset(map(stem, STOP_WORDS))
_LONG = 350  # characters


def asking(point: Point) -> float:
    """Returns how strongly a point says what the paper asks or is about."""
    early = point.place < _FIRST_PART or point.role is Role.ABSTRACT
    if not early or not point.own or not point.says(wordings.ASKS) or point.says(wordings.IMAGINES):
        return 0.0
    posed = cues.asks(point.sentences[-1].text)
    leaning = point.main is not point.sentences[0] or len(point.text) > _LONG or point.says(wordings.COMES_LATER)
    if leaning or not (posed or point.says(wordings.STUDIES)):
        return 0.0
    return _strength(point, _OF_ASKING, 1.0 + 0.4 * posed + 0.4 * point.opens)


def opening(point: Point) -> float:
    """Returns how strongly a point says what the paper shows or proposes, or which question it studies."""
    early = point.place < _FIRST_PART or point.role in {Role.ABSTRACT, Role.CONTRIBUTIONS}
    if not early or not _stated(point) or _defines(point) or not _tells(point):
        return 0.0
    if point.says(wordings.THESIS):
        return claiming(point) + 0.6 if claiming(point) else 0.0
    return asking(point) if point.says(wordings.WHETHER) else 0.0


def claiming(point: Point) -> float:
    """Returns how strongly a point is a claim that the authors make themselves."""
    if not _stated(point) or point.says(wordings.IMAGINES) or not _tells(point) or _defines(point):
        return 0.0
    if point.says(wordings.OF_THEMSELVES):
        return 0.0
    claims = point.says(wordings.CLAIMS) or (point.role in _TELLING and point.says(wordings.PRESENTS))
    asserts = point.says(wordings.ASSERTS)
    if not (claims or (asserts and point.role in _SUMMING_UP)):
        return 0.0
    doing = point.says(wordings.DONE) and not claims
    hopes = point.says(wordings.LEAVES_OPEN) or point.says(wordings.HOPES)
    return _strength(point, _OF_CLAIMING, 1.0 * claims + 0.4 * asserts - 0.8 * doing - 1.0 * hopes)


def asserting(point: Point) -> float:
    """Returns how strongly a point is a claim, where no abstract and no conclusion says which assertions are the main ones."""
    if strong := claiming(point):
        return strong
    main = point.about >= _ABOUT and point.nearness >= _NEAR and len(point.sentences) <= 1 + point.opens and not point.cites
    early = point.role is Role.INTRODUCTION and point.about > 0 and _leads(point)
    if not (early or (main and point.says(wordings.ASSERTS) and _plain(point))):
        return 0.0
    return _strength(point, _OF_CLAIMING, 0.7 + 0.3 * point.opens)


def holding(point: Point) -> float:
    """Returns how strongly a point is a claim of an essay, where an assertion close to its subject needs no cue word."""
    return asserting(point) or (_strength(point, _OF_CLAIMING, 0.7 + 0.3 * point.opens) if _central(point) else 0.0)


def _central(point: Point) -> bool:
    """Checks whether a point states something by itself of what the whole work is about."""
    if point.says(wordings.QUOTES) or point.says(wordings.LEAVES_OPEN) or _besides(point) or not _plain(point):
        return False
    close = len(point.sentences) == 1 and closeness(point) >= _CENTRAL and point.about >= _SAME_SUBJECT
    return close and point.says(wordings.STATES_A_FACT)


def doing(point: Point) -> float:
    """Returns how strongly a point tells how the work was done, in words that are understood outside of its section."""
    explained = point.role in FRAMING_ROLES or point.about > 0
    return trying(point) if explained and not point.says(wordings.PRAISES_EFFORT) else 0.0


def trying(point: Point) -> float:
    """Returns how strongly a point tells of something that the authors did."""
    if not _stated(point) or not point.first_person or not point.says(wordings.DONE) or len(point.sentences) > 1:
        return 0.0
    if not _tells(point) or point.says(wordings.OF_ONE_TASK):
        return 0.0
    if point.role is Role.BODY and claim_kind(point.text) is ClaimKind.THOUGHT_EXPERIMENT:
        return 0.0
    found = point.says(wordings.FIGURES) and (point.says(wordings.FOUND) or point.says(wordings.COMPARES))
    told = 1.0 + 0.2 * point.opens
    other = 0.7 * found + 0.8 * point.says(wordings.CLAIMS) + 0.3 * point.cites + 1.0 * point.says(wordings.TUNES)
    return _strength(point, _OF_DOING, told - other)


def finding(point: Point) -> float:
    """Returns how strongly a point is a result of the authors; figures count, settings of the training do not."""
    figures = point.says(wordings.FIGURES) and point.numbered
    if not _stated(point) or item_of_a_list(point) or not (figures or says_something(point)):
        return 0.0
    if point.says(wordings.TUNES) and point.role not in _PRESENTING:
        return 0.0
    found = point.says(wordings.FOUND)
    compares = point.says(wordings.COMPARES) and (point.role in _PRESENTING or not point.says(wordings.DONE))
    headline = figures and point.role in _PRESENTING and (compares or not point.says(wordings.DONE))
    if not (headline or (found and (figures or point.role in _TELLING)) or (figures and compares)):
        return 0.0
    known = 0.6 * (point.role in _AROUND and not point.first_person)  # a background more often than a result
    aside = 0.6 * point.says(wordings.ABLATES) + 0.4 * point.says(wordings.REMARKS)
    return _strength(point, _OF_FINDING, 1.2 * figures + 0.6 * found + 0.3 * ("%" in point.text) - known - aside)


def doubting(point: Point) -> float:
    """Returns how strongly a point tells a limitation that the authors state, or how unsure they are."""
    named = point.says(wordings.DOUBTS)
    there = point.role in _DOUBTED and point.says(wordings.NOT_DONE)
    listed = point.role is Role.LIMITATIONS and point.says(wordings.FALLS_SHORT)
    if not _stated(point) or not (named or there or listed) or not (point.role in _DOUBTED or point.first_person):
        return 0.0
    if not _tells(point) or point.says(wordings.OTHER_WORK) or point.says(wordings.DEFENDS):
        return 0.0
    whole = wordings.OF_THE_WORK.search(point.main.passage.heading.rpartition(" > ")[2]) is not None
    if not (named or whole or point.first_person):  # a limit of what the work is about
        return 0.0
    if point.role is not Role.LIMITATIONS and point.says(wordings.OF_THE_FIELD):
        return 0.0
    return _strength(point, _OF_DOUBTING, 0.9 * (named or there) + 0.4 * point.opens - 1.2 * point.says(wordings.EMPTY_DOUBT))


def leaving_open(point: Point) -> float:
    """Returns how strongly a point names what is left to be found out."""
    named = point.says(wordings.LEAVES_OPEN)
    if not point.own or not (named or point.says(wordings.NOT_KNOWN)) or not says_something(point):
        return 0.0
    if point.says(wordings.HOPES) or not point.says(wordings.OPEN_MATTER):
        return 0.0
    return _strength(point, _OF_LEAVING, 1.0 if named else 0.5)


def building(point: Point) -> float:
    """Returns how strongly a point relates the paper to works by others."""
    if not point.cites or cues.asks(point.text) or point.says(wordings.OWN_AIM) or _defines(point):
        return 0.0
    if not (point.says_of_others or point.says(wordings.NAMES_PRIOR_WORK)):
        return 0.0
    relates = point.says(wordings.BUILDS)
    told = point.role is Role.BACKGROUND and (relates or point.reports) and point.nearness >= _SAME_SUBJECT
    if not told and not (relates and point.first_person):
        return 0.0
    return _strength(point, _OF_BUILDING, 0.8 * relates + 0.6 * point.first_person - 1.5 * point.says(wordings.IN_SOME_WAYS))


def arguing(point: Point) -> float:
    """Returns how strongly a point states what its section is to show: it says so, or says what the heading names."""
    if not _stated(point) or point.says(wordings.IMAGINES) or point.role not in _ARGUED or point.says(wordings.NO_POINT):
        return 0.0
    if not _tells(point) or _defines(point) or len(point.sentences) > 1 or _besides(point):
        return 0.0
    heading = point.main.passage.heading.rpartition(" > ")[2]
    both = (text_stems(heading) - _PLAIN) & point.main.stems
    named = _named_share(point)
    claims, asserts = point.says(wordings.CLAIMS), point.says(wordings.ASSERTS)
    states = wordings.STATES.search(heading) is not None and (asserts or point.opens)
    leads = _leads(point) and point.about >= _ON_SUBJECT
    if not ((claims and (len(both) > 1 or point.nearness >= _NEAR)) or (named >= _NAMED and (states or asserts)) or leads):
        return 0.0
    return _strength(point, {point.role: 0.5}, 0.6 * claims + 0.8 * named + 0.4 * point.opens + 0.3 * leads)


def telling(point: Point) -> float:
    """Returns how strongly a point says what its section tells: it is on the subject of the heading or of the work."""
    known = point.cites and point.nearness >= _NEAR  # a report of what others found on the subject
    on_it = _named_share(point) >= _NAMED or point.about >= _ON_SUBJECT or known
    return remarking(point) if on_it else 0.0


def remarking(point: Point) -> float:
    """Returns how strongly a point says something in its section, whoever found or said it."""
    if cues.asks(point.text) or point.says(wordings.IMAGINES) or point.says(wordings.NO_POINT) or not _tells(point):
        return 0.0
    meaning = point.role is not Role.GLOSSARY and _defines(point)
    if len(point.sentences) > 1 or meaning or _besides(point) or point.says(wordings.DONE):
        return 0.0
    states = point.cites or point.says(wordings.STATES_A_FACT) or point.says(wordings.CLAIMS)
    if point.says(wordings.QUOTES) or not states:
        return 0.0
    return point.nearness + 0.5 * _named_share(point) + 0.2 * point.opens


def defining(point: Point) -> float:
    """Returns how strongly a point says what the subject of the title is."""
    subject = point.about >= _ON_SUBJECT and _defines(point) and len(point.sentences) == 1
    return point.about + 0.3 * point.opens if subject and _stated(point) and _tells(point) else 0.0


def _named_share(point: Point) -> float:
    """Returns the share of the words of its section's heading that a point has, if more than one."""
    title = text_stems(point.main.passage.heading.rpartition(" > ")[2]) - _PLAIN
    both = title & point.main.stems
    return len(both) / len(title) if len(both) > 1 else 0.0


def _leads(point: Point) -> bool:
    """Checks whether a point is the first sentence of its paragraph, and one that stands for much of the paper."""
    return point.opens and len(point.sentences) == 1 and point.nearness >= _LEADING and _plain(point)


def _besides(point: Point) -> bool:
    """Checks whether a point is a second strand, a commonplace, or about the text or its authors, and not about the matter."""
    aside = point.says(wordings.BESIDES) or point.says(wordings.COMMONPLACE) or point.says(wordings.POSES_CHALLENGES)
    return aside or point.says(wordings.OF_THEMSELVES) or point.says(wordings.OF_THE_TEXT)


def _plain(point: Point) -> bool:
    """Checks whether a point states something outright: no concession, possibility, definition or report of another work."""
    hedged = point.says(wordings.SUPPOSES) or point.says(wordings.CONCEDES) or point.says(wordings.OTHER_WORK)
    return not hedged and _stated(point) and _tells(point) and not _defines(point)


def _tells(point: Point) -> bool:
    """Checks whether a point says something by itself, and is not torn from a list."""
    return says_something(point) and not item_of_a_list(point)


def _defines(point: Point) -> bool:
    """Checks whether a point gives the meaning of a word, which is no claim about its subject."""
    kind = point.says(wordings.IS_A) or bool(defined_terms(point.text))
    named = any(wordings.DEFINES.search(sentence.text) for sentence in point.sentences)
    return named or (kind and not point.says(wordings.CLAIMS))


def _stated(point: Point) -> bool:
    """Checks whether the authors state it themselves, and do not ask it."""
    return point.own and not cues.asks(point.text)


def _strength(point: Point, of_role: Mapping[Role, float], words: float) -> float:
    """Returns the sum of what words, section, and nearness to the paper and its title give; 0 where the section rules it out."""
    if point.role not in of_role:
        return 0.0
    costs = 0.8 * signpost(point.text) + 0.3 * (len(point.text) > _LONG) + 0.2 * (len(point.sentences) - 1)
    return max(0.0, of_role[point.role] + words + 0.6 * point.nearness + 0.4 * point.about - costs)
