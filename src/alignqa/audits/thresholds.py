"""The thresholds of an audit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditThresholds:
    """Strengths of evidence, in 0…1, between which verdicts change; the fitted ones stand in `fitted.toml`.

    A window of `supported` or more speaks for a statement; below `absent` nothing does.
    A cited section lacks what its paper says elsewhere when its best window is below `section`, or covers no more than
    `poor_coverage` of the statement, and the other place is stronger by `margin`.
    A number is compared with that of a window of at least `number_strength` that covers `number_coverage` of the statement.
    Another paper has it when the evidence there is `elsewhere` or more and the cited paper's is below `supported`.
    """

    supported: float
    absent: float
    section: float
    poor_coverage: float
    margin: float
    elsewhere: float
    number_strength: float
    number_coverage: float
