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
        words = np.ascontiguousarray(rows[:, : 8 * self.links + 4]).view("<u4")
        return self._are_links(words, 2 * self.links)

    def has_levels(self, path: Path) -> bool:
        """Checks the links of the higher levels: each element they lead to must be on that level, too."""
        data = path.read_bytes()
        block = 4 * self.links + 4
        at, tops, found = 0, np.zeros(self.elements, dtype=np.int64), []
        for element in range(self.elements):
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
            if size:
                tops[element] = size // block
                if size % block or tops[element] > self.levels or at + size > len(data):
                    return False
                found += [(level, data[at + (level - 1) * block : at + level * block]) for level in range(1, tops[element] + 1)]
                at += size
        if at > len(data) or tops[self.first] != self.levels:
            return False
        words = np.frombuffer(b"".join(links for _, links in found), dtype="<u4").reshape(len(found), -1)
        if not self._are_links(words, self.links):
            return False
        lists, places = np.nonzero(np.arange(self.links) < (words[:, :1] & 0xFFFF))
        return bool((tops[words[lists, places + 1]] >= np.array([level for level, _ in found], dtype=np.int64)[lists]).all())

    def _are_links(self, words: np.typing.NDArray[np.uint32], most: int) -> bool:
        """Checks lists of links: the number of links, whose upper half marks a deleted element, and that many elements."""
        counts = words[:, :1] & 0xFFFF
        used = np.arange(most) < counts
        return bool((counts <= most).all() and (words[:, 1:][used] < self.elements).all())
