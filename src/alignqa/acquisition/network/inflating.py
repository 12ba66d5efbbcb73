"""Unpacks gzip in memory, within limits."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from alignqa.acquisition.failures import TooMuch
from alignqa.errors import ProviderError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b"

# Text packs to about a fifth and a blank page of a figure to a fiftieth; only a decompression bomb exceeds this ratio.
_MAX_RATIO = 200
_RATIO_APPLIES_FROM = 1_000_000  # bytes
_STEP = 65_536


class Inflating(io.RawIOBase):
    """The content of gzipped bytes as a stream.

    TooMuch if it exceeds `maximum` bytes or two hundred times what was read; ProviderError if it is damaged or truncated.
    """

    def __init__(self, data: bytes, *, maximum: int) -> None:
        self._data = memoryview(data)
        self._taken = 0
        self._given = 0
        self._maximum = maximum
        self._stream = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        """Returns True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Reads up to the length of the buffer into it; returns the number of bytes, 0 at the end."""
        target = memoryview(buffer).cast("B")
        if not len(target):
            return 0
        content = b""
        while not content:
            if self._stream.eof and not self._next_member():
                return 0
            content = self._inflate(len(target))
        target[: len(content)] = content
        self._given += len(content)
        if self._given > self._maximum:
            raise TooMuch(f"The answer unpacks to more than {self._maximum:,} bytes.")
        if self._given > max(_RATIO_APPLIES_FROM, _MAX_RATIO * self._taken):
            raise TooMuch(f"The answer unpacks to more than {_MAX_RATIO} times its size.")
        return len(content)

    def _inflate(self, maximum: int) -> bytes:
        waiting = self._stream.unconsumed_tail
        if not waiting:
            waiting = bytes(self._data[self._taken : self._taken + _STEP])
            self._taken += len(waiting)
            if not waiting:
                raise ProviderError("The gzipped file is truncated.")
        try:
            return self._stream.decompress(waiting, maximum)
        except zlib.error as error:
            raise ProviderError(f"The gzipped file is damaged: {error}.") from error

    def _next_member(self) -> bool:
        """Moves on to the next gzip member, if there is one; anything else after the last member is padding."""
        self._taken -= len(self._stream.unused_data)
        if bytes(self._data[self._taken : self._taken + len(GZIP)]) != GZIP:
            return False
        self._stream = zlib.decompressobj(wbits=31)
        return True


def inflated(data: bytes, *, maximum: int) -> bytes:
    """Returns the whole content of gzipped bytes; errors as in `Inflating`."""
    return Inflating(data, maximum=maximum).readall()
