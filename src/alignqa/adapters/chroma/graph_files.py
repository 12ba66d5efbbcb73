"""Checks the graph files of a Chroma folder: Chroma follows a wrong link, or reads beyond the end of a file, and crashes."""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

# hnswlib's header.bin in Chroma's format version 1: version, offset, maximum of elements, elements, bytes per element,
# offset of the label, offset of the vector, highest level, first element, links per level and on level 0, M, factor, ef.
_HEADER = struct.Struct("<iQQQQQQiIQQQdQ")
_MAX_LINKS, _MAX_LEVEL = 1_000, 60
_AT_ONCE = 65_536  # elements, so that a large graph takes no more memory than a small one

# Any process that opens a graph that has never been stored, even to read it, writes its files anew, header first.
# So a file that is wrong now may be complete in a moment, and is checked again after each of these pauses.
_PAUSES_S = (0.02, 0.1, 0.4, 1.5)


def damaged_file(folder: Path) -> Path | None:
    """Finds a graph file below `folder` that is too short or has a wrong link, and stays so for two seconds, or None."""
    found = _damaged(folder)
    for pause in _PAUSES_S:
        if found is None:
            break
        time.sleep(pause)
        found = _damaged(folder)
    return found


def elements(folder: Path) -> int:
    """Counts the elements of the graphs below `folder`, deleted ones included, as they were last written to the disk."""
    graphs = (_Graph.read(header.read_bytes()) for header in folder.glob("*/header.bin"))
    return sum(graph.elements for graph in graphs if graph)


def _damaged(folder: Path) -> Path | None:
    for header in sorted(folder.glob("*/header.bin")):
        try:
            data = header.read_bytes()
            if int.from_bytes(data[:4], "little") > 1:
                continue  # the format of a later Chroma
            if (graph := _Graph.read(data)) is None:
                return header
            for name, is_sound in (
                ("data_level0.bin", graph.has_level_0),
                ("length.bin", lambda path, graph=graph: path.stat().st_size >= graph.elements * 4),
                ("link_lists.bin", graph.has_levels),
            ):
                if graph.elements and not (header.with_name(name).exists() and is_sound(header.with_name(name))):
                    return header.with_name(name)
        except FileNotFoundError:  # the index is being cleared
            continue
    return None


@dataclass(frozen=True, slots=True)
class _Graph:
    """The numbers of a header that the other files must agree with."""

    elements: int
    bytes_each: int
    levels: int
    first: int
    links: int

    @classmethod
    def read(cls, data: bytes) -> Self | None:
        """Reads a header; None if its numbers cannot be right."""
        if len(data) < _HEADER.size:
            return None
        version, start, most, elements, each, label, vector, levels, first, links, links_0, m, factor, _ = _HEADER.unpack_from(
            data
        )
        sound = (
            (version, start, m, links_0) == (1, 0, links, 2 * links)
            and 1 < links <= _MAX_LINKS
            and (vector, label) == (4 * links_0 + 4, each - 8)
            and label > vector
            and elements <= most
            and bool(np.isclose(factor, 1 / np.log(links)))
            and (not elements or (0 <= levels <= _MAX_LEVEL and first < elements))
        )
        return cls(elements, each, levels, first, links) if sound else None

    def has_level_0(self, path: Path) -> bool:
        """Checks that each element of the lowest level has links to elements that exist."""
        if path.stat().st_size < self.elements * self.bytes_each:
            return False
        rows = np.memmap(path, dtype=np.uint8, mode="r")[: self.elements * self.bytes_each].reshape(self.elements, -1)
        return all(
            self._are_links(np.ascontiguousarray(rows[at : at + _AT_ONCE, : 8 * self.links + 4]).view("<u4"), 2 * self.links)
            for at in range(0, self.elements, _AT_ONCE)
        )

    def has_levels(self, path: Path) -> bool:
        """Checks the links of the higher levels: each element they lead to must be on that level, too."""
        words = np.fromfile(path, dtype="<u4")
        block = self.links + 1
        tops = np.zeros(self.elements, dtype=np.int64)
        starts: list[int] = []
        levels: list[int] = []
        # The file has the bytes of each element's lists, 0 for most elements, and the lists; zeros are stepped over at once.
        others = np.flatnonzero(words)
        at = element = 0
        while element < self.elements and (place := np.searchsorted(others, at)) < len(others):
            element, at = element + int(others[place]) - at, int(others[place])
            if element >= self.elements:
                break
            size = int(words[at])
            top = size // (4 * block)
            if size % (4 * block) or top > self.levels or at + 1 + top * block > len(words):
                return False
            tops[element] = top
            starts += range(at + 1, at + 1 + top * block, block)
            levels += range(1, top + 1)
            at, element = at + 1 + top * block, element + 1
        if at + self.elements - element > len(words) or tops[self.first] != self.levels:
            return False
        lists = words[np.add.outer(np.array(starts, dtype=np.int64), np.arange(block))]
        if not self._are_links(lists, self.links):
            return False
        found, places = np.nonzero(np.arange(self.links) < (lists[:, :1] & 0xFFFF))
        return bool((tops[lists[found, places + 1]] >= np.array(levels, dtype=np.int64)[found]).all())

    def _are_links(self, words: np.typing.NDArray[np.uint32], most: int) -> bool:
        """Checks lists of links: the number of links, whose upper half marks a deleted element, and that many elements."""
        counts = words[:, :1] & 0xFFFF
        unused = np.arange(most) >= counts
        return bool((counts <= most).all() and (unused | (words[:, 1:] < self.elements)).all())
