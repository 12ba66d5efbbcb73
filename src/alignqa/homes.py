"""The home: the folder of the settings, corpus and index, and how the setting `index` names that index."""

from __future__ import annotations

import os
import re
from pathlib import Path

SETTINGS_FILE = "alignqa.toml"
_DEFAULT_INDEX = "default"
INDEX = re.compile(
    r"(?:chroma\+(?P<scheme>https?)://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/|$))?"
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)?"
)


def find_home(explicit: Path | None = None) -> Path:
    """Finds the home: `explicit`, ALIGNQA_HOME, the nearest folder upward with alignqa.toml, or else the user's data folder."""
    if explicit is not None:
        return explicit
    if named := os.environ.get("ALIGNQA_HOME"):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    import platformdirs

    return Path(platformdirs.user_data_dir("alignqa", appauthor=False))


def index_name(setting: str) -> str:
    """Returns the name of the index that the setting `index` names, with or without a server before it."""
    found = INDEX.fullmatch(setting)
    return (found and found["name"]) or _DEFAULT_INDEX


def index_folder(home: Path, setting: str) -> Path:
    """Returns the folder of that index in a home."""
    return home / "indexes" / index_name(setting)
