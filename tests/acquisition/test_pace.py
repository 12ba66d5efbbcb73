"""One request in three seconds to arXiv, over all processes on the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from alignqa.acquisition.failures import HostUnavailable
from alignqa.acquisition.network.pace import Pace
from fake_clock import FakeClock
from places import REPOSITORY

PROCESS = REPOSITORY / "tests" / "samples" / "processes" / "paced_process.py"


@pytest.mark.real
def test_two_processes_together_ask_arxiv_once_in_three_seconds_and_one_at_a_time(tmp_path: Path) -> None:
    clock, log = tmp_path / "clock", tmp_path / "log"
    clock.write_text("1700000000.0")
    turns, hosts = 12, ("arxiv.org", "export.arxiv.org")  # two names, one pace
    processes = [
        subprocess.Popen(
            [sys.executable, PROCESS, tmp_path, clock, log, host, str(turns)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for host in hosts
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    lines = [line.split() for line in log.read_text().splitlines()]
    assert len(lines) == 2 * 2 * turns
    assert {line[2] for line in lines} == set(hosts)
    # Begin and end of a turn follow each other, so no two were at once.
    assert [line[1] for line in lines] == ["in", "out"] * (2 * turns)
    assert all(begun[2:] == ended[2:] for begun, ended in zip(lines[::2], lines[1::2], strict=True))
    begun = [float(line[0]) for line in lines[::2]]
    ended = [float(line[0]) for line in lines[1::2]]
    assert [round(later - end, 3) for end, later in zip(ended, begun[1:], strict=False)] == [3.0] * (2 * turns - 1)


def _times(pace: Pace, clock: FakeClock, *hosts: str) -> list[float]:
    times = []
    for host in hosts:
        with pace.turn(host):
            times.append(round(clock.time - 1_700_000_000.0, 2))
    return times


def test_all_names_of_arxiv_are_one_host_and_others_have_their_own_shorter_pace(tmp_path: Path, clock: FakeClock) -> None:
    pace = Pace(tmp_path, clock)
    asked = ["arxiv.org", "export.arxiv.org", "distill.pub", "oaipmh.arxiv.org", "distill.pub", "www.distill.pub"]
    assert _times(pace, clock, *asked) == [0.0, 3.0, 3.0, 6.0, 6.0, 7.0]
    assert _times(pace, clock, "notarxiv.org", "notarxiv.org") == [7.0, 8.0]


def test_a_new_process_keeps_to_what_an_ended_one_left(tmp_path: Path, clock: FakeClock) -> None:
    _times(Pace(tmp_path, clock), clock, "arxiv.org")
    assert _times(Pace(tmp_path, clock), clock, "arxiv.org") == [3.0]


def test_a_turn_that_failed_counts(tmp_path: Path, clock: FakeClock) -> None:
    pace = Pace(tmp_path, clock)
    with pytest.raises(KeyboardInterrupt), pace.turn("arxiv.org"):
        raise KeyboardInterrupt
    assert _times(pace, clock, "arxiv.org") == [3.0]


def test_a_host_that_asks_for_more_time_gets_it_from_every_process(tmp_path: Path, clock: FakeClock) -> None:
    pace = Pace(tmp_path, clock)
    with pace.turn("export.arxiv.org"):
        pace.hold_off("export.arxiv.org", 60.0)
    assert _times(Pace(tmp_path, clock), clock, "arxiv.org") == [60.0]


def test_a_host_that_asks_for_very_much_time_is_not_waited_for(tmp_path: Path, clock: FakeClock) -> None:
    pace = Pace(tmp_path, clock)
    with pace.turn("arxiv.org"):
        pace.hold_off("arxiv.org", 3_600.0)
    with (
        pytest.raises(HostUnavailable, match=r"arxiv.org asked for a pause of another 3600 seconds\.") as caught,
        pace.turn("arxiv.org"),
    ):
        raise AssertionError("there was a turn")
    assert "Run the same command again" in caught.value.hint
    assert clock.slept == []


@pytest.mark.parametrize("written", ["", "soon", "nan", "inf", "-1", "99999999999999999999", "1700000000.0\n" * 50, "\x00" * 10])
def test_a_damaged_note_stops_nobody(tmp_path: Path, clock: FakeClock, written: str) -> None:
    (tmp_path / "alignqa-arxiv.org.next").write_text(written)
    assert _times(Pace(tmp_path, clock), clock, "arxiv.org", "arxiv.org") == [0.0, 3.0]


def test_a_link_in_the_place_of_the_note_is_not_followed(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "alignqa-arxiv.org.next").symlink_to(tmp_path / "precious")
    with pytest.raises(Exception, match="cannot be written"):
        _times(Pace(tmp_path, clock), clock, "arxiv.org")
    assert (tmp_path / "precious").read_text() == "kept"


def test_every_user_of_the_machine_may_take_turns(tmp_path: Path, clock: FakeClock) -> None:
    _times(Pace(tmp_path, clock), clock, "arxiv.org")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"alignqa-arxiv.org.lock": 0o666, "alignqa-arxiv.org.next": 0o666}
