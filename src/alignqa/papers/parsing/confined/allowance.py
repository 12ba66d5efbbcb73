"""Says what reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

# On a machine of 2024 the slowest format, LaTeX, takes 5 s of processor for a megabyte, and Markdown and HTML take 1 s.
# What a source inputs is not counted, and may come to 7 s (`latex.source.inputs` caps it).
_CPU_S, _CPU_S_PER_MB, _MOST_CPU_S = 12, 13, 120
# A reading process begins with 35 MB (110 MB of addresses), and the largest papers here take it to 60 MB.
_MEMORY, _MEMORY_PER_BYTE, _MOST_MEMORY = 512 * 2**20, 16, 3 * 2**30
# A machine that is busy with other things may give a process a tenth of its time.
_CLOCK = 10.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """Limits for reading one file: seconds of processor and of the clock, bytes of address space, bytes of the result."""

    cpu_s: int = _CPU_S
    wall_s: float = _CLOCK * _CPU_S
    memory: int = _MEMORY
    result: int = 128 * 2**20


def allowance_for(size: int) -> Allowance:
    """Returns the limits for a file of `size` bytes."""
    cpu_s = min(_CPU_S + _CPU_S_PER_MB * size // 1_000_000, _MOST_CPU_S)
    memory = min(_MEMORY + _MEMORY_PER_BYTE * size, _MOST_MEMORY)
    return Allowance(cpu_s=cpu_s, wall_s=_CLOCK * cpu_s, memory=memory)


def restrict(memory: int, cpu_s: int) -> None:
    """Caps address space and processor time where the platform supports it; the parent's time limit applies everywhere."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu_s)):
        _, hard = resource.getrlimit(kind)
        ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (ceiling, hard))
        except (ValueError, OSError):  # macOS refuses some caps; the others still hold
            continue
