"""Turns off the telemetry that the heavy libraries would send to their makers.

`alignqa.adapters` and `alignqa.integrations` call it before anything else, so that no such library is imported earlier.
It also holds in processes that are started later: children, workers and servers inherit the environment.
"""

from __future__ import annotations

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime: otherwise it stores a device id and contacts a host of Microsoft
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, transformers, sentence-transformers
    "RAY_USAGE_STATS_ENABLED": "0",  # Ray
    "DO_NOT_TRACK": "1",  # honoured by huggingface_hub and others
}
"""Environment variables and the values that switch reporting off."""


def disable() -> None:
    """Sets the switches, even if they were set otherwise: alignqa promises that nothing leaves the machine."""
    os.environ.update(SWITCHES)
