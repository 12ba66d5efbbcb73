"""Tells the powers behind the words of a source from the marks of notes that authors raise by hand."""

from __future__ import annotations

import re

from alignqa.papers.parsing.manuscript.powers import is_note_mark, letters_of_notes, marked_letters, powers_behind_words

_SCRIPT_NUMBER = r"(?:\\textsuperscript\{|\$\s?\^\{?\s?)(?P<number>\d{1,3})(?:\}|\s?\$)"
_RAISED = re.compile(
    r"(?P<before>[^\n$\\{}]{1,40})(?:\\textsuperscript\{|\$\s?\^\{?\s?)(?P<numbers>\d[\d, –-]{0,20})(?:\}|\s?\$)"
)
# "\footnotetext[2]{", "\\ $^2$Found in June."; the numbers of affiliations are above the text
_TEXT = re.compile(r"\\maketitle\b|\\begin\{abstract\}|\\section\b")
_CITES = re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?\s{0,9}[\[{]")
_NOTE_NUMBER = re.compile(
    rf"\\footnote(?:text|mark)\[(?P<labelled>\d{{1,3}})\]"
    rf"|(?:^|\\\\|\\and\b|[{{&]|\\par\b)\s{{0,20}}{_SCRIPT_NUMBER}",
    re.MULTILINE,
)


_LETTER = re.compile(
    r"(?P<before>[^\n$\\{}]{1,40})(?:\\textsuperscript\{|\$\s?\^\{?\s?)(?P<letters>[a-z][a-z, –-]{0,20})(?:\}|\s?\$)"
)
_LETTERED_NOTE = re.compile(
    r"(?:\\footnote(?:text|mark)\[|\\item\s?\[|(?:^|\\\\|\\par\b)\s{0,20}(?:\\textsuperscript\{|\$\s?\^\{?\s?))(?P<letter>[a-z])[\]}$]",
    re.MULTILINE,
)


def notes_in(source: str) -> frozenset[str]:
    """Finds the numbers and the letters of the notes that are written by hand; letters also by the order of their marks."""
    source = _text(source)
    numbers = (found["number"] or found["labelled"] for found in _NOTE_NUMBER.finditer(source))
    letters = (found["letter"] for found in _LETTERED_NOTE.finditer(source))
    marks = [marked_letters(found["before"], found["letters"].strip().replace("--", "–")) for found in _LETTER.finditer(source)]
    return frozenset((*numbers, *letters)) | letters_of_notes(marks)


def _text(source: str) -> str:
    begins = _TEXT.search(source)
    return source[begins.end() :] if begins else source


def powers_in(source: str) -> frozenset[str]:
    """Finds the raised numbers of a source that are powers behind words: no note, and no entry cited so, has their number."""
    source = _text(source)
    raised = ((found["before"], found["numbers"]) for found in _RAISED.finditer(source))
    marks = [(before, number) for before, text in raised if is_note_mark(before, text) for number in re.findall(r"\d+", text)]
    entries = map(str, range(1, source.count(r"\bibitem") + 1)) if _CITES.search(source) is None else ()
    notes = (found["number"] or found["labelled"] for found in _NOTE_NUMBER.finditer(source))
    return powers_behind_words(marks, {*entries, *notes})
