"""`alignqa cites`, `cited-by` and `missing`: tell who cites whom, and which cited works the index lacks."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.completion import paper_keys
from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.citing.network import CitationNetwork


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(
        epilog=options.examples(
            "alignqa cites hubinger2019risks",
            "alignqa cites hubinger2019risks --json",
            "alignqa cites --graph citations.graphml",
            "alignqa cites --graph citations.html",
        )
    )(cites)
    app.command("cited-by", epilog=options.examples("alignqa cited-by hubinger2019risks"))(cited_by)
    app.command(epilog=options.examples("alignqa missing", "alignqa missing -k 5 --json"))(missing)


def cites(
    context: typer.Context,
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="The paper's key.", show_default=False, autocompletion=paper_keys)
    ] = None,
    graph: Annotated[
        Path | None,
        typer.Option(
            "--graph", metavar="FILE", help="Write who cites whom here, as .html, .graphml or .dot.", show_default=False
        ),
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Tell which works a paper cites, and where.

    Works that are in the index come first, with the sentences that cite them.
    They are read from the paper's list of references, and from the links in a post or page.
    A work counts as one of the index only if an identifier, an address, or author and title say so.
    """
    if (key is None) is (graph is None) or (graph is not None and as_json):
        raise UsageError("Give either the key of a paper or --graph FILE.", hint="See the keys: alignqa papers")
    if graph is not None:
        _write_graph(context, graph)
        return
    from alignqa.render.citing.cited_works import cited_blocks, cited_dicts
    from alignqa.reviews.citing import works_cited

    key = options.readable(key or "")
    network, found = works_cited(key, options.of(context).open_home())
    _tell_unread(network, (key,))
    if as_json:
        options.write_json(cited_dicts(found))
    else:
        options.show(cited_blocks(key, found), paged=True)


def cited_by(context: typer.Context, key: options.KeyArgument, as_json: options.JsonOption = False) -> None:
    """Tell which papers of the index cite a paper, and where.

    References to another version of the same work count, too.
    """
    from alignqa.render.citing.cited_works import citing_blocks, citing_dicts
    from alignqa.reviews.citing import works_citing

    key = options.readable(key)
    network, found = works_citing(key, options.of(context).open_home())
    _tell_unread(network)
    if as_json:
        options.write_json(citing_dicts(found, network))
    else:
        options.show(citing_blocks(key, found, network), paged=True)


def missing(
    context: typer.Context,
    count: Annotated[int, typer.Option("-k", "--count", metavar="N", min=1, help="Show at most N works.")] = 20,
    as_json: options.JsonOption = False,
) -> None:
    """List the works that the papers cite most and the index lacks.

    Each comes with the number of works that cite it and, if it can be fetched, the command for that.
    Several versions of a citing work count once.
    """
    from alignqa.render.citing.cited_works import missing_blocks, missing_dicts
    from alignqa.reviews.citing import read_citations

    network = read_citations(options.of(context).open_home())
    _tell_unread(network)
    works = network.missing()[:count]
    if as_json:
        options.write_json(missing_dicts(works))
    else:
        options.show(missing_blocks(works), paged=True)


def _write_graph(context: typer.Context, file: Path) -> None:
    from alignqa.render.citing.graph_files import OWN_GRAPH, to_graphml, to_graphviz
    from alignqa.render.citing.graph_page import graph_document
    from alignqa.reviews.citing import read_citations

    writers = {".graphml": to_graphml, ".dot": to_graphviz, ".gv": to_graphviz, ".html": graph_document}
    if file.suffix.casefold() not in writers:
        raise UsageError(f"{file} is neither .html, .graphml nor .dot.", hint="Name a file such as citations.graphml")
    beginning = b""
    # What cannot be read need not be a fault: that a file cannot be written is said when it is.
    with suppress(OSError), file.open("rb") as opened:
        beginning = opened.read(4_096)
    if beginning and OWN_GRAPH.encode() not in beginning:
        raise UsageError(f"{file} exists and is no graph that alignqa wrote.", hint="Name another file after --graph")
    network = read_citations(options.of(context).open_home())
    _tell_unread(network)
    options.save(file, writers[file.suffix.casefold()](network))
    say(f"Graph written: {file}")


def _tell_unread(network: CitationNetwork, among: tuple[str, ...] = ()) -> None:
    """Says which papers may cite more than was found."""
    unread = [key for key in network.unread if not among or key in among]
    if unread:
        shown = ", ".join(unread[:3]) + (" …" if unread[3:] else "")
        say(f"Links were not read in {shown}: the file is gone or has changed. Read it again: alignqa ingest PATH")
