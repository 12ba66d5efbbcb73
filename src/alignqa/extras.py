"""Reports optional libraries that are not installed, with the extra that installs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alignqa.errors import AlignqaError


@contextmanager
def needs(library: str, *, extra: str) -> Iterator[None]:
    """Encloses the imports of an optional library; AlignqaError, which names the extra, if it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise AlignqaError(f"{library} is not installed.", hint=f"Install it: pip install 'alignqa[{extra}]'") from error
