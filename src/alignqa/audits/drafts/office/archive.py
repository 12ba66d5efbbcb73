"""The parts of an office document, unpacked in memory and within limits."""

from __future__ import annotations

import io
import zipfile
import zlib

from alignqa.errors import UsageError
from alignqa.papers.parsing.html.tree import Element, read_xml

_LARGEST_PART = 100_000_000  # bytes, unpacked; the text of a book of a thousand pages has a tenth of it
_MAX_RATIO = 1_000  # only zeros and attacks shrink to a thousandth
_RATIO_IGNORED = 1_000_000  # bytes
_HINT = "Save it again as .docx or .odt, or give the draft as text"


class OfficeArchive:
    """An archive of XML parts; UsageError if it is broken, or a part of it is."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UsageError(f"{name} is a broken office document: {error}.", hint=_HINT) from error

    def __contains__(self, part: str) -> bool:
        return part in self._archive.NameToInfo

    def tree(self, part: str) -> Element:
        """Returns the tree of a part; an empty one if the archive does not have the part."""
        if part not in self:
            return Element("")
        try:
            info = self._archive.getinfo(part)
            with self._archive.open(info) as member:
                data = member.read(_LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise UsageError(f"{self.name} is broken at {part}: {error}.", hint=_HINT) from error
        far_too_dense = len(data) > _RATIO_IGNORED and len(data) / max(info.compress_size, 1) > _MAX_RATIO
        if len(data) > _LARGEST_PART or far_too_dense:
            raise UsageError(f"{self.name} unpacks to far more than a draft holds (at {part}).", hint=_HINT)
        try:
            return read_xml(data)
        except SyntaxError as error:  # lxml's errors are of this kind
            raise UsageError(f"{self.name} is broken at {part}: {error.msg}.", hint=_HINT) from error
