"""Gzip, read in memory and never further than agreed."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from alignqa.acquisition.failures import TooMuch
from alignqa.errors import ProviderError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b"

# Text packs to about a fifth and a blank page of a figure to a fiftieth; only a bomb goes on beyond this.
_RATIO = 200
_RATIO_HOLDS_FROM = 1_000_000
_STEP = 65_536


class Inflating(io.RawIOBase):
    """The content of gzipped bytes as a stream.

    TooMuch where it exceeds `maximum` bytes or two hundred times what was read; ProviderError where it is damaged or cut short.
    """

    def __init__(self, data: bytes, *, maximum: int) -> None:
        self._data = memoryview(data)
        self._taken = 0
        self._given = 0
        self._maximum = maximum
        self._stream = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fills the buffer, as far as there is content."""
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
            raise TooMuch(f"What came unpacks to more than {self._maximum:,} bytes.")
        if self._given > max(_RATIO_HOLDS_FROM, _RATIO * self._taken):
            raise TooMuch(f"What came unpacks to more than {_RATIO} times its size.")
        return len(content)

    def _inflate(self, maximum: int) -> bytes:
        waiting = self._stream.unconsumed_tail
        if not waiting:
            waiting = bytes(self._data[self._taken : self._taken + _STEP])
            self._taken += len(waiting)
            if not waiting:
                raise ProviderError("The gzipped file is cut short.")
        try:
            return self._stream.decompress(waiting, maximum)
        except zlib.error as error:
            raise ProviderError(f"The gzipped file is damaged: {error}.") from error

    def _next_member(self) -> bool:
        """Goes on to the next of several gzip members; what is no member after the last one is padding."""
        self._taken -= len(self._stream.unused_data)
        if bytes(self._data[self._taken : self._taken + len(GZIP)]) != GZIP:
            return False
        self._stream = zlib.decompressobj(wbits=31)
        return True


def inflated(data: bytes, *, maximum: int) -> bytes:
    """The whole content of gzipped bytes; errors as `Inflating`."""
    return Inflating(data, maximum=maximum).readall()
