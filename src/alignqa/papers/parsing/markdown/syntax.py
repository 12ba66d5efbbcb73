"""The Markdown that papers are written in: CommonMark with tables, footnotes, admonitions and TeX formulas."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from alignqa.papers.parsing.markdown.dialects import add_dialects

# Deeper block quotes and lists do not occur in real papers; markdown-it counts two levels for a list.
_DEEPEST = 60
# Each footnote and admonition is parsed by a call of its own, so their nesting is counted separately.
_DEEPEST_CONTAINER = 8
_FOOTNOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:[ \t]*")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)[\w \t-]*(?:\"(?P<title>.*)\")?[ \t]*$|===[ \t]+\"(?P<tab>.*)\"[ \t]*$"
)


def parser() -> MarkdownIt:
    """Returns a parser whose tokens are CommonMark's, those of tables, and these of its own.

    `footnote_open`/`footnote_close` around a note, `admonition_open`/`admonition_close` around a box
    (its title comes first, as an inline token; `info` is "empty" if there is nothing else in the box, and `markup` is its kind),
    `math_block`, and inline `math` and `footnote_mark`; and those of `dialects`.
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("reference", "footnote", _footnote, interrupts)
    markdown.block.ruler.before("code", "admonition", _admonition, interrupts)
    markdown.block.ruler.before("code", "math_block", _math_block, interrupts)
    markdown.inline.ruler.before("escape", "math", _math)
    markdown.inline.ruler.before("link", "footnote_mark", _footnote_mark)
    add_dialects(markdown)
    return markdown


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_indented(state: StateBlock, line: int) -> bool:
    """Checks whether the line would be indented code, to which no other mark applies."""
    return state.sCount[line] - state.blkIndent >= 4


def _indented_block(state: StateBlock, line: int, end_line: int) -> int:
    """Returns the line after the block that begins at `line` and is indented by four columns, without trailing blank lines."""
    last = line
    for following in range(line, end_line):
        if state.isEmpty(following):
            continue
        if not _is_indented(state, following):
            break
        last = following + 1
    return last


def _nested(state: StateBlock, text: str) -> list[Token]:
    """Returns the tokens of a block inside a block; text that nests too deeply becomes a plain paragraph."""
    depth = state.env.get("containers", 0)
    tokens: list[Token] = []
    if depth >= _DEEPEST_CONTAINER:
        inline = Token("inline", "", 0, content=text, children=[])
        return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]
    state.env["containers"] = depth + 1
    state.md.block.parse(text, state.md, state.env, tokens)
    state.env["containers"] = depth
    for token in tokens:
        token.level += 1
    return tokens


def _footnote(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    if _is_indented(state, line):
        return False
    found = _FOOTNOTE.match(_line(state, line))
    if found is None:
        return False
    if silent:
        return True
    following = line + 1
    # The note's first paragraph may continue without indentation, as any paragraph may.
    while following < end_line and not state.isEmpty(following) and not _FOOTNOTE.match(_line(state, following)):
        if not _is_indented(state, following) and _starts_block(state, following, end_line):
            break
        following += 1
    first = "\n".join([_line(state, line)[found.end() :], *(_line(state, number) for number in range(line + 1, following))])
    end = _indented_block(state, following, end_line)
    rest = state.getLines(following, end, state.blkIndent + 4, False) if end > following else ""
    state.push("footnote_open", "", 1).info = found["label"]
    state.tokens.extend(_nested(state, f"{first}\n{rest}"))
    state.push("footnote_close", "", -1)
    state.line = max(end, following)
    return True


def _starts_block(state: StateBlock, line: int, end_line: int) -> bool:
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, end_line, True) for rule in rules)


def _admonition(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    if _is_indented(state, line):
        return False
    found = _ADMONITION.match(_line(state, line))
    if found is None:
        return False
    if silent:
        return True
    end = _indented_block(state, line + 1, end_line)
    inside = _nested(state, state.getLines(line + 1, end, state.blkIndent + 4, False)) if end > line + 1 else []
    opening = state.push("admonition_open", "", 1)
    opening.info, opening.markup = "full" if inside else "empty", found["kind"] or ""
    title = found["title"] or found["tab"]
    if title:
        state.push("inline", "", 0).content = title
        state.tokens[-1].children = []
    state.tokens.extend(inside)
    state.push("admonition_close", "", -1)
    state.line = max(end, line + 1)
    return True


def _math_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    first = _line(state, line)
    if not first.startswith("$$"):
        return False
    closing = first.find("$$", 2)
    if closing >= 0 and first[closing + 2 :].strip():
        return False  # `$$x$$ is where …` is a sentence
    last = line
    while closing < 0:
        last += 1
        if last >= min(end_line, line + _LONGEST_DISPLAY):
            return False
        following = _line(state, last)
        closing = following.find("$$")
        if closing >= 0 and following[closing + 2 :].strip(" .,;"):
            return False
    if silent:
        return True
    token = state.push("math_block", "", 0)
    token.content = "\n".join(_line(state, number) for number in range(line, last + 1)).strip().strip("$.,; \n")
    state.line = last + 1
    return True


def _math(state: StateInline, silent: bool) -> bool:
    """Reads a formula between dollar signs; "$5 and $10" is not one, since its second dollar sign follows a space."""
    if state.src[state.pos] != "$":
        return False
    mark = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(mark)
    end = _closing_dollar(state, start, mark)
    if end < 0:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = state.src[start:end]
        token.markup = mark
    state.pos = end + len(mark)
    return True


# Lines; without the bound one pair of dollar signs that means money would swallow the text up to the next pair.
_LONGEST_DISPLAY = 40
# Longer formulas are displayed ones; the bound keeps a text full of dollar signs linear.
_LONGEST_FORMULA = 1_000


def _closing_dollar(state: StateInline, start: int, mark: str) -> int:
    limit = min(state.posMax, start + _LONGEST_FORMULA)
    if start >= limit or (mark == "$" and state.src[start].isspace()):
        return -1
    end = state.src.find(mark, start, limit)
    while end > start and state.src[end - 1] == "\\":
        end = state.src.find(mark, end + 1, limit)
    if end <= start:
        return -1
    if mark == "$" and (state.src[end - 1].isspace() or state.src[end + 1 : end + 2].isdigit()):
        return -1
    return end


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    found = _FOOTNOTE_MARK.match(state.src, state.pos, state.posMax)
    if found is None or state.src[found.end() : found.end() + 1] == "(":
        return False
    if not silent:
        state.push("footnote_mark", "", 0)
    state.pos = found.end()
    return True
