"""Locks the default installation with hashes, lists its parts, and asks which pinned versions have known vulnerabilities.

`python docs/dependency_audit.py TOOLS`, where TOOLS is the folder of uv, pip-audit and cyclonedx-py; `make audit-dependencies`
runs it after the tests on licences and on what is declared. The files are written below `build/audit`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "audit"
LOCK, PARTS = OUT / "requirements.txt", OUT / "sbom.json"
CORE = OUT / "core"


def lock(tools: Path) -> None:
    """Writes the versions of the default installation with the hashes of their files, and installs them by these alone."""
    pins = ("--constraint", "constraints.txt", "--output-file", LOCK)
    _run(tools / "uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-header", *pins, "pyproject.toml")
    _run(tools / "uv", "venv", "--quiet", "--clear", "--python", sys.executable, CORE)
    _run(tools / "uv", "pip", "install", "--quiet", "--python", CORE, "--require-hashes", "--no-deps", "--requirement", LOCK)
    print(f"Lock with hashes: {LOCK.relative_to(ROOT)}, installed and in order.")


def list_parts(tools: Path) -> None:
    """Writes a software bill of materials (CycloneDX) of what was installed by the lock."""
    options = ("--pyproject", "pyproject.toml", "--output-reproducible", "--output-file", PARTS)
    _run(tools / "cyclonedx-py", "environment", *options, CORE)
    count = len(json.loads(PARTS.read_text(encoding="utf-8"))["components"])
    print(f"Bill of materials: {PARTS.relative_to(ROOT)}, {count} libraries.")


def find_vulnerabilities(tools: Path, out: Path) -> bool:
    """Tells whether a version in constraints.txt has a known vulnerability; prints each, and how many could be looked up."""
    report = out / "vulnerabilities.json"
    report.unlink(missing_ok=True)
    options = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--output", report)
    command: list[str | Path] = [tools / "pip-audit", "--requirement", "constraints.txt", *options]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if not report.exists():
        print("Known vulnerabilities: not looked up, since the service was not reached:", *asked.stderr.splitlines()[-1:])
        return False
    libraries = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
    known = [library for library in libraries if "skip_reason" not in library]
    print(f"Known vulnerabilities: {len(known)} of {len(libraries)} libraries were looked up.")
    if len(known) < len(libraries):
        print("The service has no entry for the others, or was not reached: nothing is known of them.")
    faulty = [library for library in known if library["vulns"]]
    for library in faulty:
        print(f"{library['name']} {library['version']}:", *(fault["id"] for fault in library["vulns"]))
    return bool(faulty)


def _run(*command: str | Path) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> int:
    """Runs the three steps; 1 if a version has a known vulnerability, or if the lock cannot be made."""
    tools = Path(sys.argv[1]).absolute()
    OUT.mkdir(parents=True, exist_ok=True)
    try:
        lock(tools)
        list_parts(tools)
    except subprocess.CalledProcessError as error:
        print(f"{Path(error.cmd[0]).name} failed; it needs a package registry (UV_DEFAULT_INDEX names another).", file=sys.stderr)
        return 1
    return int(find_vulnerabilities(tools, OUT))


if __name__ == "__main__":
    sys.exit(main())
