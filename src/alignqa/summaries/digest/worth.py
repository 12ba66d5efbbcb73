"""Tells which points say something by themselves, and are no announcement, no torn piece and no step of an argument."""

from __future__ import annotations

import re
from dataclasses import replace

from alignqa.answers.choosing.windows import Sentence
from alignqa.papers.document import Span
from alignqa.retrieval.terms import stem
from alignqa.summaries import vocabulary
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole

_WORK = rf"(?:{vocabulary.TEXTS}|list)s?"
_THINGS = (
    r"(?:limitations|problems|challenges|capabilities|dimensions|reasons|ways|factors|questions|issues|approaches|strategies"
    r"|kinds|types|categories|classes|aspects|components|directions|considerations|concerns|arguments|assumptions|steps|actions"
    r"|papers|examples|possibilities|implications|lessons|insights|methods|techniques|properties|criteria|principles"
    r"|objections|advantages|benefits|drawbacks|caveats|contributions|parts|options|goals|causes|sources|stages|points|things"
    r"|perspectives|elements|features|conditions|characteristics|proposals|objectives|purposes|forms|levels"
    r"|mechanisms|measures|arrangements|initiatives|frameworks|applications|threats|scenarios|trade-?offs|pathways"
    r"|paths|choices|risks)"
)
_COUNTED = (
    r"(?:several|a few|few|many|multiple|various|some|a (?:number|series|range|variety|set|list|couple) of"
    r"|numerous|two|three|four"
    r"|five|six|seven|key|different|following|preliminary|certain|diverse|specific)"
)
_ANNOUNCES = re.compile(  # what is counted and not told, or is told elsewhere
    rf"^\W*{_COUNTED} (?:[\w’'-]{{1,30}} ){{0,3}}{_THINGS}\b|"
    rf"\b{_COUNTED} (?:[\w’'-]+ ){{0,3}}{_THINGS}(?:,? (?:that|which|for|to|in|of|with|on|as|by|when"
    rf"|where)\b[^,;:—]{{0,120}})?\W*$"
    r"|\ba (?:\w+ )?(?:trade-?off|dilemma|problem|puzzle|tension|challenge)\W*$"
    r"|\b(?:important|valuable|useful|key) (?:insights?|lessons?|information|implications|questions?|considerations?)"
    r"(?: (?:about|into|for|on|from|of|regarding)\b[^,;:—]{0,120})?\W*$"
    rf"|\b(?:we|i|this {_WORK}|(?:the|our|my) (?:\w+ )?{_WORK}|rest of th\w+ \w+) (?:[\w’']+ ){{0,3}}?(?:discuss|describe|explain"
    r"|outline|list|review|consider|examine|cover|lay|explore|summari[sz]e|survey|touch|walk|detail|aim|attempt|try"
    r"|want|intend|plan"
    r"|talk|focus|provide an? (?:overview|introduction|summary)|give an? (?:overview|introduction|summary)"
    r"|deliberately|interested in"
    r"|look|turn|elaborate|wrote|write|share|offer|highlight|hope|like to|researching|are working)(?:e?s|e?d"
    r"|ing)?\b(?![^:]{0,200}: ?(?:\S+ ){5})",
    re.IGNORECASE,
)
_OPENS_A_STEP = re.compile(  # a step from what was said before, an aside or a concession
    r"^\W*(?:relatedly|the flip side|which|not that|on their side|a (?:large|small|growing) number|(?:some|many|most"
    r"|other) (?:\w+ )?(?:critics|people|researchers|authors)|critics|none|a related|on (?:one"
    r"|the other) (?:side|hand)|for my part|earlier|analogously"
    r"|separately|equally|alternatively|meanwhile(?!, we\b)|accordingly|besides"
    r"|nor|even (?:then|so)"
    r"|at the same time|that said|on top of|by (?:the same token|analogy)|in (?:the same|both|each|either"
    r"|general)|of (?:these|course)"
    r"|admittedly|granted|naturally|right now|certainly|interestingly|to be (?:clear|fair|sure)"
    r"|my (?:\w+ )?(?:answer|guess|response)"
    r"|one (?:answer|possible|could|might|may|can|problem|issue|challenge|concern|difficulty|question|could"
    r"|assumption|thing|line|idea|approach|important|other|key|of)\b|once (?:this|that|we)|under (?:this|that"
    r"|these)|with (?:this|that"
    r"|these)|given (?:this|these|that|enough|the (?:above|previous))|anyway|okay|well,|now,|not only|eventually|part of the|all"
    r" (?:of )?(?:this|these|that)|what(?:ever)? (?:this|that)|each of|the (?:previous|existing|preceding"
    r"|remaining|answer|result is)"
    r"|it is (?:\w+ )?(?:important|worth\w*|useful) to (?:mention|note|remember|point out|add)"
    r"|we (?:have|['’]ve) (?:seen|just)|as (?:we|i) (?:saw|have|said|noted)|remember|recall|notice|note that|like this)\b"
    r"|^\W*(?:(?:my|possible|a|the) )?(?:\w+ )?(?:summary|answer|response|reply|objection|claim|question"
    r"|argument|misunderstanding)\b[^:.]{0,40}:"
    r"|^\W*(?:prior|previous|earlier|recent|existing) (?:work|research|studies)\b"
    r"|^\W*(?:of course|sure|yes|no|well|indeed|now|really|actually|perhaps|maybe),",
    re.IGNORECASE,
)
_POINTS = re.compile(
    rf"\b(?P<word>this|these|such(?! as\b)|those(?! (?:that|who|which|of|with|in|for|whose|from|used|seen|to|on"
    rf"|we|whom|already)\b))"
    rf" (?!{_WORK}\b|day|year|decade|century)(?P<noun>[\w’'-]+(?: [\w’'-]+){{0,3}})",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b(?:refer to|call|term|dub|name) \Z")  # "…, which is why we call this approach X"
_VERB = re.compile(
    r"^(?:is|was|are|were|can|could|may|might|will|would|does|do|did|has|have|had|means?|makes?|leads?|leaves?"
    r"|gives?|allows?|should|must"
    r"|happens?|shows?|suggests?|seems?|requires?|includes?|and|or|to|in|on|by|without|with|as|at|for|from)\b",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"^(?:\S+ ){0,6}do(?:ing)? so\b|^the (?:(?:general|overall|basic|same|whole|broad) )?(?:framework|approach|method"
    r"|technique|strategy|procedure|theory"
    r"|hypothesis|assumption|policy"
    r"|paper|authors?|result(?!s? (?:indicate|show|suggest|demonstrate|reveal|confirm))|effect|difference"
    r"|reason)s? (?!(?:of|that|to|for|in|we|i|behind|described|between|with|by|from)\b)"
    r"|^(?:\S+ ){1,4}itself\b|\bthe given \w+|\bexisting \w+ in the (?:discourse|debate|discussion)\b"
    r"|\b(?:the|a) (?:former|latter|above|aforementioned|preceding|opposite)\b|\bthe (?:previous|earlier"
    r"|remaining) (?!(?:state|best|sota|record)\b)\w+"
    r"|\b(?:a|in) similar (?!to\b)\w+(?! (?:to|as)\b)|\bthe other (?:two|three|four|one|ones)\b"
    r"|\b(?:the|both) (?:two|three|four) (?!of\b)\w+(?! (?:of|between|that|which|in)\b)|\bmentioned\b|\bhere\b"
    r"|\b(?:of|in|on|for|with|from|at|by|about|under|into|to) that (?!(?:we|the|they|it|i|is|are|which|an?|can"
    r"|could)\b)\w+|\b(?:stated|identified|introduced|defined|said|seen|noted|described|discussed|argued|shown"
    r"|listed) (?:earlier|above|before"
    r"|previously|below)\b|\bthe following\b(?!: ?\(?(?:[i1a]\)|\w+ly\b))|\bas follows\b"
    r"|\bthe (?:(?:key|main|basic|core|central|general|whole|overall) )?(?:set-?up|lessons?|proposal|plan|idea|view"
    r"|distinction|analogy|objection|scenario"
    r"|example|conclusion|answer)\b"
    r"(?! (?:of|that|which|for|to|in|with|we|behind|by|where|on|between|i|is that)\b)",
    re.IGNORECASE,
)
_SHORT_END = re.compile(r"^(?:\S+ ){1,14}(?:it|them|this|that|so|these|there|here)\W*$", re.IGNORECASE)
_TORN = re.compile(
    r"^[(\[]|, - |(?-i:\? [a-z])|^see\b|;\W*$|\.\.\W*$|\betc\.?$|\bor so on\W*$|\bof \((?:\d|[a-z]|i+)\)"
    r"|, \(\d\) (?:will|is|are|can|may)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(  # what an item is called, unless that is a statement itself
    r"^(?!TL;?DR)(?:(?![^.:?!]*\b(?:we|i|this|our|my|is|are|can|may|might|will|should|has|have|does|do|must"
    r"|cannot|could)\b)[^.:?!]{2,80}"
    r":\s+[\"“‘(A-Z]|[A-Z][\w’'-]+(?: [\w’'-]+){0,3}: |(?:[A-Z][\w’'-]+ )(?:[\w’'-]+ ){1,6}[-–—] (?=[A-Z])"
    r"|[^.:?!]{2,80}: (?:I|We|My|This|That|These|It|However|But"
    r"|E\.g|While|Yes|No)\b)"
)
_IN_BRACKETS = re.compile(r" ?\([^()]{0,300}\)| ?\[[^\[\]]{0,120}\]")
_RUN_IN = re.compile(
    r"^(?:[A-Z][\w’'-]{1,20} ){0,3}(?:Results?|Methods?|Discussion|Set-?up|Experiments?|Findings|Limitations?"
    r"|Motivation|Background"
    r"|Evaluation|Analysis|Conclusions?|Summary|Details)\.? (?=[A-Z][a-z’']* [a-z])"
)
_MARK = re.compile(r"\s*(?:[-*•‣▪–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
_LISTS = frozenset({SectionRole.ABSTRACT, SectionRole.CONTRIBUTIONS, SectionRole.LIMITATIONS, SectionRole.QUESTIONS})
_SHORT_WORD, _MOST = 3, 0.7
_ANTECEDENT = 8  # words before "this" after which it refers to the sentence itself


def told(point: Point) -> Point:
    """Returns a point without the heading that runs into its first sentence ("Results We find …")."""
    first = point.sentences[0]
    head = _RUN_IN.match(first.text)
    if head is None:
        return point
    start = first.span.start + head.end()
    trimmed = replace(first, span=Span(start, first.span.end), text=first.text[head.end() :])
    sentences = (trimmed, *point.sentences[1:])
    return replace(point, sentences=sentences, main=trimmed if point.main is first else point.main)


def says_something(point: Point) -> bool:
    """Checks whether a point tells what it is about, and does not only announce or count it."""
    return not _ANNOUNCES.search(_IN_BRACKETS.sub("", point.text))


def understood_alone(point: Point) -> bool:
    """Checks whether a point is whole, and names what it speaks of."""
    first, text = point.sentences[0].text, point.text
    if _TORN.search(text) or _is_heading(text) or _OPENS_A_STEP.search(first) or _SHORT_END.search(text):
        return False
    plain = _IN_BRACKETS.sub("", first)
    return not (_UNSAID.search(plain) or any(_dangles(match, first) for match in _POINTS.finditer(first)))


def item_of_a_list(point: Point) -> bool:
    """Checks whether a point is torn from a list: an item that the authors do not say of themselves, or one with a label."""
    first = point.sentences[0]
    if _LABEL.search(first.text):
        return True
    return point.role not in _LISTS and not point.first_person and _listed(first)


def _listed(sentence: Sentence) -> bool:
    """Checks whether a sentence stands in a list: its line has a mark, or an introduction with a colon comes before its lines."""
    before = sentence.passage.text[: sentence.span.start - sentence.passage.span.start]
    rest, _, paragraph = before.rpartition("\n\n")
    introduced = paragraph.partition("\n")[0].rstrip().endswith(":") or rest.rstrip().endswith(":")
    return _MARK.match(before.rpartition("\n")[2]) is not None or (introduced and (sentence.in_item or bool(sentence.breaks)))


def _is_heading(text: str) -> bool:
    """Checks whether most of the longer words begin with a capital."""
    longer = [word for word in re.findall(r"[A-Za-z]+", text) if len(word) > _SHORT_WORD]
    return bool(sum(word[0].isupper() for word in longer) > _MOST * len(longer))


def _dangles(match: re.Match[str], text: str) -> bool:
    """Checks whether what "this", "these" or "such" points to stands outside of the sentence."""
    before = text[: match.start()]
    if _NAMES.search(before) and len(before.split()) > _ANTECEDENT:
        return False
    if _VERB.match(match["noun"]):
        return len(before.split()) < _ANTECEDENT
    said = {stem(word.casefold()) for word in re.findall(r"[\w’'-]+", before)}
    return not any(stem(word.casefold()) in said for word in re.findall(r"[\w’'-]+", match["noun"])[:3])
