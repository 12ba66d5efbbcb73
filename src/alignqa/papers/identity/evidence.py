"""The evidence that a file is a certain work: signs that agree, and authors and titles that contradict.

An equal title alone proves nothing: reading notes, reviews and parodies carry it, too.
"""

from __future__ import annotations

import re

from alignqa.papers import section_names as names
from alignqa.papers.bibliography.citation_keys import FUNCTION_WORDS, compared_family, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import same_address
from alignqa.papers.identity.own_words import MIN_WORK_WORDS

_ADDRESS = "address"
_YEARS_APART = 1  # a preprint and its publication
_MIN_COMMON = 0.5  # of the words of the shorter title: editions of a work keep more
_NO_TITLE = re.compile(rf"{names.ABSTRACT}|{names.BODY}|{names.CONCLUSION}|{names.CONTENTS}|motivation|overview", re.IGNORECASE)
_ABOUT_ANOTHER = frozenset(
    {"notes", "note", "review", "reviewing", "summary", "summarizing", "summarising", "digest", "comments", "comment"}
    | {"commentary", "reply", "response", "responding", "rebuttal", "critique", "criticism", "thoughts", "parody", "discussion"}
    | {"reading", "annotated", "explained", "reflections", "against"}
)
"""Words that a text adds to the title of the work that it is about."""


def is_same_work(work: Metadata, file: Metadata, *, words: int, own: bool) -> bool:
    """Checks whether a file that says `file` of itself, and has so many words, is the `work` of a list or a catalogue.

    Two independent signs must agree, an identifier (arXiv, DOI or address) or the title, and an author;
    and the text must be its authors' `own`, for which a few sentences of remarks below these facts are too short.
    With an identifier the length may stand for the author,
    but for a paper only if the file names nobody: link posts, notes and replies bear title and address of what they are about.
    Authors of the file none of whom wrote the work speak against it, whatever agrees;
    so does another title, unless the identifier and the first author agree, and the years do not differ.
    """
    if authors_contradict(work, file):
        return False
    signed = own and shares_author(work, file)
    long_enough = words >= MIN_WORK_WORDS
    sign = shared_identifier(work, file)
    if not sign:
        return signed and _same_title(work, file)
    if titles_contradict(work, file):
        return signed and _same_first_author(work, file) and not _years_apart(work, file)
    return signed or (long_enough and (sign == _ADDRESS or not file.authors))


def is_about(work: Metadata, heading: str) -> bool:
    """Checks whether the heading of a text says that it is about the work: "Comments on …" and most of its title."""
    listed, said = _title_words(work), set(fold_title(heading).split()) - FUNCTION_WORDS
    return bool(_ABOUT_ANOTHER & (said - listed)) and len(listed & said) >= _MIN_COMMON * max(1, len(said - _ABOUT_ANOTHER))


def authors_contradict(work: Metadata, file: Metadata) -> bool:
    """Checks for authors with full names, none of whom wrote the work; a handle ("lampkeeper42") may be anybody's."""
    named = [name for name in file.authors if len(name.split()) > 1 and not any(char.isdigit() for char in name)]
    return bool(named and work.authors) and not shares_author(work, file)


def shares_author(work: Metadata, file: Metadata) -> bool:
    """Checks for an author of the work among those of the file, by family name."""
    return not _families(work).isdisjoint(_families(file))


def titles_contradict(work: Metadata, file: Metadata) -> bool:
    """Checks for a title of another text: it has other words, or says that the text is about the work ("Notes on …").

    The name of a section ("Introduction"), which is often read as the title, contradicts nothing.
    """
    listed, own = _title_words(work), _title_words(file)
    if not listed or not own or _NO_TITLE.fullmatch((file.title or "").strip()):
        return False
    if _ABOUT_ANOTHER & (own - listed):
        return True
    return len(listed & own) < _MIN_COMMON * min(len(listed), len(own))


def shared_identifier(work: Metadata, file: Metadata) -> str:
    """Names the identifier that both have: "arXiv number", "DOI" or "address"; "" if they share none."""
    if work.arxiv_id and work.arxiv_id == file.arxiv_id:
        return "arXiv number"
    if work.doi and file.doi and work.doi.casefold() == file.doi.casefold():
        return "DOI"
    return _ADDRESS if work.url and file.url and same_address(work.url, file.url) else ""


def bears_name(work: Metadata, file: Metadata) -> str:
    """Names the sign by which a file could be taken for the work: an identifier that both have, or "title"; "" without any."""
    return shared_identifier(work, file) or ("title" if _same_title(work, file) else "")


def refusal(work: Metadata, file: Metadata, text: str) -> str:
    """Tells the user why a file with this `text` is not taken for a work whose identifier or title it bears."""
    sign = bears_name(work, file) or "title"
    if authors_contradict(work, file):
        reason = "it names other authors"
    elif titles_contradict(work, file):
        reason = f"its own title is “{file.title}”"
    elif shares_author(work, file):
        reason = f"its {len(text.split())} words are too few to tell: what it says of itself is kept, and"
    elif any(re.search(rf"\b{re.escape(compared_family(name))}\b", text, re.IGNORECASE) for name in work.authors):
        reason = "no byline of its own names its authors"
    else:
        reason = "it names none of its authors"
    joint = "" if reason.endswith(" and") else ":"
    return f"It bears the {sign} of {work.key} (“{work.title}”), but {reason}{joint} it is not taken for that work."


def kept_year(work: Metadata, file: Metadata) -> str:
    """Tells the user that a reference list gives a file another year than the file itself."""
    return (
        f"It says {file.year} of itself, and {work.key} in a reference list (“{work.title}”) says {work.year}: "
        f"{file.year} is kept. "
        "If the list is right, name the file in that entry (file = {…})."
    )


def taken_for_notes(work: Metadata, prose: str) -> str:
    """Tells the user that a short text is not taken for the work whose authors it names, and how to have it taken for it."""
    return (
        f"It bears title and authors of {work.key} (“{work.title}”), but its {len(prose.split())} words of text do not read as "
        "those of its authors: it is taken for notes on that work, and quoted without its authors. "
        f"If it is the work, write “key: {work.key}” in its front matter, or name the file in a reference list (file = {{…}})."
    )


def taken_for_unsigned_notes(work: Metadata) -> str:
    """Tells the user that a text without an author is taken for notes on the work whose title it bears, and how to change it."""
    return (
        f"It bears the title of {work.key} (“{work.title}”), names no author and speaks as a reader of it: it is taken for notes "
        f"on that work. If it is the work, write “key: {work.key}” in its front matter; if it is another, its title or author."
    )


def taken_for_abstract(work: Metadata, prose: str) -> str:
    """Tells the user that a short text is taken for a work, and how to have it taken for notes."""
    return (
        f"It has only {len(prose.split())} words of text: it is taken for an abstract or an excerpt of {work.key} "
        f"(“{work.title}”). If these are notes on it, write “type: literature note” in its front matter."
    )


def _same_title(work: Metadata, file: Metadata) -> bool:
    return bool(work.title and file.title) and fold_title(work.title or "") == fold_title(file.title or "")


def _years_apart(work: Metadata, file: Metadata) -> bool:
    return work.year is not None and file.year is not None and abs(work.year - file.year) > _YEARS_APART


def _same_first_author(work: Metadata, file: Metadata) -> bool:
    """Compares family name and the first letter of the given name."""
    firsts = [
        (compared_family(known.authors[0]).casefold(), known.authors[0][:1].casefold()) for known in (work, file) if known.authors
    ]
    return len(firsts) == 2 and firsts[0] == firsts[1]


def _families(metadata: Metadata) -> set[str]:
    return {compared_family(name).casefold() for name in metadata.authors}


def _title_words(metadata: Metadata) -> set[str]:
    return set(fold_title(metadata.title or "").split()) - FUNCTION_WORDS
