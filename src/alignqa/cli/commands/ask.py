"""`alignqa ask`: a question answered with proven quotes, or a chat."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import UsageError

ABSTAINED = 3
_MAX_BYTES = 1_000_000  # of a question on standard input; far above what can be answered, so that the error can say so


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            'alignqa ask "What is a mesa-optimizer?"',
            'alignqa ask "What is deceptive alignment?" --author Hubinger --year 2019..2022',
            'alignqa ask "What is pseudo-alignment?" --json | alignqa verify -',
            'alignqa ask "What is scheming?" --generator ollama:qwen3',
            "alignqa ask        (a chat)",
        )
    )(ask)


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="What you want to know; without it a chat opens.", show_default=False)
    ] = None,
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    quotes: Annotated[int | None, typer.Option("--quotes", metavar="N", help="The most quotes, 1 to 5.")] = None,
    min_confidence: Annotated[
        float | None, typer.Option("--min-confidence", metavar="X", min=0.0, max=1.0, help="Decline below it, 0 to 1.")
    ] = None,
    as_json: options.JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    generator: Annotated[
        str | None,
        typer.Option("--generator", metavar="NAME", help="Who writes: extractive, or a model such as ollama:NAME."),
    ] = None,
    agent: Annotated[bool, typer.Option("--agent", help="Let the generator look for passages itself.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="No generator over the network.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Tell what was retrieved, dropped and used, on stderr.")] = False,
    resume: Annotated[bool, typer.Option("--continue", help="Go on with the last chat.")] = False,
) -> None:
    """Answer a question with quotes from the papers.

    Every quote is verbatim and proven; where the papers do not answer, the reason and the nearest passages are shown.
    With a generator, a language model writes sentences above the quotes, and none is shown that they do not carry.
    Without a question a chat opens on a terminal; elsewhere one question is read from standard input.
    The exit code is 3 when the answer is declined.
    """
    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give one of them")
    chosen = options.filters(paper, author, year)
    given = options.of(context)
    home = given.open_home()
    chatting = question is None and sys.stdin.isatty() and sys.stdout.isatty()
    if chatting and (as_json or markdown):
        raise UsageError(
            "The chat prints neither JSON nor Markdown.", hint="Give a question, or save answers in the chat: /save FILE"
        )
    if question is None and not chatting:
        question = options.read_input("-", maximum=_MAX_BYTES)

    if resume and not chatting:
        raise UsageError("Only a chat can go on.", hint="Leave the question away: alignqa ask --continue")

    from alignqa.cli.live_answer import Teller
    from alignqa.wiring import assistant_of, writing_of

    quotes = home.settings.quotes if quotes is None else quotes
    minimum = home.settings.min_confidence if min_confidence is None else min_confidence
    make_writing = partial(writing_of, home, offline=offline, agent=agent)
    writing = make_writing(generator)
    if agent and writing is None:
        raise UsageError("An agent needs a language model.", hint="Name one: --generator NAME; docs/generators.md has the names")
    assistant = assistant_of(home, notify=say)
    if question is None:
        from alignqa.cli.chat.memory import ChatMemory
        from alignqa.cli.chat.session import chat
        from alignqa.cli.chat.turn import Talk

        memory = ChatMemory(home.folder)
        chat(Talk(assistant, chosen, quotes, memory, make_writing, writing, minimum, watch=trace), resume=resume)
        return
    teller = Teller(watch=trace, stream=not as_json and not markdown and sys.stdout.isatty())
    outcome = assistant.ask(
        options.readable(question), quotes=quotes, min_confidence=minimum, writing=teller.heard(writing), **chosen
    )
    if trace:
        teller.explain(outcome)
    if as_json:
        options.write_json(outcome.to_dict())
    elif markdown:
        from alignqa.render.markdown import outcome_markdown

        options.write(outcome_markdown(outcome))
    else:
        from alignqa.render.blocks import outcome_blocks

        options.show(outcome_blocks(outcome, told=teller.told(outcome)))
    if outcome.to_dict()["outcome"] == "abstained":
        raise typer.Exit(ABSTAINED)
