"""Questions that the catalogue answers: who wrote a work, when, how many pages it has; which and how many papers are here.

A question is one of these only if its whole text has one of the shapes below: what goes on ("who wrote about …", "which papers
from 2024 discuss …") asks for what the papers say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORK = r"(?P<work>.{2,200}?)"
_BE = r"(?:is|are|was|were)"
_INDEX = r"in (?:the|this|my|your|our) (?:index|corpus|library|collection|home)"
_HERE = (
    rf"(?:do you (?:have|know)|have you (?:got|indexed)|(?:are|is) (?:there )?(?:here|indexed|available(?: here)?|{_INDEX})"
    rf"|\bhere|{_INDEX})"
)
_PAPERS = r"(?:papers?|works?|publications?|preprints?|texts?|documents?|articles?|posts?)"
_WHICH = r"(?P<which>(?: ?(?:written |published |posted )?(?:by|from|in|of|since|after|before|between|until) .{2,80}?){0,2}?)"
_OPENING = re.compile(
    r"^\W*(?:(?:so|ok|okay|and|well|please|hi|hello|hey|(?:can|could|would) you (?:please )?(?:tell|show|give) me"
    r"|(?:please )?tell me|do you know|i (?:wonder|want to know|would like to know))\b\W*)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:,? please)?[\s?.!]*$", re.IGNORECASE)

_RANK = r"(?:(?:first|last|lead|senior) )?"
_NAMED_FACTS = {
    "authors": rf"(?:full )?(?:list of )?(?:all )?(?:the )?{_RANK}(?:authors?|authors?[’'] names?|writers?|authorship)",
    "year": r"(?:publication |release )?(?:year|date)(?: of (?:publication|release))?",
    "pages": r"(?:number of pages|page (?:count|number|total)|length in pages)",
    "title": r"(?:full |exact |complete |original )?title",
    "doi": r"doi|digital object identifier",
    "arxiv_id": r"arxiv(?: |-)?(?:number|no\.?|id|identifier)?",
    "url": r"(?:url|link|web ?(?:site|page)? ?address|address|web ?page)",
    "venue": r"(?:venue|journal|conference|publisher|place of publication)",
    "licence": r"licen[cs]e",
}
_FACT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMED_FACTS.items())
_APPEARED = r"(?P<sure>published|posted)|written|released|made public|put online|put on arxiv|uploaded|submitted"
_WHEN = r"(?:when|(?:in |from )?(?:what|which) year)"
_WHERE = r"(?:where|in (?:what|which) (?:journal|venue|conference|proceedings))"
_UNDER = r"(?: (?:have|under|with|published|released|distributed|available)){0,3}"
_ASKED = rf"(?:(?:what|which|who)(?: exactly)?(?:[’']s| {_BE}) |give (?:me )?|name )?(?:the )?"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("authors", rf"(?:who|by whom)(?: all)? (?:has |have )?(?P<sure>wrote|authored|co-?authored|written) {_WORK}"),
    ("authors", rf"who (?:all )?{_BE} (?:listed as )?(?:the |all )?{_RANK}(?P<sure>authors?|writers?) of {_WORK}"),
    ("authors", rf"(?:who|by whom) {_BE} {_WORK} (?:(?P<sure>written|authored|published) ?(?:by)?|by)"),
    ("authors", rf"{_WORK} {_BE} (?P<sure>written|authored) by (?:whom|who)"),
    ("authors", rf"how many (?:people|authors|researchers) (?P<sure>wrote|authored|does|do|did|has) {_WORK}(?: have)?"),
    ("year", rf"{_WHEN} {_BE} {_WORK} (?:first |originally )?(?:{_APPEARED})"),
    ("year", rf"{_WHEN} did {_WORK} (?:first )?(?P<sure>come out|appear|get published)"),
    ("year", rf"{_WHEN} did (?P<by>.{{2,60}}?) (?P<sure>publish|write|post|release) {_WORK}"),
    ("year", rf"(?:from )?(?:what|which) year {_BE} {_WORK}(?: from)?"),
    ("pages", rf"how many pages (?:(?:does|do|are (?:there )?in|is|in|has|have|long is) ){_WORK}(?: have| contain| span| long)?"),
    ("venue", rf"{_WHERE} (?:{_BE}|did|has) {_WORK} (?:been )?(?P<sure>published|appear)"),
    ("licence", rf"(?:under )?(?:what|which) licen[cs]e (?:{_BE}|does|has) {_WORK}{_UNDER}"),
    ("doi", rf"(?:what|which) (?:{_NAMED_FACTS['doi']}) (?:does|has|did) {_WORK}(?: have)?"),
    ("doi", rf"(?:does|has) {_WORK} (?:have |got )?(?:a )?doi"),
    ("arxiv_id", rf"(?:what|which) {_NAMED_FACTS['arxiv_id']} (?:does|has|did) {_WORK}(?: have)?"),
    ("", rf"{_ASKED}(?P<sure>{_FACT}) (?:of|for) {_WORK}"),
    ("", rf"(?:what|which|who)(?:[’']s| {_BE}) {_WORK}[’']s? (?P<sure>{_FACT})"),
)
_WROTE = r"(?:writ(?:e|ten)|wrote|published?|posted?|authored?)"
_LISTS: tuple[tuple[str, str], ...] = (
    ("count", rf"how many {_PAPERS}{_WHICH} ?{_HERE}"),
    ("count", rf"how many papers{_WHICH} ?are there"),
    ("count", rf"how many {_PAPERS} (?:does|do) (?:the|this|my|your|our) (?:index|corpus|library) (?:have|contain|hold|include)"),
    ("count", rf"(?:what is )?the number of {_PAPERS}{_WHICH} ?{_HERE}"),
    ("list", rf"(?:which|what) {_PAPERS}{_WHICH} ?{_HERE}"),
    ("list", rf"(?:which|what) {_PAPERS} {_HERE} ?{_WHICH}"),
    ("list", rf"(?:which|what) {_PAPERS}(?: {_BE})?{_WHICH}(?: are there)?"),
    ("list", rf"(?:which|what) {_PAPERS} (?:did|has|have) (?P<by>.{{2,60}}?) {_WROTE}(?P<then> in \d{{4}})?"),
    ("list", r"(?:all )?papers (?P<which>by .{2,80}?)"),
    ("list", rf"(?:list|show(?: me)?|give me|enumerate) (?:all |of |the |your |my )*{_PAPERS}{_WHICH} ?(?:{_HERE})?"),
    ("list", rf"(?:do you have|have you(?: got)?|(?:is|are) there) (?:any |a |an |some )?{_PAPERS}{_WHICH} ?(?:{_HERE})?"),
)
_OF_TEXTS = frozenset({"pages", "doi", "arxiv_id", "venue"})
_COMPILED = tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _SHAPES)
_COMPILED_LISTS = tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _LISTS)


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A question for one fact of a work: the name of the metadata's field, or "pages", and the work as it is named there.

    `by` are the authors that the question gives it. `sure` tells that only a text can have such a fact: a model is released,
    too, and a plan is written.
    """

    fact: str
    work: str
    by: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """A question for the papers that are here, or with `only_count` for how many there are.

    `which` is what it demands of them, as it is written: "by Hubinger from 2019"; empty for all.
    """

    which: str = ""
    only_count: bool = False


def read_catalogue_question(text: str) -> FactAsked | PapersAsked | None:
    """Reads a question that metadata may answer; None for any other."""
    plain = _CLOSING.sub("", _OPENING.sub("", " ".join(text.split())))
    for name, shape in _COMPILED_LISTS:
        if found := shape.fullmatch(plain):
            groups = {part: text or "" for part, text in found.groupdict().items()}
            which = f"by {groups['by']}{groups['then']}" if "by" in groups else groups.get("which", "")
            return PapersAsked(" ".join(which.split()), name == "count")
    for name, shape in _COMPILED:
        if found := shape.fullmatch(plain):
            groups = found.groupdict()
            fact = name or next(one for one in _NAMED_FACTS if groups.get(one))
            sure = groups.get("sure") is not None or fact in _OF_TEXTS
            return FactAsked(fact, groups["work"].strip(" ,;:"), (groups.get("by") or "").strip(), sure)
    return None
