"""The checkout, and the folder of papers that may not be redistributed: beside it, or where ALIGNQA_LITERATURE says."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LITERATURE = Path(os.environ.get("ALIGNQA_LITERATURE") or REPOSITORY.parent / "shared")
