"""The byline of a post: its authors and its date as a page prints them near the title, with the buttons beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.author_names import author_names

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,9}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_MONTH}\s+{_DAY},?\s+|(?:{_DAY}\s+)?{_MONTH},?\s+|\d{{1,2}}[./-]\d{{1,2}}[./-])(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?P<iso>(?:19|20)\d\d)-\d\d?-\d\d?(?:T[\d:.+Z-]+)?"
)
_DATED = re.compile(_DATE, re.IGNORECASE)
_DATE_ALONE = re.compile(
    rf"(?:(?:first |last )?(?:posted|published|submitted|updated|written|edited|created|date)(?:\s+(?:on|at|in))?:?\s+)?"
    rf"(?:{_DATE})"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?",
    re.IGNORECASE,
)
_NETWORK = (
    r"(?:facebook|twitter|linked ?in|reddit|whats ?app|telegram|e-?mail|print|mastodon|bluesky|pinterest|tumblr|pocket|threads"
    r"|instagram|you ?tube|hacker ?news|copy link|rss|x\b)"
)
_BETWEEN = r"[\s,|·•/]*(?:and\s|or\s)?"
_BUTTON = re.compile(
    r"\d+\s*(?:-\s*)?min(?:ute)?s?(?:\s+(?:read|listen))?|\d+ (?:comments?|likes?|shares?|views?|points?|replies)|\d{1,3}"
    r"|share(?: this post| this| on \w+)?|subscribe(?: now)?|sign (?:up|in)|follow|listen(?: to post)?|save|print|like"
    r"|copy link|(?:leave a |add a |view )?comments?|repl(?:y|ies)|read more|show more|curated|frontpage|add wikitag|linkpost"
    r"|(?:share|like) this:?|like loading\W*|loading\W*|click to (?:share|e-?mail|print|tweet)\b.{0,40}"
    r"|(?:[←→«»‹›]\s*)?(?:previous|next)(?: (?:post|article|chapter|page))?(?:\s*[←→«»‹›])?|[←→«»‹›]\s*(?:previous|next)\b.{0,60}"
    r"|(?:back|scroll) to (?:the )?top|(?:table of )?contents|(?:view|download) (?:the )?pdf|cite this(?: \w+)?"
    rf"|(?:share|follow|find)(?: (?:this|us|me|it))?(?: (?:post|page|article|story|essay))?(?: (?:on|via|with|by))?:?"
    rf"(?:{_BETWEEN}{_NETWORK})+[.!]?|{_NETWORK}(?:{_BETWEEN}{_NETWORK})+|tweet(?: this)?"
    r"|(?:please |you can )?(?:subscribe|sign up|join)(?:,? (?:now|today|here|free|by e-?mail))*(?: (?:to|for))?"
    r"(?: (?:our|the|my|this))(?: [\w'’-]+){0,3} (?:newsletters?|mailing list|feed|blog|channel|podcast|updates|substack|list)"
    r"(?: (?:now|today|here|by e-?mail))?[.!]?"
    r"|(?:get|receive) (?:new posts|(?:the |our )?(?:latest )?updates|our newsletter)(?: (?:by|via|in|to|from|for) .{1,40})?"
    r"|(?:enter|type) your e-?mail\b.{0,60}|(?:you (?:may|might) also like|related (?:posts?|articles?|stories)|more from \S+):?"
    r"|leave a (?:reply|comment)|(?:accept|reject)(?: all)? cookies"
    r"|(?:we|this (?:web)?site) uses? cookies\b.{0,160}|skip to (?:main )?content"
    r"|(?:edit|print) this page|thanks for reading\S*(?:\s.*)?subscribe.*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:posted|published|submitted|written|post|story|article|words)\s+)?(?:\bby:?|\bauthors?(?:\(s\))?:)\s+",
    re.IGNORECASE,
)
# Notes on a work name their writer, a date, and often the work: "Notes by Jane Doe, 3 June 2022, on Roe et al. (2019)".
_NOTES_BY = re.compile(
    r"(?:(?:my|a|the|short|brief|quick|critical|personal|reading|literature|book|paper|article)\s+){0,3}"
    r"(?:(?:notes?|summary|review|commentary|comments|annotations|highlights|abridgement)(?:\s+(?:written|taken|made|compiled))?"
    r"|summari[sz]ed|annotated|reviewed(?!\s+by:))\s+by:?\s+",  # journals name reviewers behind a colon
    re.IGNORECASE,
)
_OF_WORK = re.compile(rf"(?<!\s),?\s{{1,20}}(?:on|of|about)\s{{1,20}}(?!{_MONTH}\s+\d|\d{{1,2}}\D).*", re.IGNORECASE | re.DOTALL)
_WORK_LINE = re.compile(
    r"(?:(?:reviewed|discussed|summari[sz]ed|annotated) (?:work|book|paper|article|text)s?"
    r"|(?:work|book|paper|article|text)s? (?:reviewed|discussed|summari[sz]ed|annotated|under review))(?: here)?\s*:\s*\S.*",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(r"\s{0,60}[|·•●∙⋅/\n]\s*|\s{1,60}[–—-]\s+")
_NAME_END = re.compile(
    rf",?\s{{1,20}}(?:on|at|in)\s+|[,(]?\s{{0,20}}(?<!\w)(?={_MONTH}\s+\d|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|(?:19|20)\d\d|\d)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"@?[^\W\d_][\w.'’@-]*(?:\s+(?:(?:de|van|von|der|den|la|le|di|da|del|bin|al|and|ibn|y)\b|[A-Z“\"(][\w.'’“”\")-]*)){0,5}(?:,\s(?:Jr|Sr)\.?)?"
)
# After the names come a date, buttons, or a venue of few words.
_AFTER_NAME = re.compile(
    rf"(?:(?:on|in)\s+)?(?:{_DATE}|(?:19|20)\d\d)[\s)]*+(?:\S++\s*+){{0,4}}|(?:in|on|at)\s+(?:[A-Z]\S*+\s*+){{1,4}}|\d+\s*min\b.*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_YEAR = re.compile(r"[\s,(]((?:19|20)\d\d)\)?\Z")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]*]*\Z")
_LONGEST = 60
"""Words; a byline of many authors is longer than one might think."""
_LONGEST_LETTERS = 2_000


# "Source: …" below a picture or a clipping names where it comes from.
_SOURCE_LINE = re.compile(
    r"(?:(?:image|photo|picture|figure|chart|graphic|data|original)s?\s+)?"
    r"(?:sources?|credits?|courtesy(?: of)?|via|reprinted from)\s*:.*",
    re.IGNORECASE | re.DOTALL,
)
# "This essay has been adapted from …" says where a text was before.
_TEXT = r"(?:article|chapter|dialogue|essay|excerpt|interview|page|piece|post|story|talk|text|transcript)"
_MOVED = r"(?:adapted|cross-?posted|excerpted|mirrored|published|re-?posted|re-?printed|re-?published|taken|translated)"
_ORIGIN_LINE = re.compile(
    rf"(?:(?:this|the (?:above|following)) {_TEXT} (?:is|was|has been|appeared|(?:originally|first) appeared) )?"
    rf"(?:also |first |lightly |originally )?{_MOVED}(?: (?:and \w+|here))? (?:at|by|for|from|in|on|to|with)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_IMPRINT = re.compile(
    r"(?:copyright\s+)?(?:©|\(c\)|copyright)\s*(?:19|20)\d\d|all rights reserved\b|(?:e-?)?isbn(?:-1[03])?[\s:]*[\d-]{10}",
    re.IGNORECASE,
)
_PICTURE_LINE = re.compile(
    r"(?:cover |header )?(?:image|photo|photograph|picture|illustration|artwork)s?(?: credit)?"
    r"(?::|\s+(?:by|via|from|courtesy of|credit)\s+(?=[A-Z@])).*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_SOURCE = 30  # words


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors and the year that a byline names; both may be missing, as in "5 min read"."""

    authors: tuple[str, ...] = ()
    year: int | None = None


def read_byline(text: str) -> Byline | None:
    """Returns the authors and the year of a byline, such as "By Jane Doe | 9th Jul 2019 | 14 comments", or None for other text.

    Each part between the separators is a name after "by", a date, or a button; a sentence is none of these.
    """
    if len(text) > _LONGEST_LETTERS or len(text.split()) > _LONGEST:
        return None
    if by_reader := _NOTES_BY.match(text):
        text = f"by {_OF_WORK.sub('', text[by_reader.end() :])}"
    authors: tuple[str, ...] = ()
    year: int | None = None
    bare: int | None = None
    parts = [part for part in _SEPARATOR.split(text.strip(" |·•*")) if part]
    for part in parts:
        if _BUTTON.fullmatch(part):
            continue
        if authors and _YEAR.fullmatch(part):
            bare = int(part)
            continue
        found = _DATED.search(part)
        stated = int(found["year"] or found["iso"]) if found else None
        named = _names(part)
        if not named and not _DATE_ALONE.fullmatch(part):
            return None
        if named and (ends := _BARE_YEAR.search(part)):
            bare = int(ends[1])
        authors, year = authors or named, year or stated
    # A handle without a capital is believed only beside a date: "By design" is a title.
    plausible = year is not None or not authors or any(char.isupper() or char.isdigit() for char in "".join(authors))
    return Byline(authors, year or bare) if parts and plausible else None


def reader_byline(text: str) -> Byline | None:
    """Returns who read a work, and when, of a line such as "Notes by Jane Doe, 3 June 2022"; None for any other line."""
    return read_byline(text) if _NOTES_BY.match(text) else None


def is_button(text: str) -> bool:
    """Checks for a label of the site, such as "Share this post", "14 comments" or a bare number."""
    return _BUTTON.fullmatch(text.strip()) is not None


def is_imprint(text: str) -> bool:
    """Checks for a line about the rights in a page or a book, such as "Copyright © 2019 by Jo Roe. All rights reserved."."""
    return _IMPRINT.match(text) is not None and len(text.split()) <= _LONGEST_SOURCE


def is_work_line(text: str) -> bool:
    """Checks for a line that names the work that a text is about, such as "Reviewed work: Jane Doe, On wicks, 2019."."""
    return _WORK_LINE.fullmatch(text) is not None and len(text.split()) <= _LONGEST


def is_source_line(text: str) -> bool:
    """Checks for a line that says where a picture or a text comes from, such as "Source: Roe (2019)"."""
    words = len(text.split())
    if _PICTURE_LINE.fullmatch(text):
        return words <= _LONGEST_SOURCE // 2
    return words <= _LONGEST_SOURCE and any(line.fullmatch(text) for line in (_SOURCE_LINE, _ORIGIN_LINE))


def bare_names(text: str) -> tuple[str, ...]:
    """Returns the names in a text that is known to name authors, with or without "by"; nothing if it holds other words, too."""
    stripped = text.strip(" |·•,")
    if found := read_byline(stripped):
        return found.authors
    names = author_names((stripped,))
    return names if all(map(_NAME.fullmatch, names)) else ()


def stated_year(text: str) -> int | None:
    """Returns the year of the first date in a text."""
    found = _DATED.search(text)
    return int(found["year"] or found["iso"]) if found else None


def completed(metadata: Metadata, byline: Byline) -> Metadata:
    """Returns the metadata with the authors and the year of a byline where it has none."""
    return replace(metadata, authors=metadata.authors or byline.authors, year=metadata.year or byline.year)


def _names(part: str) -> tuple[str, ...]:
    """Returns the names after "by", or nothing if other words than a date surround them."""
    found = _BY.search(part)
    if found is None or ((before := part[: found.start()].strip(" ,")) and not _DATE_ALONE.fullmatch(before)):
        return ()
    named = part[found.end() :]
    ends = _NAME_END.search(named)
    if ends is None and _SENTENCE_END.search(named) and not re.search(r"\b(?:[JS]r|[A-Z])\.\Z", named):
        return ()
    if ends is not None and not _AFTER_NAME.fullmatch(named[ends.start() :].strip(" ,(")):
        return ()
    names = author_names((named[: ends.start()] if ends else named,))
    return names if all(map(_NAME.fullmatch, names)) else ()
