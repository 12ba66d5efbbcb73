"""The marks that note-taking programs put into a paragraph: tasks, block ids, fields, tags, templates; none are its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from alignqa.papers.parsing.markdown.inline import visible_text
from alignqa.papers.parsing.markdown.lines import joined, lines_of

_TASK = re.compile(r"\A\[[ xX/<>?!*-]\]\s+")
# "^quote-1" at the end of a block names it, so that other notes can link to it.
_BLOCK_ID = re.compile(r"(?:\A|\s{1,60})\^(?=[\w-]*[A-Za-z]|\w{6}\Z)[A-Za-z0-9-]+\Z")
_TAGS = re.compile(r"(?:#[^\W\d][\w/-]*[\s,]*)+")
# Blocks of site generators, commands that stand alone, such as \\newpage in a file for pandoc, and definitions of abbreviations.
_TEMPLATE = re.compile(
    r"\{[{%].*[%}]\}|(?:\*\[[^\[\]\n]{1,40}\]:[^*]{1,300})+|(?:\\[A-Za-z]{3,}\*?(?:\[[^\]]*\]|\{[^{}]*\})*\s*)+", re.DOTALL
)
_OWN_CODE = re.compile(
    r"<%.{0,200}?%>\s*|\s{0,60}[\[(][A-Za-z][\w -]{0,30}::\s[^\[\]()]{0,100}[\])]"
    r"|(?<=[.!?…\])\"”`])\s{1,60}[A-Za-z][\w-]{0,30}::\s+\S.{0,100}\Z"
)
# The Tasks plugin writes dates, repetition, priority and dependencies of a task behind its text.
_TASK_DATE = r"[✅❌📅📆🗓⏳⌛🛫➕]\ufe0f?[ ]?\d{4}-\d\d-\d\d"
_DATED = re.compile(rf"[ ]{{0,60}}{_TASK_DATE}")
_TASK_MARKS = re.compile(
    rf"(?:[ ]{{1,60}}(?:{_TASK_DATE}|🔁\ufe0f?[ ]?[A-Za-z0-9 ,]{{1,60}}|[🔺⏫🔼🔽⏬]\ufe0f?|[🆔⛔]\ufe0f?[ ]?[\w,-]{{1,60}}"
    r"|🏁[ ]?(?:keep|delete)|#[^\W\d_][\w/-]{0,60}))+\Z"
)
# "(@ex)" numbers an example for pandoc.
_EXAMPLE = re.compile(r"\A\(@[\w-]{0,40}\)\s+")
# Dataview's fields: "author:: Jane Doe".
_FIELD = re.compile(r"\A\[?(?P<key>[A-Za-z][\w -]{,30})::(?:[ \t]+(?P<value>.*?))?\]?\Z")


def without_marks(text: str, *, in_item: bool) -> str:
    """Removes the box of a task, the id of a block, fields in brackets, code of templates and the mark of an example."""
    text = _EXAMPLE.sub("", _BLOCK_ID.sub("", text))
    text = _OWN_CODE.sub("", text) if "::" in text or "<%" in text else text
    return _without_task_marks(text) if in_item else text


def _without_task_marks(text: str) -> str:
    """Removes the box of a task and what the Tasks plugin keeps behind it; in other items only dates at the end are marks."""
    found = _TASK.match(text)
    marks = _TASK_MARKS.search(text)
    if marks and not marks[0].replace(" ", "").isascii() and (found or _DATED.search(marks[0])):
        text = text[: marks.start()]
    return _DATED.sub("", text[found.end() :]) if found else text


def is_template(text: str) -> bool:
    """Checks for a paragraph that is nothing but code of a template or a command."""
    return _TEMPLATE.fullmatch(text) is not None


def are_tags(text: str) -> bool:
    """Checks for a paragraph of hashtags."""
    return _TAGS.fullmatch(text) is not None


def without_fields(children: Sequence[Token]) -> tuple[list[Token], Sequence[Token]]:
    """Returns the lines of a paragraph of prose that are fields with a value, and the other lines."""
    lines = lines_of(children)
    fields = [line for line in lines if (found := _FIELD.match(visible_text(line).strip())) and found["value"]]
    if not fields or fields_in(children):
        return [], children
    return joined(fields), joined([line for line in lines if line not in fields])


def fields_in(children: Sequence[Token]) -> Mapping[str, str]:
    """Returns the fields that Dataview finds in a paragraph that holds nothing else but tags; the first of a name counts."""
    shown = [visible_text(line).strip() for line in lines_of(children)]
    found = [_FIELD.match(line) for line in shown]
    if not all(field or are_tags(line) for field, line in zip(found, shown, strict=True)):
        return {}
    return {field["key"].strip().lower(): (field["value"] or "").strip() for field in reversed(found) if field}
