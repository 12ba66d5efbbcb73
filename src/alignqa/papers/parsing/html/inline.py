"""The running text of a paragraph as it appears on the page, with its notes kept separate and their marks removed."""

from __future__ import annotations

import re

from alignqa.papers.parsing.html.maths import formula, is_formula, with_formulas
from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.manuscript.omissions import LEFT_OUT, PUT_IN, with_omissions
from alignqa.papers.parsing.manuscript.powers import (
    ends_in_index,
    is_mark_of,
    is_note_mark,
    lowered,
    marked_letters,
    names_power,
    raised_apart,
    with_fractions,
)

UNSEEN = words("""
    applet area audio base button canvas col colgroup datalist dialog embed frame head iframe input link map meta noscript
    object option param picture progress script select source style svg template textarea title track video
    d-front-matter d-hover-box dt-hover-box""")
"""Elements that hold no text of the paper, whatever they contain."""
NOTE_NAMES = frozenset({"d-footnote", "dt-fn"})
_CITE_NAMES = frozenset({"d-cite", "dt-cite"})
_NOTE_CLASSES = frozenset(
    {
        "ltx_role_footnote",
        "ltx_role_footnotetext",
        "ltx_role_thanks",
        "ltx_role_endnote",
        "ltx_role_margin",
        "sidenote",
        "marginnote",
    }
)
_UNSEEN_CLASSES = words("""
    ltx_role_footnotemark ltx_note_mark ltx_tag_note ltx_note_type ltx_error ltx_rule ltx_bib_cited ltx_pagination
    mw-editsection footnote-backref footnote-back headerlink anchor-link header-anchor margin-toggle mathjax_preview
    msocomanchor msocomtxt sr-only visually-hidden screen-reader-text footnote-number button mw-cite-backlink
    tooltiptext tooltip-text tooltip-content tooltip-inner tooltip__content tooltip__text tippy-content popover-content
    hovercard""")
_UNSEEN_ROLES = frozenset({"tooltip", "button"})
_MARK_ROLES = frozenset({"noteref", "backlink", "pagebreak"})
_MARK_CLASSES = words("""
    footnote-ref footnote-reference footnoteref noteref sidenote-number reference footnote-anchor footnote-link footnote
    sdfootnoteanc sdendnoteanc sdfootnotesym sdendnotesym msofootnotereference msoendnotereference""")
# A link to "#fn3", "#footnote-3", "#_ftn3", "#sdfootnote3sym" or "#cite_note-3", or from the note back to its mark.
_NOTE_TARGET = re.compile(
    r"(?:\A_*+|[-:]_*+|(?<!_)_++)(?:(?:sd)?(?:foot|end)?note|fn|ftnt?|edn|cmnt)(?:ref|anchor|[-_:.]|\d|\Z)", re.IGNORECASE
)
_REFERS_TO_NOTE = re.compile(r"\b(?:(?:foot|end)?notes?|fn|n)\.?\s*\Z", re.IGNORECASE)
_MARK = re.compile(
    r"[\[(]?\s{0,20}(?:\d{1,3}|[a-z]|[ivxl]{1,6}|note \d{1,3}|[*†‡§¶#]{1,3})\s{0,20}[\])]?|[↩↑⤴⏎^]\ufe0e?", re.IGNORECASE
)
_BACK_MARK = re.compile(
    r"[\[(]?\s*(?:[↩↑⤴⏎^]\ufe0e?\s*)+(?:(?:jump )?(?:back|return|up)(?: to (?:the )?(?:text|content|top))?)?[\])]?"
    r"|[\[(]?(?:(?:go|jump) back|back|return|jump up)(?: to (?:the )?(?:main )?(?:text|content|top|article|page|chapter|passage"
    r"|reference|(?:foot|end)?note|where you were)(?: \d+)?(?: (?:in the text|referrer))?)?[\])]?\.?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*")
_BETWEEN_MARKS = re.compile(r"[\s,;–-]+")
# A raised number that a space sets off is the mark of a note if a space follows, too; that of an isotope or a fraction is not.
_LOOSE = "\ue005"
_LOOSE_MARK = re.compile(rf"[ ]{{1,60}}{_LOOSE}[\d,– -]{{1,60}}+(?=[\s.,;:!?)\]”’]|\Z)")
_GLUED = re.compile(r"(?:[^\W_]{2}|[^\W\d_]|[.,;:!?)\]”’\"])\Z")
_STAR = re.compile(r"(?<=[\w.,;:!?)\]”’\"])(?:[*]{1,3}|[†‡])(?=[\s.,;:!?)\]”’]|\Z)")  # the mark of a starred note
# Blocks in a place where running text is expected, as in a note of two paragraphs, stay separate.
_PARAGRAPHS = frozenset({"p", "div", "li", "dd", "dt", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_SEPARATORS = re.compile(r"[\s|·•/,>»←→↑\-\[\]]*")
_EMPHASIS = frozenset({"a", "b", "em", "i", "strong"})
_LOOSE_STOP = re.compile(r"\s+[.,;:](?=\s|\Z)")  # as converters leave it behind emphasis
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_BLANK = re.compile(r"\s+")
_PARAGRAPH_BREAK = re.compile(r"\n[ ]*(?:\n[ ]*)+")
# Marks where something was left out, so that the space before it can be removed when punctuation follows.
_GAP = "\ue000"
_LONGEST_MARK = 45
_CONTEXT = 80  # characters before a raised sign that tell what it is
_SPACE_AT_GAP = re.compile(rf"[ ]{{0,60}}{_GAP}[ {_GAP}]{{0,60}}+(?=[.,;:!?)\]”’])")
_GAP_IN_NUMBER = re.compile(rf"(?<=\d){_GAP}+(?=\d)")  # as between 7 and 3/4, where some pages hide a plus
_EMPTY_BRACKETS = re.compile(rf"[,;] ?{_GAP}[ {_GAP}]*(?=[.,;:!?])|\[[ ]*{_GAP}[ {_GAP}]*\]|\([ ]*{_GAP}[ {_GAP}]*\)")


class Flow:
    """Collects the inline content of a block; `take` returns it and starts again.

    `powers` are the raised numbers that are no marks of notes behind words, `marks` those that may be, each behind the text
    before it, `mark_numbers` the same without it, and `linked` those that lead to their notes. `letters` mark notes, too.
    """

    def __init__(self, powers: frozenset[str] = frozenset(), letters: frozenset[str] = frozenset()) -> None:
        self._parts: list[str] = []
        self._code = self._links = self._in_link = 0
        self._has_words = False  # outside links
        self._closed = False  # emphasis or a link ended with the last element
        self.notes: list[str] = []
        self.in_note = False
        self.note_numbers: frozenset[str] = frozenset()
        self._powers = powers
        self._letters = letters
        self.lettered: list[tuple[str, ...]] = []  # what may be such marks
        self.marks: list[tuple[str, str]] = []
        self.mark_numbers: set[str] = set()
        self.linked: set[str] = set()

    def add_text(self, text: str) -> None:
        """Adds text as it is in the source; TeX between its delimiters becomes readable, unless it stands in code."""
        text = _BLANK.sub(" ", text)
        text = text.lstrip() if self._closed and _LOOSE_STOP.match(text) else text
        self._closed = False
        if not (self._code or self.note_numbers.isdisjoint("*†‡")):
            preceding = self._before()[-1:]
            text = _STAR.sub(lambda star: _GAP if star[0][0] in self.note_numbers else star[0], preceding + text)[
                len(preceding) :
            ]
        self._has_words = self._has_words or (not self._in_link and _SEPARATORS.fullmatch(text) is None)
        self._parts.append(text if self._code else with_formulas(text))

    def add(self, element: Element) -> None:
        """Adds an inline element: its text, or the note that it holds."""
        if is_formula(element):
            self._parts.append(formula(element))
        elif is_unseen(element):
            self._parts.append(_GAP if element.name not in UNSEEN else "")
        elif element.name == "del" and not element.children:
            self._parts.append(element.get(LEFT_OUT) or _GAP)
        elif is_note(element):
            self.notes.extend(inline_text(note_content(element)))
            self._parts.append(_GAP)
        elif element.name == "br":
            self._parts.append("\n")
        elif self._is_mark(element):
            if self._before().strip() and next(element.named("a"), None) is not None:
                self.linked.update(re.findall(r"\d+", element.text()))
            self._parts.append(_GAP)
        elif element.name in {"sup", "sub"}:
            self._add_script(element)
        else:
            self._add_children(element)

    def _add_script(self, element: Element) -> None:
        """Adds raised or lowered text as a power, an index or part of a fraction, unless it holds notes or several lines."""
        before = self._before()
        if element.name == "sup" and ends_in_index(before):
            before = before.rstrip()
            while not self._parts[-1].strip():
                self._parts.pop()
        start = len(self._parts)
        self._add_children(element)
        text = "".join(self._parts[start:])
        if _GAP in text or "\n" in text:
            return
        stripped = text.strip()
        if element.name == "sub":
            shown = lowered(before, stripped)
        elif before[-1:].isspace() and _NUMBERS.fullmatch(stripped):
            shown = f"{_LOOSE}{stripped}"
        else:
            shown = f"^{stripped}" if self._names_power(before, stripped) else raised_apart(before, stripped)
        self._parts[start:] = [shown, " " if text.endswith(" ") else ""]

    def _add_children(self, element: Element) -> None:
        before, after = _around(element)
        self._parts.append(before)
        self._code += element.name in _CODE
        self._links += element.name == "a" and bool(element.text())
        self._in_link += element.name == "a"
        has_tooltip = _names_tooltip(element)
        for child in element.children:
            if isinstance(child, str):
                self.add_text(child)
            elif not (has_tooltip and _names_tooltip(child)):
                self.add(child)
        self._code -= element.name in _CODE
        self._in_link -= element.name == "a"
        self._parts.append(after)
        self._closed = element.name in _EMPHASIS
        if element.name in _CITE_NAMES and not element.text():
            self._parts.append(_GAP)

    @property
    def is_navigation(self) -> bool:
        """Checks whether what was collected consists of two or more links and the marks between them."""
        return self._links > 1 and not self._has_words

    def take(self) -> list[str]:
        """Returns the paragraphs collected so far; two line breaks in a row separate them."""
        text = _EMPTY_BRACKETS.sub(_GAP, with_omissions("".join(self._parts), gap=_GAP))
        text = _GAP_IN_NUMBER.sub(" ", _SPACE_AT_GAP.sub("", text)).replace(_GAP, "")
        text = with_fractions(_LOOSE_MARK.sub("", text).replace(_LOOSE, "") if _LOOSE in text else text)
        self._parts = []
        self._links, self._has_words = 0, False
        return [part for part in map(str.strip, _PARAGRAPH_BREAK.split(text)) if part]

    def _before(self) -> str:
        """Returns the end of what was collected so far."""
        text = ""
        for part in reversed(self._parts[-12:]):
            text = part + text
            if len(text) > _CONTEXT:
                break
        return text.replace(PUT_IN, "")[-_CONTEXT:]

    def _is_mark(self, element: Element) -> bool:
        """Checks whether the element only points to a note, as a superscript number does."""
        if element.name not in {"a", "sup", "span", "label"}:
            return False
        if element.roles & _MARK_ROLES:
            return True
        text = element.text()
        if not text or len(text) > _LONGEST_MARK:
            return False
        if element.name == "a":
            return self._is_note_link(element, text)
        if element.name != "sup":
            return False
        links = [link for link in element.named("a") if "#" in link.get("href")]
        if links and _MARK.fullmatch(text):
            return True
        before = self._before()
        if before.endswith(_GAP):  # what stands behind a mark is another one, or the comma between two
            return (_NUMBERS if text[-1].isalnum() else _BETWEEN_MARKS).fullmatch(text) is not None
        if next(element.named("a"), None) is not None:  # a link to another page, such as that of a source
            return is_note_mark(before, text) and not names_power(before, text, self.note_numbers)
        if letters := marked_letters(before, text):
            self.lettered.append(letters)
        if is_mark_of(self.note_numbers | self._letters, before, text):
            self.mark_numbers.update(letters or (text,))
            return True
        is_mark = is_note_mark(before, text) and not self._names_power(before, text)
        numbers = re.findall(r"\d+", text) if is_mark else []
        self.marks += [(before, number) for number in numbers]
        self.mark_numbers.update(numbers)
        return is_mark

    def _names_power(self, before: str, text: str) -> bool:
        return names_power(before, text, self.note_numbers, powers=self._powers)

    def _is_note_link(self, link: Element, text: str) -> bool:
        """Checks whether a link within the page is a note's mark: by its look, its name or its target, or glued to a word."""
        if _BACK_MARK.fullmatch(text) and (self.in_note or "#" in link.get("href")):
            return True
        if "#" not in link.get("href"):
            return False
        before = self._before()
        if not _MARK.fullmatch(text) or "ltx_ref" in link.classes or _REFERS_TO_NOTE.search(before):
            return False
        inner = next((child for child in link.children if isinstance(child, Element)), None)
        is_raised = inner is not None and inner.name == "sup" and inner.text() == text
        named = any(part.classes & _MARK_CLASSES for part in link.elements())
        if named or is_raised or _NOTE_TARGET.search(link.get("href").partition("#")[2]):
            return True
        return text.isdigit() and _GLUED.search(before) is not None


def _names_tooltip(element: Element) -> bool:
    return any("tooltip" in name for name in element.classes)


def _around(element: Element) -> tuple[str, str]:
    """Returns the text that a browser shows before and after the content of an element."""
    if element.name == "q":
        return "“", "”"
    if element.name == "ins":
        return PUT_IN, PUT_IN
    if element.name in _PARAGRAPHS:
        return "\n\n", "\n\n"
    return (" ", " ") if "ltx_bibblock" in element.classes or element.name == "td" else ("", "")


def inline_text(*elements: Element) -> list[str]:
    """Returns the paragraphs of inline content without the notes inside it."""
    flow = Flow()
    flow.in_note = any(map(is_note, elements)) if elements else False
    for element in elements:
        flow.add(Element("span", {}, element.children))
    return flow.take()


def is_unseen(element: Element) -> bool:
    """Checks whether an element holds no text of the paper: a picture, a widget, a mark; what is hidden has been removed."""
    if element.name in UNSEEN and not is_formula(element):
        return True
    return bool(element.classes & _UNSEEN_CLASSES) or bool(element.roles & _UNSEEN_ROLES)


def is_note(element: Element) -> bool:
    """Checks whether an element is a note in the middle of a paragraph."""
    if element.name in NOTE_NAMES or element.classes & _NOTE_CLASSES:
        return True
    return element.name in {"span", "aside", "small"} and bool(element.roles & {"footnote", "endnote", "rearnote"})


def note_content(element: Element) -> Element:
    """Returns the part of a note that holds its text."""
    return next((inner for inner in element.elements() if "ltx_note_content" in inner.classes), element)
