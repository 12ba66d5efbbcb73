import subprocess
import sys

import pytest

import alignqa


def test_public_names_are_sorted_and_complete():
    assert alignqa.__all__ == sorted(alignqa.__all__)
    assert set(alignqa.__all__) == set(alignqa._HOME_OF)
    for name in alignqa.__all__:
        assert getattr(alignqa, name).__module__.startswith("alignqa.")


def test_importing_the_package_loads_the_standard_library_only():
    listing = "import sys, alignqa; print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    rooms = subprocess.run(
        [sys.executable, "-c", "import sys, alignqa; print(*(name for name in sys.modules if name.startswith('alignqa')))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert set(loaded) - {"__main__", "_distutils_hack", "_virtualenv"} == {"alignqa"}
    assert rooms == ["alignqa"]


def test_a_name_of_the_version_before_works_and_warns():
    with pytest.warns(DeprecationWarning, match="alignqa.FindingVerdict"):
        assert alignqa.Verdict is alignqa.FindingVerdict


def test_the_verdict_of_a_claim_is_the_public_one():
    from alignqa.answers.answer import Claim

    assert Claim("A lamp burns.", (1,)).verdict is alignqa.ClaimVerdict.SUPPORTED
