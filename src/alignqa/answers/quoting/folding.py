"""Folding: makes a text comparable, and keeps the source span of every character.

Texts that are equal when folded differ only in compatibility forms (NFKC), case, white space, quotation marks, dashes,
hyphenation and invisible characters.
Folding serves comparison alone; the text that is shown is always the source's own slice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from alignqa.papers.document import Span

_SOFT_HYPHEN = "\u00ad"
_MAPPED = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒−", "-") | dict.fromkeys("—―⸺⸻", "–")
)
_MARKS = "\u0300-\u036f"
_INVISIBLE = "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
# A character and what modifies it; folded as one, so that decomposed letters equal composed ones.
_CLUSTER = re.compile(f".(?:[{_MARKS}{_INVISIBLE}]|{_SOFT_HYPHEN}{{1,8}}(?=[{_MARKS}{_INVISIBLE}]))*", re.DOTALL)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` and `ends[i]` bound the source characters that folded character `i` stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """Returns the source span of the folded range `start:end`, which must not be empty."""
        return Span(self.starts[start], self.ends[end - 1])


@dataclass(frozen=True, slots=True)
class _Step:
    """Replaces whatever `pattern` matches by one character, or by nothing."""

    pattern: re.Pattern[str]
    by: str


# Applied in this order; none leaves anything that it or an earlier one would change, so that folding twice changes nothing.
_STEPS = (
    _Step(re.compile(f"(?<={_LETTER}){_SOFT_HYPHEN}+ +(?={_LETTER})|{_SOFT_HYPHEN}+"), ""),
    _Step(re.compile(r"^ +| +$"), ""),
    _Step(re.compile(r" {2,}"), " "),
    _Step(re.compile(r"(?: ?(?:–|-{2,}) ?| - )+"), "–"),
    _Step(re.compile(f"(?<={_LETTER})- ?(?={_LETTER})"), ""),
    _Step(re.compile(r"^ | $"), ""),
)


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Folds `text`; white space at the ends is dropped, and so is a hyphen between letters with the space after it."""
    folded = _mapped_ascii(text) if text.isascii() else _mapped(text)
    for step in _STEPS:
        folded = _replaced(folded, step)
    return folded


_ASCII = {code: " " if chr(code).isspace() else chr(code).lower().translate(_MAPPED) for code in range(128)}


def _mapped_ascii(text: str) -> Folded:
    return Folded(text.translate(_ASCII), tuple(range(len(text))), tuple(range(1, len(text) + 1)))


def _mapped(text: str) -> Folded:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        start, end = cluster.span()
        part = _mapped_cluster(cluster.group())
        parts.append(part)
        starts.extend([start] * len(part))
        ends.extend([end] * len(part))
    return Folded("".join(parts), tuple(starts), tuple(ends))


@lru_cache(maxsize=4_096)
def _mapped_cluster(cluster: str) -> str:
    """Maps a cluster to lower-case compatibility form; white space, quotes, hyphens and dashes each become one character."""
    if len(cluster) > 1:
        cluster = cluster[0] + cluster[1:].replace(_SOFT_HYPHEN, "")
    # Mapped before normalisation, too: NFKC would split an acute accent that stands for an apostrophe into a space and a mark.
    cluster = unicodedata.normalize("NFKC", _UNSEEN.sub("", cluster).translate(_MAPPED))
    folded = unicodedata.normalize("NFKC", cluster.casefold()).translate(_MAPPED)
    return "".join(" " if char.isspace() else char for char in folded)


def _replaced(folded: Folded, step: _Step) -> Folded:
    matches = list(step.pattern.finditer(folded.text))
    if not matches:
        return folded
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(text: str, first: Sequence[int], last: Sequence[int]) -> None:
        parts.append(text)
        starts.extend(first)
        ends.extend(last)

    done = 0
    for match in matches:
        start, end = match.span()
        keep(folded.text[done:start], folded.starts[done:start], folded.ends[done:start])
        if step.by:
            keep(step.by, folded.starts[start : start + 1], folded.ends[end - 1 : end])
        done = end
    keep(folded.text[done:], folded.starts[done:], folded.ends[done:])
    return Folded("".join(parts), tuple(starts), tuple(ends))
