"""Points of a paper: sentences that can be read alone, with those before them where they lean on these."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from alignqa.answers.choosing import cues
from alignqa.answers.choosing.defining.credits import credited
from alignqa.answers.choosing.windows import Sentence, is_whole, stretches
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.bibliography.citation_keys import compared_family
from alignqa.papers.document import Metadata, RegionKind
from alignqa.retrieval.questions.topic_words import text_stems
from alignqa.retrieval.terms import STOP_WORDS, stem
from alignqa.summaries import vocabulary
from alignqa.summaries.digest.section_roles import SectionRole, SectionRoles
from alignqa.summaries.selection import Said

_MAX_CHARACTERS = 600  # of a point; what is longer is no note but a paragraph
_MAX_WITH_QUESTIONS = 650
_OF_SHORTER, _OF_LONGER = 0.65, 0.45  # of the words of two sentences: what says the same in other words shares so many
_MAX_SENTENCES = 3
_STOP_STEMS = frozenset(map(stem, STOP_WORDS))
_LISTS_IN_ORDER = frozenset({SectionRole.ABSTRACT, SectionRole.CONTRIBUTIONS})  # "First, we" is understood there
_THIS_WORK = rf"(?:{vocabulary.TEXTS})s?\b"
_POINTS_BACK = re.compile(
    rf"^\W{{0,3}}(?:[\w’'-]{{1,30}}[ ,]{{1,3}}){{0,10}}?(?:this|these|those|such(?! as))\b(?! {_THIS_WORK})",
    re.IGNORECASE,
)
_IN_THIS_WORK = re.compile(rf"^\W*(?:in )?this {_THIS_WORK}(?:, )?", re.IGNORECASE)
_LEANS = re.compile(
    r"^\W*(?:it(?! (?:remains|seems|may be|might be|(?:is|['’]s) (?:\w+ )?(?:unclear|possible|likely|important|plausible|hard"
    r"|difficult|unlikely|shown|noteworthy|worth)))|its|they|their|he|she|his|her|both|neither|either|another|others?"
    r"|however|but|yet|thus"
    r"|therefore|hence|moreover"
    r"|furthermore|further|additionally|similarly|likewise|conversely|instead|otherwise|still|nevertheless|nonetheless|also|and"
    r"|or|so|then|here|there|again|in (?:addition|contrast|particular|turn|fact|other words|such|that|these|those|this case)"
    r"|on the (?:other|one) hand|as (?:a result|such|above|mentioned|discussed)|for (?:example|instance|this|that|these)"
    r"|because of|consequently|indeed|whereas|for one thing|(?:in|by) (?:comparison|contrast)|regardless|first(?:ly)?"
    r"|second(?:ly)?|third(?:ly)?|fourth|finally|lastly|next|the (?:former|latter|same"
    r"|above|following|two|other|first|second|third|last|latter)|one (?:way|reason|example|option|possibility)|rather"
    r"|explaining|if (?:true|so|not)"
    r"|more (?:generally|specifically|precisely)|specifically|that|to (?:do|achieve|address|see) (?:so|this|that|these))\b",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(
    r"^(?:first|second|third|finally|lastly|next|moreover|further|furthermore|additionally)\b", re.IGNORECASE
)
_CONNECTED = re.compile(  # goes on in its paragraph, and can be read without it where each sentence of that counts
    r"^(?:for (?:example|instance)|specifically|in (?:particular|addition)|notably|meanwhile|overall|consequently|thus"
    r"|as a result), (?:we|our)\b",
    re.IGNORECASE,
)
_BACK_INSIDE = re.compile(
    r"\b(?:the (?:former|latter)|aforementioned|the above|as above|mentioned above|(?:shown|listed) below|in (?:this"
    r"|that) way|of this kind|for this reason|in (?:this|these) cases?)\b"
    r"|\b(?:described|discussed|mentioned|introduced|defined) (?:previously|earlier|above|before)\b|^moving (?:on|forwards?)\b"
    r"|^.{0,200}\b(?:these|those kinds)\b|\babove\b(?! (?:random|chance|all|average|\d))|\balready (?:discussed|mentioned"
    r"|seen)\b"
    r"|\b(?:previous|later|earlier|next) (?:sections?|posts?)\b"
    r"|\bon the other hand\b|^[^,;]{1,80}, (?:however|though|therefore|then|too|instead)\b|^\W*in general though\b"
    r"|^(?:[\w’'-]+,? ){1,4}(?:them|they|he|she)\b|^(?:over time|when|if|because|since|as|once|after|while|although"
    r"|even if),? it\b"
    r"(?! (?:turns|is|seems|looks|becomes|were|was))",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r" ?\([^()]{0,300}\)| ?\[[^\[\]]{0,120}\]")
_FLOAT = re.compile(
    r"\b(?:figures?|figs?\.|tables?|equations?|eq\.|appendix|appendices|listing) ?\(?[A-Z]?\.?\d|\b(?:see|in) appendix\b", re.I
)
_POINTER = re.compile(
    r"\b(?:sections?|§+|chapters?|below|next section|rest of th|we (?:now |will now |next )?(?:turn|return|begin"
    r"|proceed) (?:to|by|with)|we now|point \d)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(  # what is counted and not told
    r"\b(?:two|three|four|five|several|following) (?:\w+ ){0,3}(?:problems|reasons|ways|ideas|types|categories|assumptions"
    r"|conditions|kinds|factors|steps|parts)\W*$|\bwe (?:first|then|next) (?:discuss|describe|present|introduce|give|review"
    r"|outline)\b"
    r"|\b(?:paper|report|post|essay|article) (?:has|is|was) (?:\w+ )?(?:focused|organi[sz]ed|structured)\b",
    re.IGNORECASE,
)
_CLAIMS_THERE = re.compile(rf"\b(?:we|i) (?:\w+ )?(?:{vocabulary.ARGUING}|show that|find that)\b", re.IGNORECASE)
# A heading that runs into its paragraph: "Dataset Details We analyse", "Results First, we".
_RUN_IN = re.compile(r"^(?:[A-Z][\w’'-]{1,20} ){1,5}(?:We|In|To|First|The|Our|For|This|It|As|When|A|An|Figure|Table)\b[ ,]")
_TALK = re.compile(
    r"^\d|^\W*(?:q|a|human|assistant|user|system|ai|edit|eta|note|update)\b[\d/ ]{0,12}:|^\W*(?:scenario|step|example"
    r"|case|phase) \d|\b(?:you|your|yourself)\b|\b(?:thanks?|grateful)\b|[✓✗]|https?://"
    r"|(?<!\w)@\w|\bclick\b|!$",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b(?:et al|e\.g|i\.e|cf|vs)\.?$|[a-z)]\.[A-Z][a-z]+ |[a-z]{4}\. [a-z]|\s[.,;](?:\s|$)|…|\.\.\.|\|| / /")
_FIRST_PERSON = re.compile(rf"\b(?:we|our|ours|i|my|us|this (?:{vocabulary.OWN_TEXTS}))\b", re.I)
_CITES_ONE = re.compile(r"\bet al\b|\[\d{1,3}(?:[,; –-]{1,3}\d{1,3}){0,12}\]|\((?:[^()]{0,80}[ ,])?(?:19|20)\d\d[a-z]?\)")
_CITES = re.compile(rf"{_CITES_ONE.pattern}|\b[Pp]rior work\b")
_CITATION_LEADS = re.compile(
    r"^\W*(?:in |as |following )?[A-Z][\w’'-]{1,30}(?:,? (?:and|&) [A-Z][\w’'-]{1,30}| et al\.?)?(?:['’]s)? ?[\[(]"
)
_OTHERS_SAY = re.compile(
    r"\b(?:they|he|she|the (?:authors|researchers)|(?:many|most|some|other)(?: \w+)? (?:people|researchers|authors"
    r"|critics|practitioners|commentators)|people"
    r"|critics|others|some|many) (?:\w+ ){0,2}?(?:suggest|find|found|show|argue|claim|report|propose|observe|say|said"
    r"|write|wrote|think|believe"
    r"|expect|assume|worry|object|view|treat|decided?|tested|used)s?\b|\bone (?:might|could|may) (?:think|argue|object"
    r"|say|imagine)\b|\bit is (?:often|sometimes|widely) \w+ed\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Point:
    """The statement of one sentence, `main`, with at most two sentences before or after it that it needs.

    `opens` says if it begins its paragraph, `place` is its place among all sentences of the paper, 0…1,
    `nearness` its cosine to the mean of the paper's sentences, and `about` the share that it has of the title's content words.
    """

    main: Sentence
    sentences: tuple[Sentence, ...]
    role: SectionRole
    authors: frozenset[str]
    place: float
    opens: bool
    nearness: float
    about: float

    @property
    def text(self) -> str:
        """The text of the sentence that was chosen."""
        return self.main.text

    @property
    def start(self) -> int:
        """The position of what is quoted."""
        return self.sentences[0].span.start

    def says(self, wording: re.Pattern[str]) -> bool:
        """Checks whether the sentence has a wording."""
        return wording.search(self.text) is not None

    def says_anywhere(self, wording: re.Pattern[str]) -> bool:
        """Checks whether one of the quoted sentences has a wording."""
        return any(wording.search(one.text) for one in self.sentences)

    @cached_property
    def first_person(self) -> bool:
        """Checks whether the authors speak of themselves or of their work."""
        return self.says(_FIRST_PERSON)

    @cached_property
    def cites(self) -> bool:
        """Checks whether the sentence refers to other works or to what others say."""
        return self.says(_CITES) or bool(credited(self.text, self.authors))

    @cached_property
    def says_of_others(self) -> bool:
        """Checks whether the sentence names another work, and not only "prior work"."""
        return self.says(_CITES_ONE) or bool(credited(self.text, self.authors))

    @cached_property
    def own(self) -> bool:
        """Checks whether the authors themselves say it: another work is neither its subject nor its only ground."""
        if _CITATION_LEADS.match(self.text) or _OTHERS_SAY.search(self.text):
            return False
        compared = self.role is SectionRole.ABSTRACT and self.numbered  # figures there are those of the work itself
        return self.first_person or not self.cites or compared

    @cached_property
    def reports(self) -> bool:
        """Checks whether its subject is another work: "Ada et al. (2020) show"."""
        return _CITATION_LEADS.match(self.text) is not None

    @cached_property
    def numbered(self) -> bool:
        """Checks whether it states a quantity."""
        return cues.has_number(self.text)

    def repeats(self, other: Point) -> bool:
        """Checks whether two points share sentences, or most of their words."""
        if {one.place for one in self.sentences} & {one.place for one in other.sentences}:
            return True
        mine, theirs = sorted((self.main.stems, other.main.stems), key=len)
        return len(mine & theirs) >= max(_OF_SHORTER * len(mine), _OF_LONGER * len(theirs))


def points_of(said: Sequence[Said], passages: Sequence[PassageRecord], roles: SectionRoles, of: Metadata) -> list[Point]:
    """Returns the points of a paper in its order; what is no body text, a prompt, a pointer or in mid-argument is none."""
    authors = frozenset(compared_family(name).casefold() for name in of.authors)
    titles = _names_of_the_subject(of.title or "")
    quotable = {one.sentence.place: one.nearness for one in said}
    runs = stretches(record for record in passages if record.kind is RegionKind.BODY)
    total = sum(map(len, runs)) or 1
    found: list[Point] = []
    before = 0
    for run in runs:
        for at, needed in _whole_thoughts(run, quotable, roles):
            role = roles.at(run[at].span.start)
            about = round(max((len(run[at].stems & title) / len(title) for title in titles), default=0.0), 6)
            opens, place = at == 0 or bool(run[at].breaks), round((before + at) / total, 6)
            found.append(Point(run[at], needed, role, authors, place, opens, quotable[run[at].place], about))
        before += len(run)
    return found


def _whole_thoughts(
    run: Sequence[Sentence], quotable: Collection[tuple[int, int]], roles: SectionRoles
) -> Iterator[tuple[int, tuple[Sentence, ...]]]:
    for at, sentence in enumerate(run):
        role = roles.at(sentence.span.start)
        if role is SectionRole.APPARATUS or sentence.place not in quotable or not _presentable(sentence.text):
            continue
        if _within_quotation(run, at):
            continue
        needed = _with_needed(run, at, enumerated=role in _LISTS_IN_ORDER)
        if needed is None and role in _LISTS_IN_ORDER and _CONNECTED.match(sentence.text):
            needed = (sentence,)
        if needed is not None:
            yield at, needed


def _names_of_the_subject(title: str) -> list[frozenset[str]]:
    """Returns the stems of the content words of a title, and of what stands before its colon if that is more than one word."""
    head = title.partition(":")[0]
    stemmed = [text_stems(part) - _STOP_STEMS for part in (title, head)]
    return [stems for stems in stemmed[:1] if stems] + [stems for stems in stemmed[1:] if len(stems) > 1]


def _within_quotation(run: Sequence[Sentence], at: int) -> bool:
    """Checks whether a quotation that its paragraph opened in an earlier sentence goes on."""
    opened = 0
    for sentence in reversed(run[:at]):
        opened += sentence.text.count("“") - sentence.text.count("”")
        if sentence.breaks:
            break
    return opened > 0 and not run[at].breaks


def _with_needed(run: Sequence[Sentence], at: int, *, enumerated: bool) -> tuple[Sentence, ...] | None:
    """Returns a sentence with those that it cannot be read without, or None if these are too many, or of another paragraph."""
    first, last = at, at
    while leans(run[first].text) and not (enumerated and first == at and _ENUMERATED.match(run[at].text)):
        if first == 0 or run[first].new_paragraph or at - first + 1 == _MAX_SENTENCES or not _presentable(run[first - 1].text):
            return None
        first -= 1
    if re.search(r"\bquestions?\b", run[at].text):  # they follow, and are what it says
        while (
            last + 1 < len(run)
            and last - first + 1 < _MAX_SENTENCES
            and not run[last + 1].new_paragraph
            and cues.asks(run[last + 1].text)
        ):
            last += 1
    needed = tuple(run[first : last + 1])
    most = _MAX_WITH_QUESTIONS if last > at else max(_MAX_CHARACTERS, len(run[at].text))
    short = needed[-1].span.end - needed[0].span.start <= most
    whole = is_whole(needed) if last == at else is_whole((*needed[:-1], replace(needed[-1], lead=False)))
    return needed if short and whole else None


def leans(text: str) -> bool:
    """Checks whether a sentence refers to what was said before it."""
    after = _IN_THIS_WORK.sub("", text)
    return any(pattern.search(after) for pattern in (_POINTS_BACK, _LEANS, _BACK_INSIDE))


def _presentable(text: str) -> bool:
    """Checks that a sentence is prose of the authors: no pointer, no talk, no fragment."""
    plain = _IN_BRACKETS.sub("", text)
    if _FLOAT.search(plain) or (_POINTER.search(plain) and not _CLAIMS_THERE.search(plain)):
        return False
    return not (
        _ANNOUNCES.search(plain)
        or _TALK.search(text)
        or _BROKEN.search(plain)
        or (_RUN_IN.match(text) and "%" not in text)
        or not _balanced(text)
    )


def _balanced(text: str) -> bool:
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    return all(text.count(one) == text.count(other) for one, other in pairs) and text.count('"') % 2 == 0
