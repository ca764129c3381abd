"""What the user may set for good, on one page; every change takes effect at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option, per_cent, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    MARCHING_ANTS,
    OVERLAY_COLOUR,
    OVERLAY_OPACITY,
    PIXEL_GRID,
    REDUCE_MOTION,
    SURROUND,
    THEME,
    UNDO_MB,
)
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.panels.options_bar import colour_words
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

WIDTH = 440
AT_HAND = 3  # of the brush's options are changed all day, with keys and in the bar


class Preferences(QDialog):
    """Sections of options.

    Attributes:
        rows: by heading.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window.shell)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Preferences"))
        self.setMinimumWidth(WIDTH)
        settings = window.studio.settings
        self.rows: dict[str, OptionRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.WIDE, tokens.WIDE, tokens.WIDE, tokens.WIDE)
        self._column.setSpacing(tokens.GAP)
        self._add(_("Look"), _look(settings))
        self._add(_("Mask"), _mask(settings))
        self._add(_("Brush"), window.drawing.tools["brush"].options[AT_HAND:])
        self._add(_("Undo"), [stored(settings, UNDO_MB, _("Memory for undo"), unit=_(" MB"))])
        end = QHBoxLayout()
        end.addWidget(push(_("Keyboard shortcuts…"), window.asides.choose_keys))
        end.addWidget(push(_("Services and costs…"), window.asides.show_services))
        end.addStretch(1)
        end.addWidget(push(_("Close"), self.close))
        self._column.addSpacing(tokens.GAP)
        self._column.addLayout(end)

    def _add(self, heading: str, options: Sequence[Option]) -> None:
        if not options:
            return
        if self.rows:
            self._column.addSpacing(tokens.GAP)
        self._column.addWidget(label(heading, tokens.TEXT, tokens.STRONG))
        self.rows[heading] = row = OptionRow(options, vertical=True)
        self._column.addWidget(row)


def _look(settings: Settings) -> list[Option]:
    surrounds = (_("As the theme"), _("Black"), _("Grey"), _("White"))
    return [
        stored(settings, THEME, _("Theme"), labels=(_("As the system"), _("Dark"), _("Light"))),
        stored(settings, SURROUND, _("Round the picture"), labels=surrounds),
        stored(settings, REDUCE_MOTION, _("Reduce motion")),
    ]


def _mask(settings: Settings) -> list[Option]:
    colours = tuple(colour_words(str(name)).capitalize() for name in OVERLAY_COLOUR.choices)
    return [
        stored(settings, OVERLAY_COLOUR, _("Colour"), labels=colours),
        per_cent(settings, OVERLAY_OPACITY, _("Opacity")),
        stored(settings, MARCHING_ANTS, _("Marching ants along the edge")),
        stored(settings, PIXEL_GRID, _("Pixel grid from 800 %")),
    ]
