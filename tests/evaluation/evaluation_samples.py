"""What the tests of this folder share and a fixture cannot hand on: where the repository is, and a type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
WriteLines = Callable[..., Path]
