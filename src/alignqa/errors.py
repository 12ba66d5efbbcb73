"""The errors of alignqa.

Every error a user can meet carries a message (what happened, and why) and a hint (what to do next).

AlignqaError                     exit 1
├── UnreadablePaper              exit 1   a file that cannot become a paper
├── StorageError                 exit 1   a disk that is full, a folder that cannot be written
├── ModelError                   exit 1   a model that is absent, not the one pinned, or of no use here
├── UsageError                   exit 2   an argument that cannot be acted on
│   ├── SettingsError            exit 2   unknown or malformed settings, all of them at once
│   └── UnknownPaper             exit 2   a paper key that the catalogue does not hold
├── IndexUnavailable             exit 4   no index, a stale one, or one made by another embedder
├── ProviderError                exit 5   the network, or somebody else's service
└── IndexLocked                  exit 6   another writer holds the index
"""

from __future__ import annotations

from typing import ClassVar


class AlignqaError(Exception):
    """What happened and why, with a hint that names what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnreadablePaper(AlignqaError):
    """A file cannot become a paper: missing, empty, encrypted, truncated, without text."""


class StorageError(AlignqaError):
    """The disk is full, or a folder cannot be written."""


class ModelError(AlignqaError):
    """A model is absent, its weights are not the pinned ones, or it is not of the kind that is needed."""


class UsageError(AlignqaError):
    """An argument cannot be acted on."""

    exit_code = 2


class SettingsError(UsageError):
    """Settings are unknown or malformed; the message lists all of them."""


class UnknownPaper(UsageError):
    """The catalogue holds no paper of that key; the hint offers the nearest."""


class IndexUnavailable(AlignqaError):
    """There is no index, or it is stale, or another embedder made it."""

    exit_code = 4


class ProviderError(AlignqaError):
    """The network or a remote service failed."""

    exit_code = 5


class IndexLocked(AlignqaError):
    """Another writer holds the index."""

    exit_code = 6
