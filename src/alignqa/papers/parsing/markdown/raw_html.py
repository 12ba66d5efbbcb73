"""Reads the raw HTML between the paragraphs of a Markdown file: captions, widgets, tables, text."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.html.visibility import is_hidden, is_white
from alignqa.papers.parsing.manuscript.omissions import LEFT_OUT, PUT_IN, with_omissions
from alignqa.papers.parsing.manuscript.powers import is_note_mark, lowered, raised_apart, with_fractions

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
STRUCK_ELEMENTS = frozenset({"del", "s", "strike"})
"""The elements whose text is struck out."""
_GAP = "\ue000"  # where something hidden stood
_GAP_IN_NUMBER = re.compile(rf"(?<=\d){_GAP}(?=\d)")
_FOR_THE_EAR = frozenset({"sr-only", "visually-hidden", "screen-reader-text"})
_SHOWN_ON_CLICK = re.compile(r"(?:\w+-){0,4}(?:errors-panel|drawer|lightbox|modal|popup|toast)")
_NOTE_LINK = re.compile(r"href=[\"']?#")
_MARKDOWN = re.compile(r"\smarkdown\b")
_INVISIBLE_NAMES = "script style iframe button nav svg noscript template form select head video audio object canvas"
_INLINE_NAMES = "a abbr b bdi cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time tt u var"
_INVISIBLE = frozenset(_INVISIBLE_NAMES.split())
_INLINE = frozenset(_INLINE_NAMES.split())
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PROSE = ("p", "blockquote", "dd", "dt", "summary")
_SENTENCE_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\Z")


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A block of visible text; `level` is that of a heading, else 0, and `markdown` says that the text contains Markdown."""

    text: str
    kind: RegionKind
    item: bool = False
    level: int = 0
    markdown: bool = False


def hides(tag: str) -> bool:
    """Checks whether an opening tag hides or strikes out its content."""
    found = _TAG.match(tag)
    if found is None or found["name"].lower() in _VOID:
        return False
    if found["name"].lower() in STRUCK_ELEMENTS:
        return True
    if not found["rest"].strip():
        return False
    attributes = {name.lower(): (value or "").strip("\"'") for name, value in _ATTRIBUTE.findall(found["rest"])}
    element = Element(found["name"].lower(), attributes)
    return (
        is_hidden(element)
        or is_white(element)
        or any(name in _FOR_THE_EAR or _SHOWN_ON_CLICK.fullmatch(name) for name in element.classes)
    )


def first_element(source: str) -> str:
    """Returns the name of the first tag, in lower case, or an empty string."""
    found = _TAG.search(source)
    return found["name"].lower() if found else ""


def hidden_tags(source: str) -> int:
    """Counts the tags in `source` that hide their content; text that is struck out is visible, and does not count."""
    tags = (tag for tag in _TAG.finditer(source) if not tag["close"] and tag["name"].lower() not in STRUCK_ELEMENTS)
    return sum(hides(tag[0]) for tag in tags)


def hidden_and_open(source: str) -> str:
    """Returns the name of the hidden element that `source` opens and does not close, or an empty string."""
    opened: list[str] = []
    for tag in _TAG.finditer(source):
        name = tag["name"].lower()
        if opened and name == opened[0]:
            opened = opened[1:] if tag["close"] else [*opened, name]
        elif not opened and not tag["close"] and hides(tag[0]):
            opened = [name]
    return opened[0] if opened else ""


def html_blocks(source: str) -> Iterator[HtmlBlock]:
    """Yields the blocks of visible text in `source`, in order; tags may be left open."""
    collector = _Collector()
    position = 0
    while position < len(source):
        bracket = source.find("<", position)
        if bracket < 0:
            collector.text(source[position:])
            break
        collector.text(source[position:bracket])
        tag = _TAG.match(source, bracket)
        if source.startswith("<!--", bracket):
            end = source.find("-->", bracket)
            position = end + 3 if end >= 0 else len(source)
        elif tag is None:
            collector.text("<")
            position = bracket + 1
        else:
            name, closes = tag["name"].lower(), bool(tag["close"])
            hidden = not closes and hides(tag[0])
            collector.link(name, tag["rest"])
            collector.tag(name, closes=closes, markdown=bool(_MARKDOWN.search(tag["rest"])), hidden=hidden)
            position = tag.end()
        yield from collector.take()
    collector.flush()
    yield from collector.take()


class _Collector:
    """Keeps track of the open elements and collects text until a block ends."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._open: Counter[str] = Counter()
        self._text: list[str] = []
        self._row: list[str] = []
        self._markdown = False
        self._hidden = 0
        self._hidden_name = ""
        self._scripts: list[int] = []
        self._in_link = self._linked = False  # a link to a place in the same file is open, or was since the script began
        self._ready: list[HtmlBlock] = []

    def take(self) -> list[HtmlBlock]:
        ready, self._ready = self._ready, []
        return ready

    def text(self, source: str) -> None:
        if source and not self._hidden and not any(self._open[name] for name in _INVISIBLE):
            self._text.append(source)

    def link(self, name: str, attributes: str) -> None:
        """Takes note of the beginning of a link to a note, and of its end."""
        if name == "a":
            self._in_link = _NOTE_LINK.search(attributes) is not None
            self._linked = self._linked or self._in_link

    def tag(self, name: str, *, closes: bool, markdown: bool, hidden: bool = False) -> None:
        if self._hidden:
            # Inside hidden text only elements of the same name matter: the last one closes it.
            self._hidden += (-1 if closes else 1) * (name == self._hidden_name)
            return
        if hidden:
            self._hidden, self._hidden_name = 1, name
            self._text.append(LEFT_OUT if name in STRUCK_ELEMENTS else _GAP)
            if name not in _INLINE:
                self.flush()
            return
        if name in {"sup", "sub"}:
            self._script(name, closes=closes)
        if name == "ins":
            self._text.append(PUT_IN)
        if name in _INLINE:
            return
        if name == "br":
            self._text.append("\n")
            return
        self.flush()
        if closes:
            self._close(name)
        elif name not in _VOID:
            self._markdown = self._markdown or markdown
            self._stack.append(name)
            self._open[name] += 1

    def _script(self, name: str, *, closes: bool) -> None:
        """Writes raised and lowered text as a power or an index, and leaves out the mark of a note."""
        if not closes:
            self._scripts.append(len(self._text))
            self._linked = self._in_link
            return
        start = self._scripts.pop() if self._scripts else len(self._text)
        text = html.unescape("".join(self._text[start:])).strip()
        preceding = html.unescape("".join(self._text[max(0, start - 12) : start]))
        if name == "sub":
            self._text[start:] = [lowered(preceding, text)]
        else:
            is_mark = is_note_mark(preceding, text) or (self._linked and text.strip("[]").isdigit())
            self._text[start:] = [] if is_mark else [raised_apart(preceding, text)]

    def _close(self, name: str) -> None:
        if name == "tr" and self._row:
            self._ready.append(HtmlBlock(" | ".join(self._row), RegionKind.TABLE))
            self._row = []
        while self._open[name]:
            last = self._stack.pop()
            self._open[last] -= 1
            if last == name:
                return

    def flush(self) -> None:
        source, self._text, self._scripts = "".join(self._text), [], []
        source = _GAP_IN_NUMBER.sub(" ", with_omissions(source, gap=_GAP)).replace(_GAP, "")
        text = with_fractions(source if self._markdown else html.unescape(source))
        if not text.strip():
            return
        if self._open["td"] or self._open["th"]:
            self._row.append(text.strip())
        else:
            self._ready.append(self._block(text))

    def _block(self, text: str) -> HtmlBlock:
        level = next((level for name, level in _HEADINGS.items() if self._open[name]), 0)
        if self._open["figure"] or self._open["figcaption"] or self._open["caption"]:
            kind = RegionKind.CAPTION
        elif level:
            kind = RegionKind.HEADING
        elif self._open["pre"]:
            kind = RegionKind.CODE
        elif self._open["li"] or any(self._open[name] for name in _PROSE) or _is_sentence(text):
            kind = RegionKind.QUOTATION if self._open["blockquote"] else RegionKind.BODY
        else:
            kind = RegionKind.FRONT_MATTER
        item = bool(self._open["li"]) and kind in PROSE
        return HtmlBlock(text, kind, item, level if kind is RegionKind.HEADING else 0, self._markdown)


def _is_sentence(text: str) -> bool:
    """Checks whether loose text reads like prose and not like the label of a widget."""
    text = text.strip()
    return len(text.split()) >= _SENTENCE_WORDS and _SENTENCE_END.search(text) is not None
