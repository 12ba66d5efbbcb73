"""Checks that the graph files of a Chroma folder are complete: Chroma reads beyond the end of truncated ones and crashes."""

from __future__ import annotations

import struct
import time
from pathlib import Path

# The beginning of hnswlib's header.bin: version, offset, maximum of elements, elements, bytes per element (format version 1).
# Beside its vector, each element has a length and the size of its list of links, four bytes each.
_HEADER = struct.Struct("<iQQQQ")

# Any process that opens a graph that has never been stored, even to read it, writes its files anew, header first.
# So a file that is too short now may be complete in a moment, and is checked again after each of these pauses.
_PAUSES_S = (0.02, 0.1, 0.4, 1.5)


def damaged_file(folder: Path) -> Path | None:
    """Finds a graph file below `folder` that is shorter than its header says and stays so for two seconds, or None."""
    found = _truncated(folder)
    for pause in _PAUSES_S:
        if found is None:
            break
        time.sleep(pause)
        found = _truncated(folder)
    return found


def _truncated(folder: Path) -> Path | None:
    """Finds a graph file that is shorter than its header says now; headers of other versions are skipped."""
    for header in sorted(folder.glob("*/header.bin")):
        try:
            data = header.read_bytes()
        except FileNotFoundError:  # the index is being cleared
            continue
        if len(data) < _HEADER.size:
            return header
        version, _, _, elements, element_bytes = _HEADER.unpack_from(data)
        if version != 1 or not elements:
            continue
        minimum = {"data_level0.bin": elements * element_bytes, "length.bin": elements * 4, "link_lists.bin": elements * 4}
        for name, size in minimum.items():
            path = header.with_name(name)
            if not path.exists() or path.stat().st_size < size:
                return path
    return None
