"""Tells a short text that its authors wrote, such as an abstract, from somebody's notes that bear its title and its authors.

Programs that keep reading notes put title, authors and year of the paper above them, so these prove nothing; the text must.
"""

from __future__ import annotations

import re

from alignqa.papers.bibliography.citation_keys import compared_family
from alignqa.papers.document import PROSE, Manuscript, Metadata, RegionKind

MIN_WORK_WORDS = 1_000
"""A shorter text is no paper: notes and summaries have some hundred words, and so have abstracts."""

_MIN_POST_WORDS = 150
_MIN_EXCERPT_WORDS = 30  # fewer are a remark, and no abstract
_ABSTRACT = re.compile(r"(?:\A|\n\n)abstract(?:\s*[.:—–-]|\s*\n)", re.IGNORECASE)
_READERS_VOICE = re.compile(
    r"\b(?:I|I['’]m|[Mm]y|me|[Mm]ine|reading group)\b"
    r"|\b(?:[Ww]e|not) (?:dis)?(?:agree|liked?)\b|\b[Ww]e (?:doubt|read|met|enjoyed)\b|\b(?:un|not )convinc\w+"
    r"|\bover(?:stat|rat)\w+|\bbor(?:ed|ing)\b|\bin our (?:view|opinion)\b"
)
_HEADING_OF_READER = re.compile(
    r"(?:my|personal|own|quick|critical) (?:\w+ )?(?:notes?|remarks?|thoughts?|comments?|takeaways?|questions?|opinions?|critique"
    r"|reflections?|impressions?|reactions?|annotations?|review|take|view|summary)|(?:reading|literature) notes?|notes to self"
    r"|notes?|remarks?|thoughts|comments|annotations?|critique|criticism|impressions",
    re.IGNORECASE,
)
# Parts of notes on a text of a page or two; the parts of a paper or an abstract have other names.
_HEADING_OF_NOTES = re.compile(
    r"(?:key|main|central|important) (?:points?|ideas?|takeaways?|claims?|findings?|quotes?|contributions?|insights?|arguments?"
    r"|concepts?)|take-?aways?|tl;? ?dr|in (?:a nutshell|one sentence|brief)|one-line(?:r| summary)|summary of .+|highlights"
    r"|strengths?(?: (?:and|&) weaknesses)?|weaknesses|questions|related(?: notes| papers| reading)?|see also|gist"
    r"|action items|to-?dos?|follow[- ]?ups?|quotes|connections|links|why (?:it|this) matters",
    re.IGNORECASE,
)
_NOTES_FILE = re.compile(r"(?:reading|lit(?:erature)?)?notes?|summary|annotations?|highlights|takeaways|tldr", re.IGNORECASE)
_SAYS = (
    r"(?:and \w+ |et al\.? )?(?:argu|assum|believ|claim|conclud|describ|discuss|find|list|propos|say|show|suggest|think|writ)\w*"
)


def are_of_authors(manuscript: Manuscript, work: Metadata, *, certain: bool, file_name: str = "") -> bool:
    """Checks whether a text that bears the title and authors of a work can be by them.

    A text of a thousand words can, and one that is headed as an abstract.
    A shorter one, of 30 words, can if it is `certain`, by year or identifier, that the facts above it are those of the work.
    But a section such as "My remarks", and words about the authors, the paper or its reader, speak against it;
    so do, unless it may be a post, a section such as "Key points" and a file name such as "@doe2020.md" or "doe-notes.md".
    A post, which has neither an arXiv number nor a DOI, may say "I", if it has at least 150 words.
    """
    if len(manuscript.text.split()) >= MIN_WORK_WORDS:
        return True
    if any(_HEADING_OF_READER.fullmatch(section.title.strip(" :.")) for section in manuscript.sections):
        return False
    prose = prose_of(manuscript)
    may_be_post = _may_be_post(work, len(prose.split()))
    headings = (section.title.strip(" :.") for section in manuscript.sections)
    if not may_be_post and any(map(_HEADING_OF_NOTES.fullmatch, headings)):
        return False
    if _ABSTRACT.search(manuscript.text):
        return True
    if not may_be_post and _names_notes(file_name, work):
        return False
    if _tells_of_authors(prose, work):
        return False
    is_excerpt = certain and len(prose.split()) >= _MIN_EXCERPT_WORDS and not _READERS_VOICE.search(prose)
    return is_excerpt or may_be_post


def is_of_reader(manuscript: Manuscript, work: Metadata) -> bool:
    """Checks whether a text that bears the title of a work, and names nobody, is short and speaks as a reader of the work.

    It says "I doubt" or "the authors claim", or has a section such as "My thoughts"; a post may say "I", as above.
    """
    prose = prose_of(manuscript)
    if len(manuscript.text.split()) >= MIN_WORK_WORDS or _may_be_post(work, len(prose.split())):
        return False
    headed = any(_HEADING_OF_READER.fullmatch(section.title.strip(" :.")) for section in manuscript.sections)
    return headed or bool(_READERS_VOICE.search(prose)) or _tells_of_authors(prose, work)


def is_noted_by_reader(manuscript: Manuscript, work: Metadata, *, file_name: str) -> bool:
    """Checks for a sign, beyond being short, that a text with title and author of a work is somebody's notes on it."""
    headings = (section.title.strip(" :.") for section in manuscript.sections)
    noted = any(map(_HEADING_OF_NOTES.fullmatch, headings)) or _names_notes(file_name, work)
    return noted or is_of_reader(manuscript, work)


def is_abstract(manuscript: Manuscript, work: Metadata) -> bool:
    """Checks whether a text by the authors of a work is too short to be more than its abstract."""
    return len(manuscript.text.split()) < MIN_WORK_WORDS and not _may_be_post(work, len(prose_of(manuscript).split()))


def _names_notes(file_name: str, work: Metadata) -> bool:
    """Checks for the name that programs and readers give a file of notes, beyond the words of the work's own title."""
    titled = set(re.findall(r"[^\W_]+", (work.title or "").casefold()))
    own = [word for word in re.findall(r"[^\W_]+", file_name.casefold()) if word not in titled]
    return file_name.startswith("@") or any(map(_NOTES_FILE.fullmatch, own))


def _may_be_post(work: Metadata, words: int) -> bool:
    return words >= _MIN_POST_WORDS and not (work.arxiv_id or work.doi)


def prose_of(manuscript: Manuscript) -> str:
    """Returns the text without headings, front matter, reference list and what else is not told in sentences."""
    kept = PROSE | {RegionKind.FOOTNOTE}
    parts, position = [], 0
    for region in manuscript.regions:
        parts.append(manuscript.text[position : region.span.start])
        parts.append(region.span.of(manuscript.text) if region.kind in kept else "")
        position = region.span.end
    return "".join((*parts, manuscript.text[position:])).strip()


def _tells_of_authors(prose: str, work: Metadata) -> bool:
    """Checks for "the authors claim" and for "Roe argues" about an author of the work."""
    families = "|".join(re.escape(compared_family(name)) for name in work.authors)
    named = rf"|\b(?:{families})" if families else ""
    return re.search(rf"(?:\b[Tt]h(?:e|ese|is|eir) (?:\w+ )?(?:authors?|paper){named}) {_SAYS}", prose) is not None
