"""How many examples hypothesis tries: `make fuzz` has ten times as many, also where a test wants more than usual."""

from hypothesis import settings

USUAL: int = settings.default.max_examples  # of the profile that tests/conftest.py has loaded
