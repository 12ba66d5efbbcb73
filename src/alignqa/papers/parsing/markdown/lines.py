"""The lines of a paragraph as its author broke them: headings in bold type, terms of definitions, titles of callouts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile

from markdown_it.token import Token

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.comment_sections import (
    are_names_alone,
    is_comments_heading,
    is_surely_of_comments,
    replies_begin,
    signs_comment,
)
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.parsing.markdown.headings import MarkdownHeading, headings, is_title_like, runs_in
from alignqa.papers.parsing.markdown.inline import is_note_target, visible_text

_CALLOUT = re.compile(r"\A\[!(?P<kind>[\w -]+)(?:\|[^\]]*)?\][+-]?[ \t]*")
_DEFINITION = re.compile(r"\A[:~][ \t]+")
# "##Heading" lacks the space that CommonMark wants; "#word" is a tag.
_UNSPACED = re.compile(r"\A#{2,6}(?=[^\s#])")
_LINK_SEPARATORS = re.compile(r"[\s|·•/,>»←→↑-]*")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]*]*\Z")
_LONGEST_UNDERLINED = 20  # words of a heading that is underlined
_PROFILE = re.compile(r"/@[\w.-]+/?\Z|/(?:users?|authors?|u|profiles?|people|contributors?)/[^/]+/?\Z")
# Emphasis that opens at the start of a paragraph, or closes at its end, and was never matched.
_LONE_STAR = re.compile(r"\A\*(?=\w)|(?<=\s)\*\Z")
# A link around several paragraphs is not parsed as a link; its end is left at the start of the last one.
_LINK_REST = re.compile(r"\A\]\(\S*\)\s*")
_NUMBERED_NOTE = re.compile(r"[\[(]?\d{1,3}[\]).:]?\s|[*†‡§¶^]\s?\S")
# Readwise and other reading apps describe what they exported in a section of this name.
_SECTION_KINDS = {"metadata": RegionKind.FRONT_MATTER}
_SIGNED_WITHIN = 12  # blocks
_LONGEST_NAME_LINE = 12  # words
_CAPTION = re.compile(
    r"(?:(?:Interactive )?Figure|Fig\.|Table|Video|Listing|Algorithm|Box|Exhibit)\s+[A-Z]?\d+(?:[.-]\d+)*\s*[.:|–—]"
    r"|(?:Table|Figure):\s",
    re.IGNORECASE,
)
_RAISED_SIGN = re.compile(r"[¹²³⁰⁴-⁹]{1,3}|[ᵃᵇᶜᵈᵉᶠᵍ]")
_LETTER = re.compile(r"[a-z]")
_NOTE_TEXT = re.compile(r"\s+\S|[^\W\d_][^\W\d_A-Z]{2}|https?://|[“\"'(]")
_EMPHASIS = frozenset({"em_open", "em_close", "image", "softbreak", "hardbreak", "link_open", "link_close"})


def lines_of(children: Sequence[Token]) -> list[list[Token]]:
    """Returns the tokens of each line."""
    lines: list[list[Token]] = [[]]
    for token in children:
        if token.type in {"softbreak", "hardbreak"}:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def joined(lines: Sequence[Sequence[Token]]) -> list[Token]:
    """Returns the tokens of several lines with breaks between them."""
    tokens: list[Token] = []
    for line in lines:
        tokens += ([Token("softbreak", "br", 0)] if tokens else []) + list(line)
    return tokens


def heading_line(line: Sequence[Token]) -> str:
    """Returns the text of a line that is a heading although Markdown does not say so, or an empty string."""
    text = visible_text(line).strip()
    if (found := _UNSPACED.match(text)) and is_title_like(text[found.end() :]):
        return text[found.end() :].strip(" #")
    return text if _is_bold(line) and is_title_like(text) else ""


def run_in_heading(children: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """Returns a bold heading at the start of a paragraph, and what follows it, or None."""
    start = next((place for place, token in enumerate(children) if token.type == "strong_open" or token.content.strip()), None)
    if start is None or children[start].type != "strong_open":
        return None
    end = next((place for place in range(start, len(children)) if children[place].type == "strong_close"), 0)
    rest = children[end + 1 :]
    title = visible_text(children[start:end]).strip()
    if not end or not runs_in(title, visible_text(rest[:8])):
        return None
    return list(children[start + 1 : end]), list(rest)


def _is_bold(line: Sequence[Token]) -> bool:
    """Checks whether all text of a line stands in strong emphasis."""
    depth, seen = 0, False
    for token in line:
        if token.type in {"strong_open", "strong_close"}:
            depth += token.nesting
        elif token.content.strip() or token.type == "image":
            if not depth:
                return False
            seen = True
    return seen and not depth


def definition_lines(lines: Sequence[list[Token]]) -> list[list[Token]]:
    """Returns a term and its definitions one by one if the paragraph is a definition list, or nothing."""
    if not any(_text_starts(line, _DEFINITION) for line in lines):
        return []
    entries: list[list[list[Token]]] = []
    for line in lines:
        if _text_starts(line, _DEFINITION) or not entries:
            entries.append([_without_start(line, _DEFINITION)])
        else:
            entries[-1].append(line)
    return [joined(entry) for entry in entries]


def callout(lines: Sequence[list[Token]]) -> tuple[str, list[Token], list[Token]] | None:
    """Returns the kind ("note"), the title and the text of a callout's first paragraph, or None for any other one."""
    place = _first_text(lines[0]) if lines else None
    found = _CALLOUT.match(lines[0][place].content) if place is not None and lines[0][place].type == "text" else None
    return (found["kind"].lower().strip(), _without_start(lines[0], _CALLOUT), joined(lines[1:])) if found else None


def begins_note(children: Sequence[Token]) -> bool:
    """Checks whether a paragraph begins with a raised sign of Unicode, or with a number that links back to a note's mark."""
    first = next((token for token in children if token.type == "link_open" or token.content.strip()), None)
    if first is not None and (sign := _RAISED_SIGN.match(first.content)):
        return begins_raised_note(first.content[sign.end() :])
    if first is None or first.type != "link_open":
        return False
    target = str(first.attrGet("href") or "")
    label = next((token.content for token in children if token.content.strip()), "")
    return is_note_target(target) and re.search(r"ref|anchor|back", target) is not None and label.strip("[]^. ").isdigit()


def raised_number(children: Sequence[Token]) -> str:
    """Returns the raised number that a paragraph begins with, as a note does, or an empty string."""
    shown = [token.content for token in children if token.content.strip()]
    is_raised = (
        shown[:3:2] == ["<sup>", "</sup>"]
        and (shown[1].isdigit() or _LETTER.fullmatch(shown[1]))
        and begins_raised_note("".join(shown[3:]))
    )
    return shown[1] if is_raised else ""


def begins_raised_note(text: str) -> bool:
    """Checks for the text of a note behind its raised number, unlike that of an isotope such as carbon-14."""
    return _NOTE_TEXT.match(text) is not None


def is_numbered_note(text: str) -> bool:
    """Checks for a block that begins with the number or the sign of a note."""
    return _NUMBERED_NOTE.match(text) is not None


def bare_text(children: Sequence[Token]) -> str:
    """Returns the text of a paragraph without emphasis and links that were cut in two."""
    return _LINK_REST.sub("", _LONE_STAR.sub("", clean(visible_text(children))))


def is_profile_link(children: Sequence[Token]) -> bool:
    """Checks whether a paragraph is one link to the page of a person."""
    shown = [token for token in children if token.type in {"link_open", "link_close"} or token.content.strip()]
    if [token.type for token in shown] != ["link_open", "text", "link_close"]:
        return False
    return _PROFILE.search(str(shown[0].attrGet("href") or "")) is not None


def is_picture(children: Sequence[Token]) -> bool:
    """Checks whether a paragraph shows nothing but pictures."""
    shown = [token for token in children if token.content.strip() or token.type in {"image", "embed"}]
    return bool(shown) and all(token.type in {"image", "embed"} for token in shown)


def is_caption(text: str) -> bool:
    """Checks for a paragraph that begins with the number of a figure or a table."""
    return _CAPTION.match(text) is not None


def is_emphasised(children: Sequence[Token]) -> bool:
    """Checks whether all text of a paragraph is emphasised, as captions below a picture are."""
    depth, seen = 0, False
    for token in children:
        if token.type in {"em_open", "em_close"}:
            depth += token.nesting
        elif token.type not in _EMPHASIS and token.content.strip():
            if not depth:
                return False
            seen = True
    return seen


def _first_text(line: Sequence[Token]) -> int | None:
    return next((place for place, token in enumerate(line) if token.content), None)


def _text_starts(line: Sequence[Token], pattern: re.Pattern[str]) -> bool:
    place = _first_text(line)
    return place is not None and line[place].type == "text" and pattern.match(line[place].content) is not None


def _without_start(line: Sequence[Token], pattern: re.Pattern[str]) -> list[Token]:
    place = _first_text(line)
    if place is None or line[place].type != "text":
        return list(line)
    text = pattern.sub("", line[place].content)
    return [*line[:place], line[place].copy(content=text), *line[place + 1 :]]


def is_navigation(children: Sequence[Token]) -> bool:
    """Checks whether a paragraph consists of two or more links and the marks between them."""
    links = depth = 0
    for token in children:
        if token.type == "link_open":
            links, depth = links + 1, depth + 1
        elif token.type == "link_close":
            depth -= 1
        elif not depth and token.content and not _LINK_SEPARATORS.fullmatch(token.content):
            return False
    return links > 1


def section_headings(tokens: Sequence[Token]) -> dict[int, MarkdownHeading]:
    """Returns the headings that begin a section, by the index of their text in `tokens`; those in lists and quotes are text.

    A heading such as "2 comments", or "Comments" with names and dates below it, begins the comments of others.
    """
    places = [
        index + 1
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and not _is_underlined_prose(token, tokens[index + 1])
    ]
    printed = [(int(tokens[place - 1].tag[1:]), clean(visible_text(tokens[place].children or ()))) for place in places]
    kept = [(place, entry) for place, entry in zip(places, printed, strict=True) if entry[1]]
    found = dict(zip((place for place, _ in kept), headings([entry for _, entry in kept]), strict=True))
    level = 0  # of the heading of comments that the place is below
    replies = replies_in(tokens)
    for place, heading in found.items():
        level = 0 if heading.level <= level else level
        if not level and _begins_comments(heading, tokens[place + 1 :], is_first=place == next(iter(found))):
            level = heading.level
        found[place] = replace(heading, of_comments=level > 0 or (replies is not None and place >= replies))
    return found


def kind_below(heading: MarkdownHeading) -> RegionKind:
    """Returns the kind of the paragraphs below a heading."""
    if heading.begins_bibliography:
        return RegionKind.BIBLIOGRAPHY
    if heading.begins_notes:
        return RegionKind.FOOTNOTE
    return RegionKind.FURNITURE if heading.of_comments else _SECTION_KINDS.get(heading.title.casefold(), RegionKind.BODY)


def _begins_comments(heading: MarkdownHeading, following: Sequence[Token], *, is_first: bool) -> bool:
    printed = f"{heading.number} {heading.title}".strip()
    if is_first or not is_comments_heading(printed):
        return False
    if is_surely_of_comments(printed):
        return True
    section = takewhile(lambda token: token.type != "heading_open" or int(token.tag[1:]) > heading.level, following)
    blocks = list(islice((token.children or () for token in section if token.type == "inline"), _SIGNED_WITHIN))
    bold = [clean(visible_text(children)) for children in blocks if _is_bold(children)]
    return any(_signs(lines_of(children)) for children in blocks) or are_names_alone(bold, [*map(visible_text, blocks)])


def replies_in(tokens: Sequence[Token]) -> int | None:
    """Returns the index of the text where the replies of others begin below a post, without any heading above them."""
    places = [index for index, token in enumerate(tokens) if token.type == "inline"]
    start = replies_begin([clean(visible_text(tokens[place].children or ())) for place in places])
    return None if start is None else places[start]


def _signs(lines: Sequence[Sequence[Token]]) -> bool:
    """Checks for a block whose first line has the name of who commented: with a date, or as a link to a profile."""
    text = clean(visible_text(lines[0]))
    link = next((token for token in lines[0] if token.type == "link_open" or token.content.strip()), None)
    is_linked = link is not None and _PROFILE.search(str(link.attrGet("href") or "")) is not None
    return signs_comment(text) or (is_linked and len(text.split()) <= _LONGEST_NAME_LINE)


def _is_underlined_prose(heading: Token, text: Token) -> bool:
    """Checks for a paragraph above a rule, which CommonMark takes for a heading because no blank line separates them."""
    words = len(visible_text(text.children or ()).split())
    ended = _SENTENCE_END.search(text.content) is not None
    return heading.markup in {"-", "="} and (words > _LONGEST_UNDERLINED or (ended and words > _LONGEST_UNDERLINED // 3))
