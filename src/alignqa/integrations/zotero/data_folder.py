"""Zotero's folders: where its database and its files are, by its own settings."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from alignqa.errors import UsageError

DATABASE = "zotero.sqlite"
_SETTING = re.compile(
    r'^user_pref\("extensions\.zotero\.(?P<name>dataDir|baseAttachmentPath)",\s*(?P<value>".*")\);', re.MULTILINE
)
# https://www.zotero.org/support/kb/profile_directory
_PROFILES = (
    ".zotero/zotero",
    ".var/app/org.zotero.Zotero/.zotero/zotero",
    "snap/zotero-snap/common/.zotero/zotero",
    "Library/Application Support/Zotero/Profiles",
    "AppData/Roaming/Zotero/Zotero/Profiles",
)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder with the database and the stored files, and the base of linked files with a relative path."""

    path: Path
    linked_base: Path | None = None

    @property
    def database(self) -> Path:
        """The database."""
        return self.path / DATABASE

    def place(self, key: str, path: str) -> Path | None:
        """Returns the place of an attachment's file, whose path Zotero keeps as "storage:…", "attachments:…" or a whole path.

        None if that is no path of a file, or leads out of the folder of its attachment.
        """
        with suppress(OSError, ValueError):  # a path may contain what no path of this machine can
            if path.startswith("storage:"):
                name = path.removeprefix("storage:")
                return self.path / "storage" / key / name if name == Path(name).name else None
            if path.startswith("attachments:"):
                return self.linked_base / path.removeprefix("attachments:") if self.linked_base else None
            return Path(path) if Path(path).is_absolute() else None
        return None


def find_data_folder(given: Path | None, *, user: Path | None = None) -> DataFolder:
    """Finds Zotero's data folder: the one that is given, that of Zotero's settings, or ~/Zotero; UsageError if there is none."""
    user = user or Path.home()
    settings = list(_settings(user))
    base = next((Path(found["baseAttachmentPath"]) for found in settings if found.get("baseAttachmentPath")), None)
    if given is not None:
        given = given.parent if given.name == DATABASE else given
        if not (given / DATABASE).is_file():
            raise UsageError(
                f"There is no Zotero library in {given}: it has no {DATABASE}.",
                hint="Name the folder that Zotero shows under Settings > Advanced > Files and Folders",
            )
        return DataFolder(given.resolve(), base)
    places = [*(Path(found["dataDir"]) for found in settings if found.get("dataDir")), user / "Zotero"]
    for place in places:
        if (place / DATABASE).is_file():
            return DataFolder(place.resolve(), base)
    raise UsageError(
        f"There is no Zotero library in {places[0]}.",
        hint="Name its folder: --library FOLDER; Zotero shows it under Settings > Advanced > Files and Folders",
    )


def _settings(user: Path) -> Iterator[dict[str, str]]:
    """Yields the settings of each of Zotero's profiles, the last used one first."""
    files = [file for place in _PROFILES for file in sorted((user / place).glob("*/prefs.js"))]
    with suppress(OSError):
        files.sort(key=os.path.getmtime, reverse=True)
    for file in files:
        with suppress(OSError, ValueError):  # a value is a string of JavaScript, which is one of JSON
            text = file.read_text(encoding="utf-8", errors="replace")
            yield {found["name"]: str(json.loads(found["value"])) for found in _SETTING.finditer(text)}
