"""Generate, and what becomes of its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Scope, Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def fill_specs(window: Window) -> list[Spec]:
    """Fill menu."""
    menu, shown = _("F&ill"), window.has_shown
    return [
        # Qt calls the keypad's key Enter and the main one Return: both, the better name first.
        Spec(
            "generate",
            _("Generate"),
            ("Ctrl+Enter", "Ctrl+Return"),
            window.generate,
            menu,
            when=window.has_session,
        ),
        Spec(
            "prompt", _("Go to the prompt"), ("P",), window.to_prompt, menu, when=window.has_session
        ),
        Spec(
            "service",
            _("Choose the service…"),
            ("Shift+S",),
            lambda: window.layout.fill.service.open_menu(),
            menu,
            when=window.has_session,
        ),
        Spec(
            "parameters",
            _("Parameters…"),
            ("Shift+P",),
            lambda: window.layout.fill.parameters.open_sheet(),
            menu,
            when=window.has_session,
        ),
        Spec(
            "extend",
            _("Extend the canvas"),
            ("C",),
            window.toggle_extend,
            menu,
            when=window.has_session,
            checked=window.extends,
        ),
        Spec(
            "adopt",
            _("Adopt result"),
            ("Enter", "Return"),
            window.adopt,
            menu,
            Scope.CANVAS,
            when=window.can_accept,
            gap=True,
        ),
        Spec(
            "discard", _("Discard result"), ("Del",), window.discard, menu, Scope.CANVAS, when=shown
        ),
    ]


def walk_specs(window: Window) -> list[Spec]:
    """Arrows belong to the canvas: in a list or a field they mean something else."""
    menu, ahead, back = _("F&ill"), _("Next result"), _("Previous result")

    def spec(action: str, text: str, key: str, by: int, **place: Any) -> Spec:
        def step() -> None:
            window.step_result(by)

        return Spec(
            action,
            text,
            (key,),
            step,
            repeats=True,
            when=window.has_results,
            group=menu,
            **place,
        )

    return [
        spec("next", ahead, ".", 1, menu=menu),
        spec("previous", back, ",", -1, menu=menu),
        spec("next_arrow", ahead, "Right", 1, scope=Scope.CANVAS),
        spec("previous_arrow", back, "Left", -1, scope=Scope.CANVAS),
    ]
