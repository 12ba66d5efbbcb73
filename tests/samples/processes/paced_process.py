"""A process that takes turns at a host, by a clock that both processes of a test share: a file holds the time.

Arguments: the folder of the pace, the file of the clock, the file of the log, the host, and the number of turns.
"""

import sys
from pathlib import Path

from alignqa.acquisition.network.pace import Pace


class SharedClock:
    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> float:
        return float(self.file.read_text())

    def sleep(self, seconds: float) -> None:
        # Only who holds the turn sleeps, so no other process moves the time in between.
        moved = self.file.with_suffix(f".{id(self)}")
        moved.write_text(repr(self.now() + seconds))
        moved.replace(self.file)


if __name__ == "__main__":
    folder, clock, log, host, turns = sys.argv[1:]
    shared = SharedClock(Path(clock))
    pace = Pace(Path(folder), shared)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(int(turns)):
        with pace.turn(host), Path(log).open("a") as lines:
            lines.write(f"{shared.now():.3f} in {sys.argv[4]} {number}\n")
            shared.sleep(0.5)  # what the answer takes
            lines.write(f"{shared.now():.3f} out {sys.argv[4]} {number}\n")
