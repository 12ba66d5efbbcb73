"""Reads answers in JSON, whose fields may be of any kind: one of a wrong kind counts as empty."""

from __future__ import annotations

import json
from collections.abc import Mapping

from alignqa.acquisition.network.web import LATER, Web
from alignqa.errors import ProviderError

_MAX_BYTES = 8_000_000


def ask_for_object(
    web: Web, url: str, *, about: str, private: Mapping[str, str] | None = None, keep_absence: bool = False
) -> Mapping[str, object]:
    """Returns the JSON object at an address; ProviderError, which names `about`, if there is none.

    With `keep_absence`, NotThere is kept for a day like an answer.
    """
    answer = web.get(url, max_bytes=_MAX_BYTES, private=private, keep_absence=keep_absence)
    try:
        found = json.loads(answer.data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        web.forget(url)
        raise ProviderError(f"The answer of {url.split('/')[2]} about {about} cannot be read.", hint=LATER)
    return found


def object_of(value: object) -> Mapping[str, object]:
    """Returns a value that is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """Returns a value that is a list, else an empty one."""
    return value if isinstance(value, list) else []


def string_of(value: object) -> str:
    """Returns a value that is a string, else an empty one."""
    return value if isinstance(value, str) else ""
