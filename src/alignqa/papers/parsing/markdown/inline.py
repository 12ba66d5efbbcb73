"""The visible text of a line of Markdown: without emphasis marks, link targets, images, tags or footnote marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from markdown_it.token import Token

from alignqa.papers.parsing.latex.math import formula_text
from alignqa.papers.parsing.manuscript.omissions import LEFT_OUT, PUT_IN, left_out, with_omissions
from alignqa.papers.parsing.manuscript.powers import (
    ends_in_index,
    is_note_mark,
    lowered,
    names_power,
    raised_apart,
    with_fractions,
)
from alignqa.papers.parsing.markdown.headings import without_attributes
from alignqa.papers.parsing.markdown.raw_html import STRUCK_ELEMENTS, first_element, hides

# Other words between angle brackets are part of the text, as in a transcript with `<reasoning>`.
_ELEMENT_NAMES = """
a abbr address article aside audio b bdi bdo blockquote body br button canvas caption center cite code col colgroup data dd
del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i
iframe img input ins kbd label legend li link main map mark math meta meter nav noscript object ol optgroup option output p
picture pre progress q rp rt ruby s samp script search section select small source span strike strong style sub summary sup
svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr
"""
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
"""The names of the HTML elements."""
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][\w-]*)[^>]*>|<!.*?>|<\?.*?>", re.DOTALL)
# A reference mark is a number, a symbol or a letter, alone or in brackets; it is glued to the word it annotates or set off.
_MARK = re.compile(r"\A\s*(?:[\[(]\s*(?:\d{1,3}|[a-z]|[*†‡§¶])\s*[\])]|[*†‡§¶]|↩︎?|⤴|\^)\s*\Z")
# The parser takes no link to a script; a clipping keeps them for its buttons.
_SCRIPT_LINK = re.compile(r"\[([^\[\]]*)\]\(javascript:[^()]*(?:\([^()]*\))?[^()]*\)")
_BARE_MARK = re.compile(r"\A\s*\^?\d{1,3}\^?\s*\Z")
_GLUED = re.compile(r"[^\W_]\Z|[.,;:!?”’\"]\Z")
_NOTE_TARGET = re.compile(
    r"#(?:[\w:.]*[-_:])?_*(?:(?:sd)?(?:foot|end)?note|fn|ftn|edn)(?:ref|anchor|[-_:.]|\d|\Z)", re.IGNORECASE
)
_MARK_TARGET = re.compile(r"#.{0,60}(?:fn|foot|note|cite|ref|bib)", re.IGNORECASE)
_GLUED_FOOTNOTE_MARK = re.compile(r"\d{0,9}footnote(?:mark|text):?\s*\d+")
# A citation key that a converter left glued to the text: "so.[some_key] Next", "measured in bits[key]".
_GLUED_KEY = re.compile(r"(?:(?<=[.,;:!?”’\")])\[[A-Za-z][\w:+, -]*\]|(?<=[^\W\d_])\[(?:[a-z]\w{4,}|\w*_\w+)\])(?=[\s.,;:)]|$)")
_RETURN_ARROW = re.compile(r"\s{0,60}[↩⤴]\ufe0e?")
# Pandoc writes 10^9^ and H~2~O.
_SCRIPT = re.compile(
    r"(?<=[\w)\]}~])\^(?P<raised>[^\s^~\[\]]{1,20})\^(?!\w)|(?<=[^\W\d_])~(?P<lowered>[^\s^~]{1,12})~"
    r"|(?<=\d\^/)~(?P<below>\d{1,3})~"
)
_LOOSE_STOP = re.compile(r"\s+[.,;:](?=\s|\Z)")  # as converters leave it behind emphasis
_STRAY_EMPHASIS = re.compile(r"(?<=\S)\*\*+|\*\*+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of visible text; `literal` text is code or a formula, which no clean-up touches."""

    text: str
    literal: bool = False


# Stands where something was left out, so that the space before it can go if punctuation follows.
_GAP = "\ue000"
_LEFT_OUT = _Run(_GAP)
_GAP_IN_NUMBER = re.compile(rf"(?<=\d){_GAP}+(?=\d)")
_COMMA_AT_GAP = re.compile(rf"[,;] ?{_GAP}[ {_GAP}]*(?=[.,;:!?])|[ ]?\([ {_GAP}]*{_GAP}[ {_GAP}]*\)")
_SPACE_AT_GAP = re.compile(rf"(?<! )[ ]*{_GAP}[ {_GAP}]*(?=[.,;:!?)\]”’]|\Z)")


def visible_text(tokens: Sequence[Token]) -> str:
    """Returns the visible text of an inline token's children, with line breaks as they are in the source."""
    runs: list[_Run] = []
    links: list[tuple[int, str]] = []
    tags = _OpenTags()
    closed = False  # emphasis or a link ended with the last token
    struck = 0  # index of the run at which struck-out text begins
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.type == "s_open":
            struck = len(runs)
        elif token.type == "s_close":
            runs[struck:] = [_struck(runs[struck:])]
        elif token.type == "link_open":
            links.append((len(runs), str(token.attrGet("href") or "")))
        elif token.type == "link_close" and links:
            start, target = links.pop()
            _drop_mark(runs, start, target)
        elif token.type == "html_inline":
            _read_tag(token.content, runs, tags, following.content if following else "")
        else:
            if closed and token.type == "text" and _LOOSE_STOP.match(token.content):
                token = token.copy(content=token.content.lstrip())
            runs.extend(_runs_of(token))
        closed = token.type in {"strong_close", "em_close", "link_close"}
    return _cleaned(runs)


def _runs_of(token: Token) -> list[_Run]:
    if token.type in {"text", "wikilink"}:
        return [_Run(token.content)]
    if token.type == "code_inline":
        return [_Run(token.content, literal=True)]
    if token.type == "math":
        return [_Run(formula_text(token.content), literal=True)]
    if token.type == "embed" and token.content:  # the words of the note stand there, and not its name
        return [_Run(LEFT_OUT)]
    if token.type in {"left_out", "footnote_mark", "inline_note", "embed", "image"}:
        return [_LEFT_OUT]
    return [_Run("\n")] if token.type in {"softbreak", "hardbreak"} else []


def _struck(runs: Sequence[_Run]) -> _Run:
    """Returns what stands for runs that are struck out."""
    return _Run(left_out("".join(run.text for run in runs)) or _GAP)


def _drop_mark(runs: list[_Run], start: int, target: str) -> None:
    """Removes the text of a link that is only a reference mark: glued to the word before it, or leading to a note."""
    text = "".join(run.text for run in runs[start:])
    before = runs[start - 1].text if start else ""
    if _MARK.match(text):
        if _MARK_TARGET.search(target) or (before and not before[-1].isspace()):
            runs[start:] = [_LEFT_OUT]
    elif _BARE_MARK.match(text) and (is_note_target(target) or (target.startswith("#") and _GLUED.search(before))):
        runs[start:] = [_LEFT_OUT]


def is_note_target(target: str) -> bool:
    """Checks whether a link leads to a note, or back to its mark: "#fn3", "#footnote-3", "#fnref3"."""
    return _NOTE_TARGET.search(target) is not None


@dataclass(slots=True)
class _OpenTags:
    """The tags whose content waits for the closing tag: the index of its first run, for raised or lowered and for hidden text."""

    scripts: list[int] = field(default_factory=list)
    hidden: list[tuple[str, int]] = field(default_factory=list)


def _read_tag(tag: str, runs: list[_Run], tags: _OpenTags, following: str) -> None:
    found = _TAG.match(tag)
    name = (found["name"] or "").lower() if found else ""
    if not tag.startswith("</") and name in ELEMENTS and hides(tag):
        tags.hidden.append((name, len(runs)))
    elif tag.startswith("</") and tags.hidden and tags.hidden[-1][0] == name:
        start = tags.hidden.pop()[1]
        runs[start:] = [_struck(runs[start:]) if name in STRUCK_ELEMENTS else _LEFT_OUT]
    elif name == "ins":
        runs.append(_Run(PUT_IN))
    elif name == "br":
        runs.append(_Run("\n"))
    elif name in {"sup", "sub"} and not tag.startswith("</"):
        tags.scripts.append(len(runs))
    elif name in {"sup", "sub"} and tags.scripts:
        _set_script(runs, tags.scripts.pop(), following, lower=name == "sub")
    elif name and name not in ELEMENTS:
        runs.append(_Run(tag, literal=True))


def _set_script(runs: list[_Run], start: int, following: str, *, lower: bool) -> None:
    """Writes the text from `start` on as it is raised or lowered there: as a power or an index; the mark of a note goes."""
    inner = runs[start:]
    text = "".join(run.text for run in inner).strip()
    preceding = "".join(run.text for run in runs[max(0, start - 12) : start]).replace(PUT_IN, "")
    if _LEFT_OUT in inner or not text:
        return
    if not lower and ends_in_index(preceding):
        preceding = preceding.rstrip()
        while not runs[start - 1].text.strip():
            start -= 1
    if lower:
        runs[start:] = [_Run(lowered(preceding, text), literal=all(run.literal for run in inner))]
    elif _MARK.match(text) or is_note_mark(preceding, text) or _is_loose_mark(preceding, text, following):
        runs[start:] = [_LEFT_OUT]
    else:
        runs[start:] = [_Run(raised_apart(preceding, text))]


def _is_loose_mark(preceding: str, text: str, following: str) -> bool:
    """Checks for a note's number that a space sets off, unlike those of "<sup>14</sup>C" and "<sup>1</sup>/<sub>2</sub>"."""
    return text.isdigit() and not preceding[-1:].strip() and not re.match(r"[\w/⁄]", following)


def _cleaned(runs: Sequence[_Run]) -> str:
    parts: list[str] = []
    prose: list[str] = []
    for run in (*runs, _Run("", literal=True)):
        if not run.literal:
            prose.append(run.text)
            continue
        parts.extend((clean_prose("".join(prose)), run.text))
        prose = []
    text = with_omissions("".join(parts), gap=_GAP)
    text = _GAP_IN_NUMBER.sub(" ", _SPACE_AT_GAP.sub("", _COMMA_AT_GAP.sub(_GAP, text)))
    return with_fractions(text.replace(_GAP, ""))


def _with_scripts(text: str) -> str:
    """Writes pandoc's raised and lowered text as powers, indices and fractions."""
    parts: list[str] = []
    end = 0
    for found in _SCRIPT.finditer(text):
        parts.append(text[end : found.start()])
        preceding = "".join(parts[-12:])
        if found["raised"] is None:
            parts.append(lowered(preceding, found["lowered"] or found["below"]))
        elif names_power(preceding, found["raised"]):
            parts.append(f"^{found['raised']}")
        elif not is_note_mark(preceding, found["raised"]):
            parts.append(raised_apart(preceding, found["raised"]))
        end = found.end()
    return "".join((*parts, text[end:]))


def is_markup(source: str) -> bool:
    """Checks whether indented text is HTML, which Markdown takes for code when its author indents it after a blank line."""
    return source.lstrip().startswith("<") and first_element(source) in ELEMENTS


def clean_prose(text: str) -> str:
    """Removes what converters leave behind in `text`: glued citation keys and footnote marks, and emphasis that did not close."""
    text = _RETURN_ARROW.sub("", _GLUED_FOOTNOTE_MARK.sub("", text))
    text = _SCRIPT_LINK.sub(r"\1", without_attributes(text))
    text = _GLUED_KEY.sub("", text) if "[" in text else text
    text = _with_scripts(text) if "^" in text or "~" in text else text
    return _STRAY_EMPHASIS.sub("", text) if "**" in text else text
