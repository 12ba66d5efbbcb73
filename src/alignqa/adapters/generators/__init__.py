"""Language models behind `answers.interfaces.Generator`."""
