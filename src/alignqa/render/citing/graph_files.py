"""The citations between the papers of an index as a graph: GraphML, and the language of Graphviz."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from alignqa.citing.network import CitationNetwork
from alignqa.papers.document import Metadata
from alignqa.papers.person_names import plain_names
from alignqa.render.printable import one_line
from alignqa.render.wording import by_line

OWN_GRAPH = "alignqa cites"
"""The words in the first lines of every graph, by which one is known to be no file of the user's own."""
_GRAPHML = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by {OWN_GRAPH} -->
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="title" for="node" attr.name="title" attr.type="string"/>
  <key id="authors" for="node" attr.name="authors" attr.type="string"/>
  <key id="year" for="node" attr.name="year" attr.type="int"/>
  <key id="url" for="node" attr.name="url" attr.type="string"/>
  <key id="marks" for="edge" attr.name="marks" attr.type="int"/>
  <graph id="citations" edgedefault="directed">
"""


def to_graphml(network: CitationNetwork) -> str:
    """Writes the papers that cite or are cited as nodes, and an edge from each to what it cites, with its number of marks."""
    lines = [_GRAPHML]
    for key in _nodes(network):
        known = network.papers.get(key, Metadata())
        facts = {
            "title": known.title,
            "authors": "; ".join(plain_names(known.authors)),
            "year": str(known.year) if known.year is not None else "",
            "url": known.url,
        }
        data = "".join(f'<data key="{name}">{escape(one_line(value))}</data>' for name, value in facts.items() if value)
        lines.append(f"    <node id={quoteattr(key)}>{data}</node>\n")
    for citing, cited, marks in network.links():
        edge = f'<data key="marks">{marks}</data>'
        lines.append(f"    <edge source={quoteattr(citing)} target={quoteattr(cited)}>{edge}</edge>\n")
    return "".join([*lines, "  </graph>\n</graphml>\n"])


def to_graphviz(network: CitationNetwork) -> str:
    """Writes the same graph for Graphviz; each node is labelled with authors, year and title."""
    lines = [f"// made by {OWN_GRAPH}", "digraph citations {", "  rankdir=LR;", "  node [shape=box];"]
    for key in _nodes(network):
        known = network.papers.get(key, Metadata())
        label = "\\n".join(_inside(one_line(part)) for part in (by_line(known.authors, known.year), known.title or key) if part)
        lines.append(f'  "{_inside(key)}" [label="{label}"];')
    lines += [f'  "{_inside(citing)}" -> "{_inside(cited)}" [weight={marks}];' for citing, cited, marks in network.links()]
    return "\n".join([*lines, "}"]) + "\n"


def _nodes(network: CitationNetwork) -> list[str]:
    return sorted({key for citing, cited, _ in network.links() for key in (citing, cited)})


def _inside(text: str) -> str:
    """Escapes text for a quoted string of Graphviz."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
