"""A machine without PyTorch, as the package's metadata tell it."""

from __future__ import annotations

import importlib.metadata

import pytest


def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets torch count as not installed; what is installed stays where it is."""
    found = importlib.metadata.Distribution.from_name

    def from_name(name: str) -> importlib.metadata.Distribution:
        if name == "torch":
            raise importlib.metadata.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(importlib.metadata.Distribution, "from_name", from_name)
