"""The visible text of a line of Markdown: without emphasis marks, link targets, images, tags or footnote marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.manuscript.powers import raised

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
_MARK_TARGET = re.compile(r"#.*(?:fn|foot|note|cite|ref|bib)", re.IGNORECASE)
_GLUED_FOOTNOTE_MARK = re.compile(r"\d*footnote(?:mark|text):?\s*\d+")
# A citation key that a converter left glued to the text: "so.[some_key] Next", "measured in bits[key]".
_GLUED_KEY = re.compile(r"(?:(?<=[.,;:!?”’\")])\[[A-Za-z][\w:+, -]*\]|(?<=[^\W\d_])\[(?:[a-z]\w{4,}|\w*_\w+)\])(?=[\s.,;:)]|$)")
_RETURN_ARROW = re.compile(r"\s*[↩⤴]\ufe0e?")
_STRAY_EMPHASIS = re.compile(r"(?<=\S)\*\*+|\*\*+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of visible text; `literal` text is code or a formula, which no clean-up touches."""

    text: str
    literal: bool = False


def visible_text(tokens: Sequence[Token]) -> str:
    """Returns the visible text of an inline token's children, with line breaks as they are in the source."""
    runs: list[_Run] = []
    links: list[tuple[int, str]] = []
    superscripts: list[int] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((len(runs), str(token.attrGet("href") or "")))
        elif token.type == "link_close" and links:
            start, target = links.pop()
            _drop_mark(runs, start, target)
        elif token.type == "html_inline":
            _read_tag(token.content, runs, superscripts)
        else:
            runs.extend(_runs_of(token))
    return _cleaned(runs)


def _runs_of(token: Token) -> list[_Run]:
    if token.type == "text":
        return [_Run(token.content)]
    if token.type == "code_inline":
        return [_Run(token.content, literal=True)]
    if token.type == "math":
        return [_Run(inline_text(f"${token.content}$"), literal=True)]
    return [_Run("\n")] if token.type in {"softbreak", "hardbreak"} else []


def _drop_mark(runs: list[_Run], start: int, target: str) -> None:
    """Removes the text of a link that is only a reference mark: glued to the word before it, or leading to a note."""
    text = "".join(run.text for run in runs[start:])
    if not _MARK.match(text):
        return
    before = runs[start - 1].text if start else ""
    if _MARK_TARGET.search(target) or (before and not before[-1].isspace()):
        del runs[start:]


def _read_tag(tag: str, runs: list[_Run], superscripts: list[int]) -> None:
    found = _TAG.match(tag)
    name = (found["name"] or "").lower() if found else ""
    if name == "br":
        runs.append(_Run("\n"))
    elif name == "sup" and not tag.startswith("</"):
        superscripts.append(len(runs))
    elif name == "sup" and superscripts:
        start = superscripts.pop()
        text = "".join(run.text for run in runs[start:]).strip()
        before = runs[start - 1].text[-1:] if start else ""
        # "word<sup>3</sup>" is a note's mark; "10<sup>3</sup>" and "x<sup>2</sup>" are powers.
        if _MARK.match(text) or (text.isdigit() and not before.isdigit() and not _is_symbol(runs[:start])):
            del runs[start:]
        elif raised(preceding := "".join(run.text for run in runs[:start][-3:]), text) != text:
            runs[start:] = [_Run(raised(preceding, text))]
    elif name and name not in ELEMENTS:
        runs.append(_Run(tag, literal=True))


def _is_symbol(runs: Sequence[_Run]) -> bool:
    """Checks whether the text so far ends in a single letter, as a variable does."""
    return re.search(r"(?:\A|[\s(])[^\W\d_]\Z", "".join(run.text for run in runs[-3:])) is not None


def _cleaned(runs: Sequence[_Run]) -> str:
    parts: list[str] = []
    prose: list[str] = []
    for run in (*runs, _Run("", literal=True)):
        if not run.literal:
            prose.append(run.text)
            continue
        parts.extend((clean_prose("".join(prose)), run.text))
        prose = []
    return "".join(parts)


def clean_prose(text: str) -> str:
    """Removes what converters leave behind in `text`: glued citation keys and footnote marks, and emphasis that did not close."""
    text = _RETURN_ARROW.sub("", _GLUED_FOOTNOTE_MARK.sub("", text))
    text = _GLUED_KEY.sub("", text) if "[" in text else text
    return _STRAY_EMPHASIS.sub("", text) if "**" in text else text
