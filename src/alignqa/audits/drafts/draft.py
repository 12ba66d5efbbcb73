"""A draft: its text as it stands in the file, and its prose, in which the markup is hidden.

All its texts have the same length, so a span over one is a span over the others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath

from alignqa.audits.drafts.blocks import DraftBlock, blocks_of
from alignqa.audits.drafts.markup import HIDDEN, Form, marked_text, note_spans, read_text, without
from alignqa.errors import UsageError
from alignqa.index.passages.sentences import sentences
from alignqa.papers import section_names as names
from alignqa.papers.document import Span

MAX_DRAFT_BYTES = 20_000_000
"""Maximum size of a file that is read as a draft."""
STANDARD_INPUT = "standard input"
"""The name of a draft that is read from there; it is Markdown unless it is LaTeX or an office document."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_BEFORE_STOP = re.compile(rf"\s{{1,3}}{HIDDEN}++(?=[.,;:!?])")
# What stands between the end of a sentence and the first word of the next one, if some of it is hidden.
_BEGINNING = re.compile(rf"(?<=[.!?”\"’')\]])(?P<gap>\s[\s{HIDDEN}]*+)(?P<next>.)", re.DOTALL)
_CITING = re.compile(r"\\(?!nocite)[a-zA-Z]*[cC]ite")
_KEYS_BEHIND = re.compile(r"(?<=[.!?])\[[^\[\]\n@]{0,200}+@[^\[\]\n]{1,200}+\]")
_KEY = re.compile(r"(?<=\s)@(?=[\w{])")
_LISTING = re.compile(
    rf"(?:references?|{names.REFERENCE_LIST}|{names.FURTHER_READING}|sources(?: cited)?|literature)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Draft:
    """A draft with its name and text.

    In `read`, what is not read is hidden: comments, code, formulas; in `marked`, the markup too. Each hidden character is
    replaced by an invisible one or a space. `notes` is the same draft with nothing but its notes inside sentences, of which
    the draft itself hides everything; None if it has none. `places` are those of the notes, in such a draft.
    `numbers` are those of the paragraphs that the lines of the text stand for, if it comes from an office document, and
    `notices` say what of that was not read.
    """

    name: str
    form: Form
    text: str
    read: str
    marked: str
    notes: Draft | None = None
    places: tuple[Span, ...] = ()
    numbers: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The name of what is counted where a place in the draft is given: lines, or the paragraphs of an office document."""
        return "paragraph" if self.numbers else "line"

    def sentences(self, block: Span) -> list[Span]:
        """Returns the sentences of a block; one may begin with a citation, or with markup."""
        return sentences(self._begun, block)

    def prose(self, span: Span) -> str:
        """Returns a span as people see it, without markup and with each run of white space made one space."""
        return " ".join(_BEFORE_STOP.sub("", span.of(self.marked)).replace(HIDDEN, "").split())

    def line(self, position: int) -> int:
        """Returns the number of the line, or of the paragraph, that contains a position, counted from 1."""
        line = bisect_right(self._line_starts, position)
        return self.numbers[min(line, len(self.numbers)) - 1] if self.numbers else line

    @cached_property
    def spaced(self) -> str:
        """The marked text with a space in place of each hidden character."""
        return self.marked.replace(HIDDEN, " ")

    @cached_property
    def _begun(self) -> str:
        """The marked text with letters for a citation that begins a sentence, and spaces for other markup between sentences."""
        marked = _KEYS_BEHIND.sub(lambda match: " " * len(match[0]), self.marked)
        return _KEY.sub("X", _BEGINNING.sub(self._beginning, marked))

    def _beginning(self, match: re.Match[str]) -> str:
        if HIDDEN not in match["gap"]:
            return match[0]
        cites = match["next"].islower() and _CITING.search(self.read, match.start(), match.end())
        first = match["gap"].find(HIDDEN)
        gap = match["gap"].replace(HIDDEN, "x" if cites else " ")
        return f"{gap[:first]}{'X' if cites else ' '}{gap[first + 1 :]}{match['next']}"

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def blocks(self) -> tuple[DraftBlock, ...]:
        """The blocks, in order; blocks after a heading such as "References" are a listing, up to the next heading."""
        if self.places:
            return tuple(map(DraftBlock, self.places))
        found: list[DraftBlock] = []
        listing = False
        for block in blocks_of(self.read, self.marked, self.form):
            if block.heading:
                listing = _LISTING.match(self.prose(block.span).lstrip("0123456789.# ")) is not None
            found.append(replace(block, listing=block.listing or listing))
        return tuple(found)


def read_draft(data: bytes, name: str) -> Draft:
    """Reads a draft from the bytes of a file; UsageError if it is empty, too large, broken, or neither text nor a document."""
    if len(data) > MAX_DRAFT_BYTES:
        raise UsageError(f"{name} is larger than {MAX_DRAFT_BYTES:,} bytes.", hint="Split it, and run alignqa audit FILE FILE …")
    if data.startswith(_ZIP):
        return _office_draft(data, name)
    if data.startswith(_OLE):
        raise UsageError(
            f"{name} is a Word document of the old kind, or one with a password.", hint="Save it as .docx without a password"
        )
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise _no_text(name) from error
    if _BINARY.search(text):
        raise _no_text(name)
    return draft_of(text, name)


def _office_draft(data: bytes, name: str) -> Draft:
    # Loaded where they are needed: most drafts are text.
    from alignqa.audits.drafts.office import open_document, word
    from alignqa.audits.drafts.office.archive import OfficeArchive

    archive = OfficeArchive(data, name)
    if word.DOCUMENT in archive:
        found = word.read_word(archive)
    elif open_document.CONTENT in archive:
        found = open_document.read_open_document(archive)
    else:
        raise _no_text(name)
    draft = _draft_in(Form.MARKDOWN, found.text, name)
    notes = replace(draft.notes, numbers=found.numbers) if draft.notes else None
    return replace(draft, numbers=found.numbers, notices=found.notices, notes=notes)


def draft_of(text: str, name: str) -> Draft:
    """Returns the draft for a text; UsageError if it is empty.

    The ending of `name` gives the format; no file of that name need exist.
    """
    return _draft_in(_form(name, text), text, name)


def _draft_in(form: Form, text: str, name: str) -> Draft:
    if not text.strip():
        raise UsageError(f"{name} is empty.", hint="Check that this is the file you meant")
    read = read_text(text, form)
    notes = note_spans(read, form)
    main = without(read, notes)
    inside = _only(read, notes)
    view = Draft(name, form, text, inside, marked_text(inside, form), places=tuple(notes)) if notes else None
    return Draft(name, form, text, main, marked_text(main, form), view)


def _only(read: str, spans: Sequence[Span]) -> str:
    """Hides everything outside these spans."""
    parts, done = [], 0
    for span in spans:
        parts += [re.sub(r"[^\n]", HIDDEN, read[done : span.start]), span.of(read)]
        done = span.end
    return "".join([*parts, re.sub(r"[^\n]", HIDDEN, read[done:])])


def _no_text(name: str) -> UsageError:
    return UsageError(
        f"{name} is neither UTF-8 text nor a document of Word or LibreOffice.",
        hint="Give alignqa audit Markdown, plain text, LaTeX, .docx or .odt; convert a PDF to text first",
    )


def _form(name: str, text: str) -> Form:
    suffix = PurePath(name).suffix.casefold()
    if name == STANDARD_INPUT:
        return Form.LATEX if "\\begin{document}" in text else Form.MARKDOWN
    if suffix in {".tex", ".latex", ".ltx"} or "\\begin{document}" in text:
        return Form.LATEX
    return Form.MARKDOWN if suffix in {".md", ".markdown", ".mdown", ".qmd"} else Form.TEXT
