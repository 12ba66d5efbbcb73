"""`alignqa mcp`: a server of the Model Context Protocol for the tools and editors that speak it."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import IndexUnavailable, UsageError


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog=options.examples("alignqa mcp", "alignqa mcp --http --port 8321"))(mcp)


def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP on this machine.")] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="With --http: 0 takes a free one.")] = 8321,
) -> None:
    """Serve the papers to editors and agents (MCP).

    Speaks the Model Context Protocol over stdin and stdout until stdin ends,
    or with --http at a port of this machine until it is interrupted.
    It only reads: a changed index, or one made later, is picked up without a restart.
    """
    home = options.of(context).open_home()
    from alignqa.integrations.current_assistant import CurrentAssistant
    from alignqa.integrations.mcp_server import AlignqaServer, serve_http
    from alignqa.integrations.mcp_tools import Tools

    if not http and sys.stdin.isatty():
        raise UsageError(
            "A program speaks to this command over stdin, and here is a terminal.",
            hint="Let your tool start it (docs/mcp.md), or serve over HTTP: alignqa mcp --http",
        )
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", handlers=[_Said()])
    assistant = CurrentAssistant(home, notify=say)
    try:
        assistant()  # so that the first question finds everything loaded
    except IndexUnavailable as error:
        say(f"{error.message} {error.hint}. The server runs and will pick it up.")
    tools = Tools(
        assistant, max_quotes=home.settings.quotes, minimum=home.settings.min_confidence, literature=lambda: home.literature
    )
    server = AlignqaServer(tools)
    if http:
        serve_http(server, port, listening=lambda address: say(f"Serving at {address} until interrupted (Ctrl-C)."))
    else:
        server.run("stdio")


class _Said(logging.Handler):
    """What libraries log, on stderr, with nothing in it that acts on a terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        """Prints the record."""
        say(self.format(record))
