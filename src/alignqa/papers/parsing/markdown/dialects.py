"""The marks of Obsidian and pandoc that CommonMark does not know, as rules of the parser."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

# "[[1]](#fn1)" is a link and "[[1, 2]]" a matrix or a citation; a wikilink names a note, such as that of a day.
_WIKILINK = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|\n]*[^\W\d_][^\[\]|\n]*|\d{4}-\d\d(?:-\d\d)?)(?:\|(?P<alias>[^\[\]\n]*))?\]\](?!\()"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|mp[34]|webm|mov|ogg|wav|m4a|pdf|canvas|excalidraw)\b", re.IGNORECASE)
_COMMENT = re.compile(r"%%(?!%)(?P<text>.{0,4000}?)(?<!%)%%(?!%)", re.DOTALL)
_HIGHLIGHT = re.compile(r"==(?=[^\s=])")
_HIGHLIGHT_END = re.compile(r"(?<=[^\s=])==(?![\w=])")
_FENCED_DIV = re.compile(
    r":{3,}[ \t]*(?P<kind>\{[^}]*\}|[\w-]*)"
    r"(?:\[(?P<bracketed>[^\]]*)\]|[ \t]+(?P<title>[^\s:{].*?))?[ \t]*:*[ \t]*$"
)
_LATE_DEFINITION = re.compile(r"\[(?://|comment)\](?=:\s?(?:#|<>)\s)", re.IGNORECASE)
_HIDDEN_DIV = re.compile(r"\.(?:hidden|comment|content-hidden|notes)\b")
# A box with these names is like a callout, and what its first heading says is the title of the box.
_BOX_DIV = re.compile(r"\b(?:quote|quotation|epigraph|blockquote|callout(?:-\w+)?|note|tip|warning|important|caution|info)\b")
_SIMPLE_TABLE = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
_GRID_TABLE = re.compile(r"\+(?:[-=:]+\+)+\s*")
_ESCAPED_SPACE = re.compile(r"\\[ \u00a0](?P<end>[ ]*\n[ ]*)?")
_VERSE = re.compile(r"(?:\|(?:[ ][^|\n]*)?(?:\n|\Z))+")
_LONGEST_COMMENT = 2_000  # lines
_LONGEST_VERSE = 10_000  # characters


def add_dialects(markdown: MarkdownIt) -> None:
    """Adds rules for wikilinks, embeds, highlights, comments, inline notes, no-break spaces, verse and fenced divisions.

    The tokens: inline `wikilink` and `embed` (the content is what the link shows, that of a picture is empty),
    inline `left_out` and `inline_note` (with children), a paragraph for the title of a division, the tokens of an admonition
    around one that is a box, and a `table_row` for each row of a table that is drawn with dashes.
    `env` counts what is left out: "comments" and "embeds".
    """
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("code", "comment", _comment_block, interrupts)
    markdown.block.ruler.before("code", "fenced_division", _fenced_division, interrupts)
    markdown.block.ruler.before("table", "plain_table", _plain_table, interrupts)
    markdown.inline.ruler.before("text", "verse_bar", _verse_bar)
    markdown.inline.ruler.before("escape", "escaped_space", _escaped_space)
    markdown.inline.ruler.before("link", "inline_note", _inline_note)
    markdown.inline.ruler.before("link", "wikilink", _wikilink)
    markdown.inline.ruler.before("link", "comment", _comment)
    markdown.inline.ruler.before("link", "late_definition", _late_definition)
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
    if _HIDDEN_DIV.search(found["kind"]):
        if closing := _division_end(state, line, end_line):
            _count(state.env, "comments")
            state.line = closing + 1
    elif (box := _BOX_DIV.search(found["kind"])) and (closing := _division_end(state, line, end_line)):
        state.push("admonition_open", "", 1).markup = box[0]
        if title := found["bracketed"] or found["title"]:
            token = state.push("inline", "", 0)
            token.content, token.children = title, []
        state.md.block.tokenize(state, line + 1, closing)
        state.push("admonition_close", "", -1)
        state.line = closing + 1
    elif title := found["bracketed"] or (found["title"] if found["kind"] else None):
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = title, []
        state.push("paragraph_close", "p", -1)
    return True


def _division_end(state: StateBlock, line: int, end_line: int) -> int:
    """Returns the line that closes the division that begins at `line`, or 0; divisions may stand inside it."""
    found: tuple[str, dict[int, int]] = state.env.get("division_ends", ("", {}))
    if found[0] is not state.src:
        found = state.env["division_ends"] = (state.src, _division_ends(state.src))
    closing = found[1].get(line, 0)
    return closing if closing < end_line else 0


def _division_ends(source: str) -> dict[int, int]:
    ends: dict[int, int] = {}
    begun: list[int] = []
    for at, line in enumerate(source.split("\n")):
        text = line.lstrip(" >\t")
        if not text.startswith(":::"):
            continue
        if not re.fullmatch(r":{3,}\s*", text):
            begun += [at] if _FENCED_DIV.match(text) else []
        elif begun:
            ends[begun.pop()] = at
    return ends


def _plain_table(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """Reads pandoc's tables that are drawn with dashes: with a line of them below the head, or with a grid."""
    is_grid = _GRID_TABLE.fullmatch(_line(state, line)) is not None
    if not is_grid and (line + 1 >= end_line or not _SIMPLE_TABLE.fullmatch(_line(state, line + 1)) or state.isEmpty(line)):
        return False
    if silent:
        return True
    end = line
    while end < end_line and not state.isEmpty(end) and (not is_grid or _line(state, end)[0] in "+|"):
        end += 1
    rows = [_line(state, at).strip() for at in range(line, end)]
    for row in rows:
        cells = [cell.strip() for cell in (row.strip("|").split("|") if is_grid else re.split(r"\s{2,}", row))]
        if any(map(str.isalnum, row)):
            state.push("table_row", "", 0).content = " | ".join(filter(None, cells))
    state.line = end
    return True


def _verse_bar(state: StateInline, silent: bool) -> bool:
    """Leaves out the bar before a line of pandoc's verse, where all lines have one and no other."""
    at = state.pos
    if state.src[at] != "|" or (at and state.src[at - 1] != "\n") or len(state.src) > _LONGEST_VERSE:
        return False
    if not _VERSE.fullmatch(state.src):
        return False
    state.pos += len(state.src[at : at + 2])
    return True


def _escaped_space(state: StateInline, silent: bool) -> bool:
    """Reads pandoc's no-break space, a backslash before a space; before the end of a line it breaks the line."""
    found = _ESCAPED_SPACE.match(state.src, state.pos, state.posMax)
    if found is None or state.src[state.pos - 1 : state.pos] == ":":  # the root of a drive
        return False
    if not silent:
        if found["end"]:
            state.push("hardbreak", "br", 0)
        else:
            state.pending += " "
    state.pos = found.end()
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


def _late_definition(state: StateInline, silent: bool) -> bool:
    """Keeps the brackets of "[//]: # (…)" in mid-line, where it defines nothing, though the same label is defined elsewhere."""
    found = _LATE_DEFINITION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
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
