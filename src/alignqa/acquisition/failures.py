"""Errors of fetching, by what is tried next.

ProviderError           another copy of the work is tried
├── NotThere            there is nothing at this address (404, 410)
├── TooMuch             larger than a paper can be, or unpacking to more
├── NotAllowed          an address that must not be requested: for its scheme, its host, or the address of its host
└── HostUnavailable     the host does not answer, or asks for a pause: no further request is sent to it in this run
"""

from __future__ import annotations

from alignqa.errors import ProviderError


class NotThere(ProviderError):
    """There is nothing at this address."""


class TooMuch(ProviderError):
    """The answer is larger than a paper can be, or unpacks to more."""


class NotAllowed(ProviderError):
    """The address must not be requested, so no request was sent."""


class HostUnavailable(ProviderError):
    """The host does not answer, or asks for a pause."""

    def __init__(self, message: str, *, host: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.host = host
