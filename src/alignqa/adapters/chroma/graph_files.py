"""Whether the graph files of a Chroma folder are whole: Chroma reads beyond the end of shortened ones, and the process dies."""

from __future__ import annotations

import struct
import time
from pathlib import Path

# The beginning of hnswlib's header.bin: version, offset, most elements, elements, bytes an element (format version 1).
# Beside the vectors, each element has a length and the size of its list of links, four bytes each.
_HEADER = struct.Struct("<iQQQQ")


# Whoever opens a graph that has never been stored writes its files anew, header first, another reader as well as a writer.
# So a file that is short now may be whole in a moment, and is looked at again after each of these pauses.
_PAUSES_S = (0.02, 0.1, 0.4, 1.5)


def damaged_file(folder: Path) -> Path | None:
    """A graph file below `folder` that is shorter than its header says, and stays so for two seconds, or None."""
    found = _shortened(folder)
    for pause in _PAUSES_S:
        if found is None:
            break
        time.sleep(pause)
        found = _shortened(folder)
    return found


def _shortened(folder: Path) -> Path | None:
    """A graph file that is shorter than its header says now; headers of another version are not judged."""
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
