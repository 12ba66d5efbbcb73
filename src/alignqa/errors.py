"""The errors of alignqa.

Every error that a user can see carries a message (what happened, and why) and a hint (what to do next).

AlignqaError                     exit 1
├── UnreadablePaper              exit 1   a file that cannot be read as a paper
├── StorageError                 exit 1   a full disk, or a folder that cannot be written to
├── ModelError                   exit 1   a model that is missing, is not the pinned one, or is of the wrong kind
├── UsageError                   exit 2   an argument that cannot be used
│   ├── SettingsError            exit 2   unknown or malformed settings, all listed at once
│   └── UnknownPaper             exit 2   a paper key that is not in the catalogue
├── IndexUnavailable             exit 4   no index, a stale one, or one made with another embedder
├── ProviderError                exit 5   the network, or a remote service
└── IndexLocked                  exit 6   another process is writing to the index, or running the watches
"""

from __future__ import annotations

from typing import ClassVar


class AlignqaError(Exception):
    """An error for the user: a message that says what happened and why, and a hint that names what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnreadablePaper(AlignqaError):
    """A file cannot be read as a paper: it is missing, empty, encrypted, truncated or without text."""


class StorageError(AlignqaError):
    """The disk is full, or a folder cannot be written to."""


class ModelError(AlignqaError):
    """A model is missing, its weights are not the pinned ones, or it is of the wrong kind."""


class UsageError(AlignqaError):
    """An argument cannot be used."""

    exit_code = 2


class SettingsError(UsageError):
    """Settings are unknown or malformed; the message lists all of them."""


class UnknownPaper(UsageError):
    """The catalogue has no paper with this key; the hint offers the nearest keys."""


class IndexUnavailable(AlignqaError):
    """There is no index, or it is stale, or it was made with another embedder."""

    exit_code = 4


class ProviderError(AlignqaError):
    """The network or a remote service failed."""

    exit_code = 5


class IndexLocked(AlignqaError):
    """Another process is writing to the index, or running the watches."""

    exit_code = 6
