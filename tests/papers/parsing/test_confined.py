"""What a process that reads files is allowed, and what becomes of the one that takes more."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.confined import processes
from alignqa.papers.parsing.confined.allowance import Allowance, allowance_for
from alignqa.papers.parsing.confined.processes import ConfinedProcesses

_PATH = Path("lamps.md")


@pytest.fixture
def confined() -> Iterator[ConfinedProcesses]:
    found = ConfinedProcesses(allow=lambda size: Allowance(cpu_s=1, wall_s=300.0, memory=300 * 2**20, result=1_000_000))
    yield found
    found.close()


def hang() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def burn() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def fill() -> int:
    return len(bytearray(2**30))


def flood() -> bytes:
    return bytes(2_000_000)


def nest() -> None:
    nest()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise UnreadablePaper("lamps.md is dark.", hint="Light it")


def chatter() -> int:
    print("words that are no answer")  # noqa: T201 - as a library may do
    return os.getpid()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (hang, "lamps.md was not read: reading it took more than 1 seconds of processor time."),
        (burn, "lamps.md was not read: reading it took more than 1 seconds of processor time."),
        (fill, "lamps.md needs more memory than there is."),
        (flood, "lamps.md was not read: its text would fill 2 MB."),
        (nest, "lamps.md could not be read: RecursionError."),
        (die, "lamps.md ended the process that read it, perhaps because it needs more memory than there is."),
        (refuse, "lamps.md is dark."),
    ],
)
def test_each_limit_costs_one_error_and_the_next_file_is_read(confined: ConfinedProcesses, function, message: str) -> None:
    confined.call(os.getpid, path=_PATH, size=1)
    with pytest.raises(UnreadablePaper) as caught:
        confined.call(function, path=_PATH, size=1)
    assert caught.value.message == message
    assert caught.value.hint
    assert confined.call(len, "four", path=_PATH, size=1) == 4


def test_a_file_that_waits_for_ever_is_ended_by_the_clock() -> None:
    confined = ConfinedProcesses(allow=lambda size: replace(allowance_for(size), wall_s=1.0))
    with pytest.raises(UnreadablePaper, match="took more than 1 seconds"):
        confined.call(sleep, path=_PATH, size=1)
    confined.close()


def test_one_process_reads_file_after_file_and_what_is_printed_there_does_no_harm(confined: ConfinedProcesses) -> None:
    first, second = (confined.call(chatter, path=_PATH, size=1) for _ in range(2))
    assert first == second != os.getpid()


def test_a_process_that_was_ended_from_outside_costs_nothing(confined: ConfinedProcesses) -> None:
    os.kill(confined.call(os.getpid, path=_PATH, size=1), signal.SIGKILL)
    assert confined.call(len, "four", path=_PATH, size=1) == 4


def test_closing_ends_the_busy_ones_too(confined: ConfinedProcesses) -> None:
    errors: list[str] = []

    def wait() -> None:
        try:
            confined.call(sleep, path=_PATH, size=1)
        except UnreadablePaper as error:
            errors.append(error.message)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    confined.close()
    waiting.join(20)
    assert errors == ["lamps.md was not read: the run has ended."]


def test_an_allowance_grows_with_the_file_and_is_bounded() -> None:
    small, large, huge = (allowance_for(size) for size in (0, 5_000_000, 10**12))
    assert small == Allowance()
    assert small.cpu_s < large.cpu_s < huge.cpu_s <= 120
    assert small.memory < large.memory < huge.memory <= 3 * 2**30


@pytest.mark.skipif(os.name != "posix", reason="the signal is that of POSIX")
def test_a_process_does_not_outlive_the_one_that_started_it_even_within_a_regular_expression() -> None:
    script = (
        "import sys, threading, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "import os, test_confined\n"
        "from alignqa.papers.parsing.confined.processes import shared\n"
        "print(shared.call(os.getpid, path=Path('x'), size=1), flush=True)\n"
        "shared.call(test_confined.hang, path=Path('x'), size=100_000_000)\n"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(1)
        os.kill(child, 0)
        parent.kill()
        parent.wait()
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.1)
    pytest.fail("the process still runs")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split()[2] != "Z" if Path("/proc").is_dir() else True
    except (OSError, IndexError):
        return False


def test_the_shared_processes_are_let_go_of_after_a_fork() -> None:
    assert processes.shared.call(len, "four", path=_PATH, size=1) == 4
    script = "import os; from pathlib import Path; from alignqa.papers.parsing.confined.processes import shared\n"
    script += "a = shared.call(os.getpid, path=Path('x'), size=1)\n"
    script += "if not os.fork(): os._exit(shared.call(os.getpid, path=Path('x'), size=1) == a)\n"
    script += "raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]) or shared.call(os.getpid, path=Path('x'), size=1) != a)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=False).returncode == 0
