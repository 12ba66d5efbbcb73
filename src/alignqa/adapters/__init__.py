"""The only home of heavy libraries: one adapter per file, named library + role; only `wiring` imports them."""

from alignqa.adapters import telemetry

telemetry.disable()
