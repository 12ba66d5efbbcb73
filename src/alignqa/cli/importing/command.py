"""`alignqa import`: papers with the metadata and keys of a reference list, or of Zotero."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from alignqa.cli import options
from alignqa.cli.commands.import_references import import_references
from alignqa.cli.importing.from_zotero import zotero

_FILE = "file"


class _Sources(TyperGroup):
    """Takes any first word that is no command for the name of a reference list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Inserts the command for a list.

        The class of contexts differs between versions of typer, hence Any.
        """
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else [_FILE, *args])


_group = typer.Typer(
    cls=_Sources,
    name="import",
    help="Import a reference list or a Zotero collection.",
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar="FILE|COMMAND [ARGS]...",
    epilog=options.examples("alignqa import refs.bib", "alignqa import zotero --collection Evals"),
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    _group.command(_FILE, epilog=options.examples("alignqa import refs.bib", "alignqa import file ~/zotero-export/library.bib"))(
        import_references
    )
    _group.command(
        epilog=options.examples(
            "alignqa import zotero",
            "alignqa import zotero --collection Evals --tag read",
            'alignqa import zotero --group "Our lab" --collection Safety/Evals --prune',
            "alignqa import zotero --collection Evals --watch",
        )
    )(zotero)
    app.add_typer(_group)
