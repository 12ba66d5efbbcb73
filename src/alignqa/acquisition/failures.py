"""Why something could not be fetched, in the kinds that decide what is tried next.

ProviderError           another copy of the work may do
├── NotThere            there is nothing at this address (404, 410)
├── TooMuch             larger, or unpacking to more, than a paper can be
├── NotAllowed          an address that may not be asked: the scheme, the host, or what the host's name resolves to
└── HostUnavailable     the host answers nobody, or asks to be left alone: no further request is made to it in this run
"""

from __future__ import annotations

from alignqa.errors import ProviderError


class NotThere(ProviderError):
    """There is nothing at this address."""


class TooMuch(ProviderError):
    """What came is larger, or unpacks to more, than a paper can be."""


class NotAllowed(ProviderError):
    """The address may not be asked, so it was not."""


class HostUnavailable(ProviderError):
    """The host does not answer, or asks to be left alone."""

    def __init__(self, message: str, *, host: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.host = host
