"""Serves a GGUF file on loopback, in a process of its own that can be killed: python llama_server.py FILE PORT."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO


def serve(file: str, port: int) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = file
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_ctx = 2_048
    params.n_parallel = 1
    params.cpuparams.n_threads = 1  # two would spin for each other while other tests have the cores
    params.offline = True
    params.ui = False
    params.warmup = False
    params.verbosity = -1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - this is how the test learns it
    sys.stdin.read()  # until the test closes it


class LlamaServer:
    """The process; started again, it has the address it had."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def start(self) -> LlamaServer:
        command = [sys.executable, __file__, str(self._file), str(self._port)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        address = _stream(self._process.stdout).readline().strip()
        assert address, "the server did not start"
        self._port = int(address.rpartition(":")[2])
        return self

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            _stream(self._process.stdin).close()
            _stream(self._process.stdout).close()
            self._process = None


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
