"""The fitted numbers: read from one file, checked name by name, and handed to whoever decides by them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from alignqa.answers.choosing.abstention import Calibration, ReadCalibration
from alignqa.answers.choosing.close_reading import ReadingWeights
from alignqa.answers.choosing.features import WindowWeights
from alignqa.answers.choosing.premise_check import PremiseLimits
from alignqa.audits.thresholds import AuditThresholds
from alignqa.errors import SettingsError
from alignqa.retrieval.weights import RetrievalWeights

FITTED_FILE = "fitted.toml"
FITTED_FORMAT = 1
_SHIPPED = Path(__file__).with_name(FITTED_FILE)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FittedNumbers:
    """All numbers that decide, and what they were fitted for: models as a trace names them, "" for none.

    `reading`, `read_calibration` and `premise` apply where windows are read, `calibration` where they are not.
    """

    date: str
    embedder: str
    reranker: str
    reader: str
    data: str
    retrieval: RetrievalWeights
    window: WindowWeights
    calibration: Calibration
    reading: ReadingWeights
    read_calibration: ReadCalibration
    premise: PremiseLimits
    audit: AuditThresholds

    def mismatch(self, embedder: str, reranker: str | None, reader: str | None = None) -> str | None:
        """Names the model in use that the numbers were not fitted for; None where they fit."""
        if embedder != self.embedder:
            return f"the embedder {embedder}"
        if (reranker or "") != self.reranker:
            return f"the reranker {reranker}" if reranker else "retrieval without a reranker"
        return f"the reader {reader}" if reader and reader != self.reader else None


def load_fitted(home: Path | None = None) -> FittedNumbers:
    """Reads the home's own `fitted.toml`, else the one that comes with the package.

    SettingsError names every table and every number that is missing, unknown or no number.
    """
    own = home / FITTED_FILE if home is not None else None
    return read_fitted(own if own is not None and own.exists() else _SHIPPED)


def read_fitted(path: Path) -> FittedNumbers:
    """Reads one file of fitted numbers; errors as `load_fitted`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(path, [str(error)]) from error
    faults: list[str] = []
    about = {name: _text(tables, name, faults) for name in ("date", "embedder", "reranker", "reader", "data")}
    if tables.get("format") != FITTED_FORMAT:
        faults.append(f"format is {tables.get('format')!r}; this alignqa reads format {FITTED_FORMAT}")
    known = {"format", *(field.name for field in fields(FittedNumbers))}
    faults += [f"{name}: no such name" for name in tables if name not in known]
    retrieval = _table(tables, "retrieval", RetrievalWeights, faults)
    window = _table(tables, "window", WindowWeights, faults)
    calibration = _table(tables, "calibration", Calibration, faults)
    reading = _table(tables, "reading", ReadingWeights, faults)
    read = _table(tables, "read_calibration", ReadCalibration, faults)
    premise = _table(tables, "premise", PremiseLimits, faults)
    audit = _table(tables, "audit", AuditThresholds, faults)
    if faults or not (retrieval and window and calibration and reading and read and premise and audit):
        raise _refused(path, faults)
    return FittedNumbers(
        **about,
        retrieval=retrieval,
        window=window,
        calibration=calibration,
        reading=reading,
        read_calibration=read,
        premise=premise,
        audit=audit,
    )


def _table(tables: Mapping[str, object], name: str, kind: type[_T], faults: list[str]) -> _T | None:
    """The numbers of one table as the type that uses them; None, with the faults noted, where it is not whole."""
    table = tables.get(name)
    if not isinstance(table, dict):
        faults.append(f"[{name}] is missing")
        return None
    wanted = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]  # all kinds here are dataclasses
    found = [f"{name}.{key}: no such number" for key in table if key not in wanted]
    found += [f"{name}.{key} is missing" for key in wanted if key not in table]
    for key, value in table.items():
        whole = wanted.get(key) == "int"
        if key in wanted and (isinstance(value, bool) or not isinstance(value, int if whole else int | float)):
            found.append(f"{name}.{key} is {value!r}, which is no {'whole number' if whole else 'number'}")
    faults += found
    return None if found else kind(**{key: value if wanted[key] == "int" else float(value) for key, value in table.items()})


def _text(tables: Mapping[str, object], name: str, faults: list[str]) -> str:
    value = tables.get(name)
    if not isinstance(value, str):
        faults.append(f"{name} is missing" if value is None else f"{name} is {value!r}, which is no text")
        return ""
    return value


def _refused(path: Path, faults: list[str]) -> SettingsError:
    return SettingsError(
        f"The fitted numbers in {path} cannot be used: {'; '.join(faults)}.",
        hint="Correct the file, or move it away to use the numbers that come with alignqa",
    )
