"""The web server's tests read the papers on lanterns."""

from lantern_home import lantern_home

__all__ = ["lantern_home"]
