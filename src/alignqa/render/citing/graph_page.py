"""The citations between the papers of an index as a page: papers in order of years, and an arc from each to what it cites."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from alignqa.citing.network import CitationNetwork
from alignqa.papers.document import Metadata
from alignqa.render.citing.cited_works import work_name
from alignqa.render.html.receipts import sealed
from alignqa.render.html.templating import render_page

_ROW, _TOP, _EDGE = 26, 20, 190  # units of the picture: height of a row, the first one's middle, and where arcs begin


@dataclass(frozen=True, slots=True)
class GraphRow:
    """A paper of the picture: its name, its height, and the papers it cites and that cite it, by number of their rows."""

    key: str
    name: str
    url: str | None
    y: int
    cites: tuple[int, ...]
    cited_by: tuple[int, ...]


def graph_document(network: CitationNetwork) -> str:
    """Writes the papers that cite or are cited, the oldest first, with arcs, and the same as links below each name."""
    links = [(citing, cited) for citing, cited, _ in network.links()]
    known = {key: network.papers.get(key, Metadata()) for pair in links for key in pair}
    keys = sorted(known, key=lambda key: (known[key].year or 0, key))
    place = {key: number for number, key in enumerate(keys)}
    cites: dict[str, list[int]] = defaultdict(list)
    cited_by: dict[str, list[int]] = defaultdict(list)
    for citing, cited in links:
        cites[citing].append(place[cited])
        cited_by[cited].append(place[citing])
    rows = [
        GraphRow(
            key,
            work_name(known[key]) or key,
            known[key].url,
            _TOP + _ROW * place[key],
            tuple(sorted(cites[key])),
            tuple(sorted(cited_by[key])),
        )
        for key in keys
    ]
    arcs = [_arc(rows[place[citing]], rows[place[cited]]) for citing, cited in links]
    return sealed(render_page("graph.html", rows=rows, arcs=arcs, edge=_EDGE, height=_TOP * 2 + _ROW * len(rows)))


def _arc(citing: GraphRow, cited: GraphRow) -> tuple[str, str]:
    """Returns the path from a paper to the one it cites, the further out the longer it is, and its description."""
    out = max(_EDGE - 30 - abs(citing.y - cited.y) // 2, 5)
    return f"M{_EDGE},{citing.y}C{out},{citing.y} {out},{cited.y} {_EDGE},{cited.y}", f"{citing.key} cites {cited.key}"
