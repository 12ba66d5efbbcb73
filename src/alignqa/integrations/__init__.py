"""alignqa inside other tools; each module needs the tool that it is named after."""

import alignqa.adapters  # noqa: F401 - turns the libraries' telemetry off before one of them is imported here
