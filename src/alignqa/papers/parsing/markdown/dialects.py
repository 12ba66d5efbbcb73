"""The marks of Obsidian and pandoc that CommonMark does not know, as rules of the parser."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

# "[[1]](#fn1)" is a link and "[[1, 2]]" a matrix or a citation; a wikilink names a note.
_WIKILINK = re.compile(r"(?P<embed>!?)\[\[(?P<target>[^\[\]|\n]*[^\W\d_][^\[\]|\n]*)(?:\|(?P<alias>[^\[\]\n]*))?\]\](?!\()")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|mp[34]|webm|mov|ogg|wav|m4a|pdf|canvas|excalidraw)\b", re.IGNORECASE)
_COMMENT = re.compile(r"%%(?!%)(?P<text>.*?)(?<!%)%%(?!%)", re.DOTALL)
_HIGHLIGHT = re.compile(r"==(?=[^\s=])")
_HIGHLIGHT_END = re.compile(r"(?<=[^\s=])==(?![\w=])")
_FENCED_DIV = re.compile(
    r":{3,}[ \t]*(?P<kind>\{[^}]*\}|[\w-]*)"
    r"(?:\[(?P<bracketed>[^\]]*)\]|[ \t]+(?P<title>[^\s:{].*?))?[ \t]*:*[ \t]*$"
)
_HIDDEN_DIV = re.compile(r"\.(?:hidden|comment|content-hidden|notes)\b")
_LONGEST_COMMENT = 2_000  # lines


def add_dialects(markdown: MarkdownIt) -> None:
    """Adds rules for wikilinks, embeds, highlights, comments, inline notes and fenced divisions.

    The tokens: inline `wikilink` and `embed` (the content is what the link shows, empty for a picture),
    inline `left_out` and `inline_note` (with children), and a paragraph for the title of a division.
    `env` counts what is left out: "comments" and "embeds".
    """
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("code", "comment", _comment_block, interrupts)
    markdown.block.ruler.before("code", "fenced_division", _fenced_division, interrupts)
    markdown.inline.ruler.before("link", "inline_note", _inline_note)
    markdown.inline.ruler.before("link", "wikilink", _wikilink)
    markdown.inline.ruler.before("link", "comment", _comment)
    markdown.inline.ruler.before("link", "highlight", _highlight)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _count(env: object, name: str) -> None:
    if isinstance(env, dict):
        env[name] = env.get(name, 0) + 1


def _comment_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """Leaves out a comment that begins a line and ends another one; a comment that is never closed is text."""
    first = _line(state, line)
    if not first.startswith("%%") or state.sCount[line] - state.blkIndent >= 4:
        return False
    closing = first.find("%%", 2)
    last = line
    while closing < 0:
        last += 1
        if last >= min(end_line, line + _LONGEST_COMMENT):
            return False
        closing = _line(state, last).find("%%")
    if _line(state, last)[closing:].strip(" \t%"):
        return False  # the sentence goes on after the comment
    if not silent:
        _count(state.env, "comments")
        state.line = last + 1
    return True


def _fenced_division(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """Reads the line of colons that opens or closes a division: its title is text, the content of a hidden one is left out."""
    found = _FENCED_DIV.match(_line(state, line))
    if found is None or state.sCount[line] - state.blkIndent >= 4:
        return False
    if silent:
        return True
    state.line = line + 1
    if _HIDDEN_DIV.search(found["kind"]) and not state.env.get("no_division_ends"):
        closing = next((at for at in range(line + 1, end_line) if re.fullmatch(r":{3,}\s*", _line(state, at))), None)
        if closing is not None:
            _count(state.env, "comments")
            state.line = closing + 1
        else:
            state.env["no_division_ends"] = True
    elif title := found["bracketed"] or (found["title"] if found["kind"] else None):
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = title, []
        state.push("paragraph_close", "p", -1)
    return True


def _wikilink(state: StateInline, silent: bool) -> bool:
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        if found["embed"]:
            token = state.push("embed", "", 0)
            if not _PICTURE.search(found["target"]):
                token.content = _shown(found["target"])
                _count(state.env, "embeds")
        else:
            state.push("wikilink", "", 0).content = found["alias"] or _shown(found["target"])
    state.pos = found.end()
    return True


def _shown(target: str) -> str:
    """Returns what Obsidian shows for a link without an alias: the name of the note, and the heading in it."""
    parts = [part for part in target.rstrip("\\").split("#") if part.strip() and not part.startswith("^")]
    return " > ".join([part.strip().rpartition("/")[2] if place == 0 else part.strip() for place, part in enumerate(parts)])


def _comment(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("%%", state.pos) or state.src[state.pos - 1 : state.pos].isalnum():
        return False
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("left_out", "", 0)
        _count(state.env, "comments")
    state.pos = found.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    """Drops the marks around a highlight; "x==1" is none, since a highlight neither begins nor ends inside a word."""
    closers: set[tuple[str, int]] = state.env.setdefault("highlights", set())
    if (state.src, state.pos) in closers:
        state.pos += 2
        return True
    if state.src[state.pos - 1 : state.pos].isalnum() or not _HIGHLIGHT.match(state.src, state.pos, state.posMax):
        return False
    end = None
    if state.env.get("no_highlight_ends_in") != state.src:
        end = _HIGHLIGHT_END.search(state.src, state.pos + 3, state.posMax)
    if end is None:
        state.env["no_highlight_ends_in"] = state.src  # nor will one further on: the search is not repeated
        return False
    if not silent:
        closers.add((state.src, end.start()))
    state.pos += 2
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """Reads pandoc's note in place: `^[A note.]`."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.children = []
        state.md.inline.parse(state.src[state.pos + 2 : end], state.md, state.env, token.children)
    state.pos = end + 1
    return True
