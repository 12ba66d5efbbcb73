"""`alignqa mcp`: a Model Context Protocol server for editors and tools."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import PrintingHandler, say
from alignqa.errors import IndexUnavailable, UsageError


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog=options.examples("alignqa mcp", "alignqa mcp --http --port 8321"))(mcp)


def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP on this machine.")] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port for --http; 0 picks a free one.")
    ] = 8321,
) -> None:
    """Serve the papers to editors and agents over MCP.

    Speaks the Model Context Protocol over stdin and stdout until stdin ends,
    or with --http on a port of this machine until it is interrupted.
    The server only reads; it picks up a changed or newly created index without a restart.
    """
    home = options.of(context).open_home()
    from alignqa.current_assistant import CurrentAssistant
    from alignqa.integrations.mcp_server import AlignqaServer, serve_http, serve_stdio
    from alignqa.integrations.mcp_tools import Tools

    if not http and sys.stdin.isatty():
        raise UsageError(
            "This command reads requests from a program on stdin, but stdin is a terminal.",
            hint="Let your editor or tool start it, or serve over HTTP: alignqa mcp --http",
        )
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", handlers=[PrintingHandler()])
    assistant = CurrentAssistant(home, notify=say)
    try:
        assistant()  # loads everything before the first question
    except IndexUnavailable as error:
        say(f"{error.message} {error.hint}. The server is running and will pick up the index.")
    tools = Tools(
        assistant,
        max_quotes=home.settings.quotes,
        minimum=home.settings.min_confidence,
        literature=lambda: home.literature,
        numbers=home.fitted,
    )
    server = AlignqaServer(tools)
    if http:
        serve_http(server, port, listening=lambda address: say(f"Serving at {address} until you press Ctrl-C."))
    else:
        serve_stdio(server)
