"""`alignqa serve`: a local place to read and ask, in the browser."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import PrintingHandler, say
from alignqa.errors import AlignqaError

if TYPE_CHECKING:
    from alignqa.current_assistant import CurrentAssistant

_HEAD_START = 0.3  # seconds in which the first page is served before models begin to load


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog=options.examples("alignqa serve --open", "alignqa serve --port 0 --read-only"))(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 picks a free one.")] = 8765,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to serve at; others than loopback need a token.")
    ] = "127.0.0.1",
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody correct metadata.")] = False,
    in_browser: Annotated[bool, typer.Option("--open", help="Open the first page in your browser.")] = False,
) -> None:
    """Read and ask in the browser.

    Serves pages on this machine until it is interrupted: questions, a chat, search, the papers with their pages,
    definitions, comparisons and audits, and the same as JSON under /api/.
    At another address than loopback it prints an address with a token, and whoever knows it may read.
    The server picks up a changed or newly created index without a restart.
    """
    home = options.of(context).open_home()
    from alignqa.extras import needs

    with needs("The web server", extra="web"):
        from alignqa.web.server import serve as serve_at

    from alignqa.current_assistant import CurrentAssistant
    from alignqa.web.desk import Desk
    from alignqa.wiring import writing_of

    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", handlers=[PrintingHandler()])
    assistant = CurrentAssistant(home, notify=say)
    desk = Desk(home, assistant, writing=writing_of(home), read_only=read_only)

    def listening(address: str) -> None:
        say(f"Serving at {address} until you press Ctrl-C.")
        threading.Timer(_HEAD_START, _load, args=(assistant,)).start()
        if in_browser:
            import webbrowser

            webbrowser.open(address)

    serve_at(desk, host=host, port=port, listening=listening)


def _load(assistant: CurrentAssistant) -> None:
    """Loads everything before the first question; the first page does not wait for it."""
    try:
        assistant()
    except AlignqaError as error:
        say(f"{error.message} {error.hint}. The server is running and will pick up the index.")
