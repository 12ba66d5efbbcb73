"""Words that are left out of a running text, because they are struck out or stand in another note.

One rule for all formats: where words are missing inside a sentence and no others were put in their place, "[…]" stands for them,
so that no quotation shows the rest as if it were whole. Nothing stands for whole sentences, for an aside between brackets or
commas, and for letters within a word.
"""

from __future__ import annotations

import re

LEFT_OUT = "\ue006"
"""Stands for words that were left out until `with_omissions` has read the text around them."""

PUT_IN = "\ue007"
"""Stands on both sides of words that their author put in later, which are there in the place of what was left out."""

_PIECE = "\ue008"  # stands for a single word, or a part of one
_SIGN = "[…]"
_MARKS = re.compile(rf"[{LEFT_OUT}{_PIECE}](?:\s{{0,60}}[{LEFT_OUT}{_PIECE}])*")
_CONTEXT = 60  # characters
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*\Z")


def left_out(words: str) -> str:
    """Returns the mark that stands for these words; nothing for mere punctuation."""
    if not any(map(str.isalnum, words)):
        return ""
    return LEFT_OUT if len(words.split()) > 1 else _PIECE


def with_omissions(text: str, *, gap: str = "") -> str:
    """Returns the text with "[…]" where a sentence lacks words, and with `gap` where it is whole without them."""
    if LEFT_OUT not in text and _PIECE not in text:
        return text.replace(PUT_IN, "")

    def shown(found: re.Match[str]) -> str:
        before = text[max(0, found.start() - _CONTEXT) : found.start()].rpartition("\n\n")[2]
        after = text[found.end() : found.end() + _CONTEXT].partition("\n\n")[0]
        is_part = found[0] == _PIECE and (before[-1:].isalnum() or after[:1].isalnum())
        return gap if is_part or _is_whole(before.rstrip(), after.lstrip()) else _SIGN

    return _MARKS.sub(shown, text).replace(PUT_IN, "")


def _is_whole(before: str, after: str) -> bool:
    """Checks whether a text is whole although something between these two parts of it was left out."""
    if before[-1:] == PUT_IN or after[:1] == PUT_IN:
        return True
    if not before or _SENTENCE_END.search(before):
        return not after[:1].islower()
    if before[-1] in "([" and after[:1] and after[0] in ")]":
        return True
    return before[-1] in ",;–—" and after[:1] != "" and after[0] in ",;–—.:!?)"
