"""The chat, in a real pseudo-terminal of 80 columns."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import alignqa
from alignqa.answers.quoting.surroundings import surroundings
from alignqa.papers.document import Manuscript, Region, RegionKind, Span
from pdf_samples import Put, document, lines, page

ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])")
PROMPT = "\n>"
FORWARD = re.compile(r"\x1b\[(\d*)C")  # the cursor is moved over spaces instead of writing them
SPINNER = re.compile(r"[⠀-⣿] Reading(?: the papers|\.\.\.)?")  # erased by the answer
PATIENCE = 30.0  # seconds; only a failure waits that long


class Terminal:
    """A program in a pseudo-terminal: keys go in, what was printed is waited for."""

    def __init__(self, *args: str, environment: dict[str, str], rows: int = 40) -> None:
        self._keyboard, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "alignqa", *args],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
        )
        os.close(screen)
        self._printed = ""
        self._seen = 0

    def type(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def expect(self, text: str) -> str:
        """What was printed since the last call, up to and with `text`."""
        ends = time.monotonic() + PATIENCE
        while (at := self.screen.find(text, self._seen)) < 0:
            assert time.monotonic() < ends, f"no {text!r} in {self.screen[self._seen :]!r}"
            self._read()
        begin, self._seen = self._seen, at + len(text)
        return self.screen[begin : self._seen]

    def ask(self, line: str, answer: str) -> str:
        """Types a line, waits for `answer` and then for the next prompt."""
        self.type(line + "\r")
        printed = self.expect(answer)
        return printed + self.expect(PROMPT)

    @property
    def screen(self) -> str:
        spaced = FORWARD.sub(lambda match: " " * int(match[1] or 1), self._printed)
        return SPINNER.sub("", ESCAPES.sub("", spaced).replace("\r", ""))

    def leave(self) -> int:
        self.process.wait(PATIENCE)
        while self._read():
            pass
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(PATIENCE)
        os.close(self._keyboard)

    def _read(self) -> bool:
        if not select.select([self._keyboard], [], [], 0.1)[0]:
            return self.process.poll() is None
        try:
            data = os.read(self._keyboard, 65_536)
        except OSError:  # Linux says so when the other side has gone
            return False
        self._printed += data.decode("utf-8", "replace")
        return bool(data)


Start = Callable[..., Terminal]


@pytest.fixture
def start(primer_home: Path, tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def begin(*args: str, home: Path = primer_home) -> Terminal:
        environment = {
            **os.environ,
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "DISPLAY": "",  # no viewer is to open
            "WAYLAND_DISPLAY": "",
        }
        opened.append(Terminal("--home", str(home), *args, environment=environment))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


def test_open_shows_a_quote_of_a_pdf_on_its_page(start: Start, tmp_path: Path) -> None:
    told = [
        "Deceptive alignment is a state in which a model behaves as if it were aligned",
        "during training, in order to pursue another objective once it is deployed.",
    ]
    contents = page([Put(72, 740, "On deceptive alignment", size=18), *lines(72, 700, told)])
    (tmp_path / "deceptive.pdf").write_bytes(document([contents]))
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "deceptive.pdf"])
    chat = start("ask", home=tmp_path / "home")
    chat.expect(PROMPT)
    chat.ask("What is deceptive alignment?", "Confidence")
    image = re.search(r"/\S*alignqa-\S+\.png", chat.ask("open 1", ".png"))
    assert image is not None
    file = Path(image.group())
    assert file.read_bytes().startswith(b"\x89PNG")
    shutil.rmtree(file.parent)


def test_a_conversation(start: Start, tmp_path: Path) -> None:
    chat = start("ask")
    chat.expect("19 papers. Ask a question")
    chat.expect(PROMPT)
    chat.ask("What is deceptive alignment?", "Confidence")
    assert "[primer-deceptive-alignment]" in chat.ask("what about its conditions?", "Confidence")
    assert "Understood as: What are the conditions of deceptive alignment?" in chat.screen
    assert "alignqa show primer-" in chat.ask("/sources", "--span")
    chat.ask("/open 1", "[1]")
    chat.ask("/open 99", "There is no quote '99' in this chat.")
    chat.ask("/papers", "9 more papers; /papers WORD")
    assert "primer-scheming" not in chat.ask("/papers gaming", "primer-specification-gaming")
    chat.ask("/papers rowing", "No paper has 'rowing'")
    chat.ask("/only primer-shceming", "primer-scheming")
    chat.ask("/only primer-scheming", "Questions now go to primer-scheming only.")
    chat.ask("What is scheming?", "Confidence")
    saved = tmp_path / "answer.json"
    chat.ask(f"/save {saved}", "Saved as")
    assert {citation["paper_id"] for citation in json.loads(saved.read_text())["citations"]} == {"primer-scheming"}
    page = tmp_path / "answer.html"
    chat.ask(f"/save {page}", "Saved as")
    assert '<blockquote data-marker="1">' in page.read_text(encoding="utf-8")
    chat.ask("/only", "Questions now go to all papers.")
    chat.ask("/frobnicate", "There is no command /frobnicate.")
    chat.ask("/help", "/quit")
    chat.ask("Is chocolate better than vanilla ice cream?", "No answer: ")
    chat.type("/quit\r")
    assert chat.leave() == 0
    # What is typed is drawn by the line editor, which breaks it with spaces.
    printed = [
        line.replace(str(saved), "").replace(str(page), "") for line in chat.screen.split("\n") if not line.startswith("> ")
    ]
    assert max(map(len, printed)) <= 80
    assert "What is scheming?" in (tmp_path / "state" / "alignqa" / "chat_history").read_text()


def test_nothing_is_overwritten_without_asking(start: Start, tmp_path: Path) -> None:
    saved = tmp_path / "answer.md"
    saved.write_text("mine")
    chat = start("ask")
    chat.expect(PROMPT)
    chat.ask(f"/save {saved}", "There is no answer yet.")
    chat.ask("What is scheming?", "Confidence")
    chat.type(f"/save {saved}\r")
    chat.expect("[y/N] ")
    chat.ask("n", "Not saved.")
    assert saved.read_text() == "mine"
    chat.type(f"/save {saved}\r")
    chat.expect("[y/N] ")
    chat.ask("y", "Saved as")
    assert saved.read_text().startswith("## What is scheming?\n\n> ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.md", "state"]
    chat.ask(f"/save {tmp_path}/none/answer.md", "cannot be written")
    chat.type("\x04")
    assert chat.leave() == 0


def test_control_c_clears_the_line_and_control_d_leaves(start: Start) -> None:
    chat = start("ask")
    chat.expect(PROMPT)
    chat.type("half a question\x03")
    chat.expect(PROMPT)
    chat.ask("What is scheming?", "Confidence")
    chat.type("\x04")
    assert chat.leave() == 0
    assert "Understood as" not in chat.screen
    assert "Traceback" not in chat.screen


def test_control_c_stops_an_answer_and_the_chat_goes_on(start: Start) -> None:
    chat = start("ask")
    chat.expect(PROMPT)
    chat.type("What is scheming?\r")
    chat.expect("What is scheming?")
    time.sleep(0.05)
    chat.process.send_signal(signal.SIGINT)
    chat.expect(PROMPT)
    chat.ask("What is reward hacking?", "Confidence")
    chat.type("\x04")
    assert chat.leave() == 0
    assert "Traceback" not in chat.screen


def test_a_terminal_without_an_index_gets_the_error_not_a_chat(start: Start, tmp_path: Path) -> None:
    chat = start("ask", home=tmp_path / "nowhere")
    assert chat.leave() == 4
    assert "alignqa ingest --primer" in chat.screen.replace("\n", " ")


def test_progress_on_a_terminal_has_rate_and_remaining_time(start: Start, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"note{number}.md").write_text(f"# Note {number}\n\nOversight number {number} is kept by somebody.\n")
    ingest = start("ingest", str(tmp_path), home=tmp_path / "home")
    assert ingest.leave() == 0
    assert re.search(r"4/4 .*(?:/s|s each) +0:00:00", ingest.screen)
    assert "4 files: 4 added. The index holds 4 papers." in ingest.screen


def test_surroundings_stay_between_the_headings_around_a_quote() -> None:
    text = "One\n\nA b. C d. E f. G h. I j.\n\nTwo\n\nK l."
    headings = tuple(Region(Span(at, at + 3), RegionKind.HEADING) for at in (0, text.index("Two")))
    manuscript = Manuscript(text, regions=headings)
    at = text.index("E f.")
    before, after = surroundings(manuscript, Span(at, at + 4))
    assert (before.of(text), after.of(text)) == ("A b. C d. ", " G h. I j.")
    before, after = surroundings(manuscript, Span(at, at + 4), count=1)
    assert (before.of(text), after.of(text)) == ("C d. ", " G h.")
    whole = Span(5, text.index("\n\nTwo"))
    assert [len(span) for span in surroundings(manuscript, whole)] == [0, 0]
