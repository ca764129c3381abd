"""What stands beside the work: keys, the undo list. None blocks the loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.ui.key_sheet import KeySheet
from fluxfill_studio.ui.keys_dialog import KeysDialog
from fluxfill_studio.ui.panels.undo_list import UndoList
from fluxfill_studio.ui.preferences import Preferences
from fluxfill_studio.ui.services_dialog import ALL, ServicesDialog

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Asides:
    """Opens each on demand."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def show_keys(self) -> None:
        """Everything that keys, mouse and pen can do, at a glance."""
        KeySheet(self._window.actions, self._window.shell).open()

    def show_undo_list(self) -> None:
        """What was done, to go back to or forth."""
        if self._window.session is not None:
            stage = self._window.layout.stage
            UndoList(stage, self._window.session).open_beside(stage)

    def choose_keys(self) -> None:
        """Other keys for what keys do."""
        KeysDialog(self._window.actions, self._window.shell).open()

    def show_preferences(self) -> None:
        """What the user may set for good."""
        Preferences(self._window).open()

    def show_services(self, first: str = ALL) -> None:
        """Keys, prices, addresses and costs; the page of `first`, a provider's id."""
        ServicesDialog(self._window, first).open()
