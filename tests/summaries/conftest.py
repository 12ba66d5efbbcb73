"""The small library of lanterns, as fixtures."""

from lantern_home import cited_home, lantern_home, lantern_library, lanterns

__all__ = ["cited_home", "lantern_home", "lantern_library", "lanterns"]
