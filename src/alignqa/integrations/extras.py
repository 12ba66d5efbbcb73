"""The error for a library that is not there: it names the extra that brings it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alignqa.errors import AlignqaError


@contextmanager
def needs(library: str, *, extra: str) -> Iterator[None]:
    """Around the imports of an optional library."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise AlignqaError(f"{library} is not installed.", hint=f"Install it: pip install 'alignqa[{extra}]'") from error
