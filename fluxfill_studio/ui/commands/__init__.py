"""Every user action of the editor, a file a menu: the rows of the table in `actions.py`.

Must not know how an act is carried out: rows call operations of the window and the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.ui.actions import Spec
from fluxfill_studio.ui.commands.edit import edit_specs
from fluxfill_studio.ui.commands.file import file_specs
from fluxfill_studio.ui.commands.fill import fill_specs, walk_specs
from fluxfill_studio.ui.commands.help import held_specs, help_specs
from fluxfill_studio.ui.commands.mask import mask_specs
from fluxfill_studio.ui.commands.tools import brush_specs, tool_specs
from fluxfill_studio.ui.commands.view import view_specs

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def specs(window: Window) -> list[Spec]:
    """The table, in the order of the menus."""
    parts = (
        file_specs, edit_specs, mask_specs, tool_specs, brush_specs, fill_specs, walk_specs,
        view_specs, help_specs, held_specs,
    )  # fmt: skip
    return [spec for part in parts for spec in part(window)]
