"""The chat: questions in a row, follow-ups understood, everything kept warm between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.cli import options
from alignqa.cli.chat.commands import COMMANDS, run_command
from alignqa.cli.chat.turn import Talk, take_turn, understood
from alignqa.cli.failures import complain, say
from alignqa.errors import AlignqaError
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.wording import count_of

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History


def chat(talk: Talk, *, resume: bool = False) -> None:
    """Reads questions and commands until Ctrl-D or /quit; Ctrl-C clears the line or stops the answer.

    `resume` goes on with the last chat of this home.
    """
    if resume:
        talk.questions, talk.sources = talk.memory.recall(talk.assistant)
    session = _session(talk)
    papers = count_of(len(talk.assistant.papers()), "paper")
    options.show([Block(f"{papers}. Ask a question; /help lists the commands, Ctrl-D leaves.", BlockStyle.ASIDE)])
    if talk.questions:
        options.show([Block(f"Going on after: {talk.questions[-1]}", BlockStyle.ASIDE)])
    while not talk.over:
        try:
            line = session.prompt("\n> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if line:
            _answer(talk, line)


def _answer(talk: Talk, line: str) -> None:
    """One turn; what goes wrong in it ends the turn, not the chat."""
    try:
        if line.startswith("/") or line.casefold() in ("quit", "exit"):
            run_command(talk, line)
        else:
            take_turn(talk, understood(talk, options.readable(line)))
    except AlignqaError as error:
        complain(error)
    except KeyboardInterrupt:
        say("Stopped.")


def _session(talk: Talk) -> PromptSession[str]:
    from prompt_toolkit import PromptSession

    return PromptSession(history=_history(), completer=_completer(talk), complete_while_typing=False, enable_history_search=True)


def _history() -> History:
    """What was asked before, kept in the user's state folder; in memory only where that cannot be written."""
    import platformdirs
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Kept(FileHistory):
        """A history whose loss is no reason to stop."""

        def store_string(self, string: str) -> None:
            try:
                super().store_string(string)
            except OSError:
                return

    folder = Path(platformdirs.user_state_dir("alignqa", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "chat_history").open("ab").close()
    except OSError:
        return InMemoryHistory()
    return Kept(str(folder / "chat_history"))


def _completer(talk: Talk) -> Completer:
    from prompt_toolkit.completion import NestedCompleter, WordCompleter

    keys = WordCompleter(lambda: [record.paper_id for record in talk.assistant.papers()], sentence=False)
    return NestedCompleter({f"/{name}": keys if name == "only" else None for name in COMMANDS}, ignore_case=False)
