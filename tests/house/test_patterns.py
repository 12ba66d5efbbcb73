"""Every regular expression of the package takes time in proportion to the text, whatever the text.

Here each is tried on some texts; `make fuzz` tries four times as many.
"""

from __future__ import annotations

import os
import re
import time
from typing import Any

import pytest
from pattern_attacks import NamedPattern, attacks, patterns

# Texts four or five times as long take a careful pattern as many times as long, and a careless one sixteen times or more.
_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "fresh"
_SIZES = (400, 2_000, 8_000, 32_000)
_GROWTH = 9.0
_UNNOTICED, _HARMLESS = 0.0005, 0.003  # seconds; what is this fast on the second text is no danger, or no great one
_TOO_LONG = 0.25  # seconds for at most 32,000 characters, after such growth
_ROUNDS = 3  # so that a busy machine does not look like growth


def grows(pattern: re.Pattern[Any], method: str, text: str, *, unnoticed: float = _UNNOTICED) -> bool:
    """Checks whether a repeated text takes a pattern more and more time for each of its characters."""
    repeated = [text * max(size // len(text), 1) for size in _SIZES]
    if _seconds(pattern, method, repeated[1], rounds=1) < unnoticed:
        return False
    for _ in range(_ROUNDS):
        times = [_seconds(pattern, method, repeated[0])]
        for one in repeated[1:]:
            times.append(_seconds(pattern, method, one))
            if times[-1] < _GROWTH * times[-2]:
                break
            if times[-1] > _TOO_LONG:
                return True
        else:
            continue
        return False
    return True


def _seconds(pattern: re.Pattern[Any], method: str, text: str, *, rounds: int = 2) -> float:
    subject: Any = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")
    empty: Any = subject[:0]
    arguments = (empty, subject) if method in {"sub", "subn"} else (subject,)
    fastest = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        found = getattr(pattern, method)(*arguments)
        if method == "finditer":
            for _match in found:
                pass
        fastest = min(fastest, time.process_time() - began)
        if fastest > 0.05:
            break
    return fastest


def faults(named: NamedPattern, *, thorough: bool, unnoticed: float = _HARMLESS) -> str | None:
    for text in attacks(named.pattern, thorough=thorough):
        for method in named.methods:
            if grows(named.pattern, method, text, unnoticed=unnoticed):
                return f"{named.name}.{method} on {text!r} over and over"
    return None


def test_no_pattern_takes_more_time_for_each_character_of_a_longer_text() -> None:
    found = patterns()
    assert len(found) > 400
    assert [
        fault for named in found if (fault := faults(named, thorough=_THOROUGH, unnoticed=_UNNOTICED if _THOROUGH else _HARMLESS))
    ] == []


@pytest.mark.parametrize("careless", [r"\s*x", r"(a+)b", r"<!--.*?-->", r"\w+@\w+", r"\\cite\[[^\]]*\]"])
def test_a_careless_pattern_is_found(careless: str) -> None:
    assert faults(NamedPattern("careless", re.compile(careless, re.DOTALL), ("finditer",)), thorough=True, unnoticed=0.0)


@pytest.mark.parametrize("careful", [r"x\s*", r"\s{0,60}x", r"<[^<>]*>", r"(?<!\w)\w++@", r"\\cite\[[^\]]{0,99}\]"])
def test_a_careful_pattern_is_not(careful: str) -> None:
    assert faults(NamedPattern("careful", re.compile(careful), ("finditer",)), thorough=True, unnoticed=0.0) is None
