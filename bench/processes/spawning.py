"""Runs a command and prints its exit status, seconds and most memory in MiB: spawning.py OUTPUT ERRORS COMMAND….

Linux counts what the starting process held to the memory of the one it starts, so this one loads nothing.
"""

import os
import sys
import time

output, errors, *command = sys.argv[1:]
write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
files = [(os.POSIX_SPAWN_OPEN, 1, output, write, 0o600), (os.POSIX_SPAWN_OPEN, 2, errors, write, 0o600)]
began = time.perf_counter()
pid = os.posix_spawn(command[0], command, os.environ, file_actions=files)
_, status, usage = os.wait4(pid, 0)
took = time.perf_counter() - began
print(os.waitstatus_to_exitcode(status), took, usage.ru_maxrss / 1_024)
