"""Whether the graph files of a Chroma folder are whole: Chroma reads beyond the end of shortened ones, and the process dies."""

from __future__ import annotations

import struct
from pathlib import Path

# The beginning of hnswlib's header.bin: version, offset, most elements, elements, bytes an element (format version 1).
# Beside the vectors, each element has a length and the size of its list of links, four bytes each.
_HEADER = struct.Struct("<iQQQQ")


def shortened(folder: Path) -> Path | None:
    """A graph file below `folder` that is shorter than its header says, or None; headers of another version are not judged."""
    for header in sorted(folder.glob("*/header.bin")):
        data = header.read_bytes()
        if len(data) < _HEADER.size:
            return header
        version, _, _, elements, element_bytes = _HEADER.unpack_from(data)
        if version != 1 or not elements:
            continue
        least = {"data_level0.bin": elements * element_bytes, "length.bin": elements * 4, "link_lists.bin": elements * 4}
        for name, size in least.items():
            path = header.with_name(name)
            if not path.exists() or path.stat().st_size < size:
                return path
    return None
