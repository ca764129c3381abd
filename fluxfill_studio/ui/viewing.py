"""What the tools that move the view can be set to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option
from fluxfill_studio.settings.table import Value
from fluxfill_studio.ui.canvas.view import CanvasView


def view_options(view: CanvasView, hand: str) -> Sequence[Option]:
    """Of "hand", "turn" or "zoom"."""
    if hand == "turn":
        return (
            Option(
                "angle",
                _("Angle"),
                lambda: round(view.viewport_.angle),
                lambda value: view.turn_to(float(value)),
                -180,
                180,
                "°",
            ),
            Option(
                "flip", _("Flipped"), lambda: view.viewport_.mirrored, lambda _on: view.flip_view()
            ),
            _act("upright", _("Upright"), lambda _value: view.reset_view()),
        )
    return (
        _act("fit", _("Fit in window"), lambda _value: view.zoom_fit()),
        _act("actual", _("100 %"), lambda _value: view.zoom_to(1.0)),
    )


def _act(key: str, label: str, run: Callable[[Value], object]) -> Option:
    return Option(key, label, lambda: False, run, act=True)
