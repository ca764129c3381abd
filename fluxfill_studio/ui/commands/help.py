"""Where to find out what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Scope, Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def help_specs(window: Window) -> list[Spec]:
    """Help menu."""
    return [Spec("key_sheet", _("All keys"), ("?", "F1"), window.asides.show_keys, _("&Help"))]


def held_specs(window: Window) -> list[Spec]:
    """Keys that act while they are held."""
    heading, hold = _("While held"), window.comparing.hold
    return [
        Spec(
            "hold_before", _("See the picture before"), ("A", "\\"),
            lambda: hold("before"), scope=Scope.HELD, group=heading,
        ),
        Spec(
            "hold_original", _("See the original"), ("Shift+A",),
            lambda: hold("original"), scope=Scope.HELD, group=heading,
        ),
    ]  # fmt: skip
