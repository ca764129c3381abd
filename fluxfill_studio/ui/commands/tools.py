"""The tool in hand, what it does to the mask, and the brush."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

TENTHS = "1234567890"
SECTIONS = "MVH"
"""Groups that begin a part of the menu: shapes, the mask as a whole, the view."""
OWN = {
    "rectangle": "U",
    "ellipse": "O",
    "lasso": "K",
    "polygon": "N",
    "edge_lasso": "J",
    "wand": "I",
    "smart_select": "S",
}
"""Keys of tools that share the letter of their group."""


def tool_specs(window: Window) -> list[Spec]:
    """Tools menu: a row per tool. A letter takes the tool of its group that was used last."""
    rows: list[Spec] = []
    for letter, group in window.toolbox.groups.items():
        rows.extend(_tool_row(window, letter, tool) for tool in group)
        if len(group) > 1:
            rows.extend(_group_rows(window, letter))
    return [*rows, *_mode_rows(window)]


def brush_specs(window: Window) -> Iterator[Spec]:
    """Keys of the brush; brackets and digits count by their place on the keyboard."""
    brush = window.drawing.brush

    def row(name: str, text: str, key: str, run: Callable[[], object], **more: Any) -> Spec:
        return Spec(name, text, (key,), run, when=window.has_session, group=_("Brush"), **more)

    yield row("smaller", _("Smaller"), "[", partial(brush.step_size, -1), repeats=True)
    yield row("larger", _("Larger"), "]", partial(brush.step_size, 1), repeats=True)
    yield row("softer", _("Softer"), "Shift+[", partial(brush.step_hardness, -1), repeats=True)
    yield row("harder", _("Harder"), "Shift+]", partial(brush.step_hardness, 1), repeats=True)
    for place, key in enumerate(TENTHS, 1):
        words = _("Opacity {share} %").format(share=place * 10)
        yield row(f"opacity_{place * 10}", words, key, partial(brush.set_opacity, place / 10))


def _tool_row(window: Window, letter: str, tool: str) -> Spec:
    toolbox = window.toolbox
    group = toolbox.groups[letter]
    return Spec(
        tool,
        toolbox.label(tool),
        (letter,) if len(group) == 1 else (OWN[tool],),
        partial(toolbox.choose, tool),
        _("&Tools"),
        when=window.has_session,
        checked=lambda: toolbox.in_hand == tool,
        gap=letter in SECTIONS and tool == group[0],
    )


def _group_rows(window: Window, letter: str) -> list[Spec]:
    """Keys that mean a group: in no menu, since there each tool stands for itself."""
    toolbox, heading = window.toolbox, _("&Tools")
    last, following = {
        "M": (_("Shape used last"), _("Next shape")),
        "L": (_("Lasso used last"), _("Next lasso")),
        "W": (_("Selection used last"), _("Next selection")),
    }[letter]
    return [
        Spec(
            f"group_{letter}", last, (letter,),
            lambda: toolbox.choose(toolbox.last(letter)), group=heading,
        ),
        Spec(
            f"next_{letter}", following, (f"Shift+{letter}",),
            partial(toolbox.choose_next, letter), when=window.has_session, group=heading,
        ),
    ]  # fmt: skip


def _mode_rows(window: Window) -> list[Spec]:
    toolbox, menu, open_ = window.toolbox, _("&Tools"), window.has_session
    return [
        Spec(
            "swap", _("Swap add and subtract"), ("X",), toolbox.swap, menu, when=open_, gap=True
        ),
        Spec("add", _("Back to add"), ("D",), toolbox.back_to_add, menu, when=open_),
    ]  # fmt: skip
