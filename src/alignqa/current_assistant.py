"""The assistant of a home whose index may be made, or made anew, while a server uses it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from alignqa.answers.assistant import Assistant
from alignqa.index.manifest import MANIFEST_FILE, Manifest
from alignqa.wiring import Home, assistant_of


class CurrentAssistant:
    """Provides the assistant of the current index; safe to use from several threads.

    The assistant itself notices changes within an index.
    An index that was deleted and made anew has another id in its manifest, and replaces the old one.
    """

    def __init__(self, home: Home, *, notify: Callable[[str], None] | None = None) -> None:
        self._home = home
        self._notify = notify
        self._opening = threading.Lock()
        self._opened: tuple[str, Assistant] | None = None

    def __call__(self) -> Assistant:
        """Returns the assistant; IndexUnavailable while there is no index."""
        manifest = Manifest.load(self._home.index_folder / MANIFEST_FILE)
        index = manifest.id if manifest else ""
        with self._opening:
            if self._opened is None or self._opened[0] != index:
                self._opened = None
                self._opened = index, assistant_of(self._home, notify=self._notify)
            return self._opened[1]
