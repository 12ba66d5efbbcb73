"""Tells the powers behind the words of a source from the marks of notes that authors raise by hand."""

from __future__ import annotations

import re

from alignqa.papers.parsing.manuscript.powers import is_note_mark, powers_behind_words

_SCRIPT_NUMBER = r"(?:\\textsuperscript\{|\$\s?\^\{?\s?)(?P<number>\d{1,3})(?:\}|\s?\$)"
_RAISED = re.compile(
    r"(?P<before>[^\n$\\{}]{1,40})(?:\\textsuperscript\{|\$\s?\^\{?\s?)(?P<numbers>\d[\d, –-]{0,20})(?:\}|\s?\$)"
)
# "\footnotetext[2]{", "\affil[2]{", "\\ $^2$Lamp Institute"
_NOTE_NUMBER = re.compile(
    rf"\\(?:footnote(?:text|mark)|affil|address|affiliation|inst|institute|altaffil\w*)[\[{{](?P<labelled>\d{{1,3}})[\]}}]"
    rf"|(?:^|\\\\|\\and\b|[{{&]|\\par\b)\s{{0,20}}{_SCRIPT_NUMBER}",
    re.MULTILINE,
)


def powers_in(source: str) -> frozenset[str]:
    """Finds the raised numbers of a source that are powers behind words: no note, entry or affiliation has their number."""
    raised = ((found["before"], found["numbers"]) for found in _RAISED.finditer(source))
    marks = {number for before, text in raised if is_note_mark(before, text) for number in re.findall(r"\d+", text)}
    entries = map(str, range(1, source.count(r"\bibitem") + 1))
    notes = (found["number"] or found["labelled"] for found in _NOTE_NUMBER.finditer(source))
    return powers_behind_words(marks, (*entries, *notes))
