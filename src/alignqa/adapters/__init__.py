"""The only home of heavy libraries: one adapter a file, named library + role; only `wiring` names them."""

from alignqa.adapters import telemetry

telemetry.disable()
