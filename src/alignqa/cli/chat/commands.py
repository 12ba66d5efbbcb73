"""The commands of the chat, such as /sources and /save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.answers.quoting.surroundings import surroundings
from alignqa.cli import options
from alignqa.cli.chat.turn import Talk, take_turn
from alignqa.errors import UsageError
from alignqa.render.blocks import Block, BlockStyle, citation_blocks, paper_blocks, surroundings_blocks
from alignqa.render.why import why_blocks
from alignqa.render.wording import by_line, count_of

_MOST_PAPERS = 10  # in two rows each, they leave the prompt on the screen


@dataclass(frozen=True, slots=True)
class Command:
    """A command, with its argument and its description as /help shows them."""

    run: Callable[[Talk, str], None]
    argument: str
    help: str


def run_command(talk: Talk, line: str) -> None:
    """Runs the command on a line that begins with a slash; UsageError if there is no such command."""
    name, _, argument = line.removeprefix("/").partition(" ")
    name = {"exit": "quit", "q": "quit", "?": "help"}.get(name.casefold(), name.casefold())
    if name not in COMMANDS:
        raise UsageError(f"There is no command /{name}.", hint="List the commands: /help")
    COMMANDS[name].run(talk, argument.strip())


def _papers(talk: Talk, argument: str) -> None:
    """Lists the papers whose key, authors, year or title have the word; of many, those that fit a screen."""
    about = argument.casefold()
    found = [
        record
        for record in talk.assistant.papers()
        if about
        in " ".join(
            (record.paper_id, by_line(record.metadata.authors, record.metadata.year), record.metadata.title or "")
        ).casefold()
    ]
    if not found:
        raise UsageError(f"No paper has {argument!r} in its key, authors, year or title.", hint="List all papers: /papers")
    options.show(paper_blocks(found[:_MOST_PAPERS], {}))
    if len(found) > _MOST_PAPERS:
        left = count_of(len(found) - _MOST_PAPERS, "more paper")
        options.show(
            [Block(f"{left}; /papers WORD lists those with a word in the key, authors, year or title.", BlockStyle.ASIDE)]
        )


def _only(talk: Talk, argument: str) -> None:
    from alignqa.retrieval.filters import Filters, select

    keys = tuple(argument.replace(",", " ").split())
    select(talk.assistant.papers(), Filters(papers=keys))
    talk.filters = {**talk.filters, "papers": keys}
    options.show(
        [Block(f"Questions now go to {', '.join(keys)} only." if keys else "Questions now go to all papers.", BlockStyle.ASIDE)]
    )


def _generator(talk: Talk, argument: str) -> None:
    if argument:
        talk.writing = talk.make_writing(argument)
    name = talk.writing.writer.generator.name if talk.writing is not None else ""
    options.show(
        [
            Block(
                f"Answers are written by {name}." if name else "Answers are quotes alone; no language model writes.",
                BlockStyle.ASIDE,
            )
        ]
    )


def _again(talk: Talk, argument: str) -> None:
    if not talk.questions:
        raise UsageError("No question has been asked yet.", hint="Ask a question first")
    question = talk.questions.pop()
    options.show([Block(f"Again: {question}", BlockStyle.ASIDE)])
    take_turn(talk, question)


def _why(talk: Talk, argument: str) -> None:
    if talk.outcome is None:
        raise UsageError("There is no answer yet.", hint="Ask a question first")
    options.show(why_blocks(talk.outcome))


def _sources(talk: Talk, argument: str) -> None:
    for citation in _citations(talk):
        options.show(citation_blocks(citation))


def _open(talk: Talk, argument: str) -> None:
    citations = {str(citation.marker): citation for citation in talk.sources.citations}
    if not citations:
        raise UsageError("There are no quotes yet.", hint="Ask a question first")
    citation = citations.get(argument.strip("[]"))
    if citation is None:
        raise UsageError(f"There is no quote {argument!r} in this chat.", hint=f"Type /open and one of {', '.join(citations)}")
    paper = talk.assistant.paper(citation.paper_id)
    if paper is None or paper.manuscript.text_sha256 != citation.quote.text_sha256:
        raise UsageError(f"{citation.paper_id} has since been replaced or removed.", hint="Ask the question again")
    before, after = surroundings(paper.manuscript, citation.quote.span)
    options.show(surroundings_blocks(citation, before=before.of(paper.text), after=after.of(paper.text)))
    if citation.locator.page is not None:
        talk.show_page(citation)


def _save(talk: Talk, argument: str) -> None:
    if not argument:
        raise UsageError("No file was named.", hint="Type /save answer.html, /save answer.md or /save answer.json")
    if talk.outcome is None:
        raise UsageError("There is no answer yet.", hint="Ask a question first")
    path = Path(argument).expanduser()
    if path.exists() and not _yes(f"{path} already exists. Overwrite it? [y/N] "):
        options.show([Block("Not saved.", BlockStyle.ASIDE)])
        return
    options.save(path, _saved(talk, talk.outcome, path))
    options.show([Block(f"Saved as {path}.", BlockStyle.ASIDE)])


def _saved(talk: Talk, outcome: Outcome, path: Path) -> str:
    if path.suffix.lower() in (".html", ".htm"):
        return talk.make_page(outcome, talk.assistant)
    if path.suffix.lower() == ".json":
        from alignqa.render.json_text import to_json

        return to_json(outcome.to_dict())
    from alignqa.render.markdown import outcome_markdown

    return outcome_markdown(outcome)


def _help(talk: Talk, argument: str) -> None:
    width = max(len(f"/{name} {command.argument}") for name, command in COMMANDS.items()) + 2
    for name, command in COMMANDS.items():
        options.show([Block(command.help, label=f"/{name} {command.argument}".ljust(width), indent=width)])


def _quit(talk: Talk, argument: str) -> None:
    talk.over = True


def _citations(talk: Talk) -> tuple[Citation, ...]:
    """Returns the quotes of the last answer, or the nearest passages of an abstention; UsageError if there are none."""
    outcome = talk.outcome and talk.sources.numbered(talk.outcome)
    found = () if outcome is None else outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    if not found:
        raise UsageError("There are no quotes yet.", hint="Ask a question first")
    return found


def _yes(question: str) -> bool:
    from prompt_toolkit import prompt

    try:
        return prompt(question).strip().casefold() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


COMMANDS = {
    "papers": Command(_papers, "WORD", "List the papers, or those with this word in their key, authors, year or title."),
    "only": Command(_only, "KEY...", "Ask only these papers; without a key, ask all papers."),
    "sources": Command(_sources, "", "Show the sources of the last answer's quotes."),
    "open": Command(_open, "N", "Show quote N of this chat with the text around it, and on its page."),
    "why": Command(_why, "", "Show how the last answer came about: what was retrieved, quoted and dropped, and why."),
    "again": Command(_again, "", "Ask the last question again, with any changes made since."),
    "generator": Command(_generator, "NAME", "Show what writes answers, or change it; extractive means quotes alone."),
    "save": Command(_save, "FILE", "Save the last answer: as a page (.html), as JSON (.json), otherwise as Markdown."),
    "help": Command(_help, "", "List the commands."),
    "quit": Command(_quit, "", "Quit; Ctrl-D does the same."),
}
