"""Which tool is in hand, of the mask or of the view, and which of a group a letter takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.registry import GROUPS
from fluxfill_studio.ui.canvas.gestures import HANDS

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

PAINTING = ("brush", "eraser")
"""They are add and subtract themselves; all other tools share the mode of the kit."""
BRUSHES = (*PAINTING, "smart_select")
"""They paint with the brush's size."""
VIEW_GROUPS = {"H": ("hand",), "R": ("turn",), "Z": ("zoom",)}
"""Tools that move the view."""


class Toolbox:
    """The tools in groups; a group remembers which of its tools was used last.

    Attributes:
        groups: ids of the tools, by the letter of their group.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.groups = GROUPS | VIEW_GROUPS
        self._last = {letter: group[0] for letter, group in self.groups.items()}

    def __iter__(self) -> Iterator[str]:
        return (tool for group in self.groups.values() for tool in group)

    @property
    def in_hand(self) -> str:
        """Id of the tool that a press would use."""
        return self._window.canvas.hand or self._tool

    @property
    def _tool(self) -> str:
        """Id of the tool behind a hand."""
        tool = self._window.canvas.tool
        return tool.id if tool is not None else ""

    def label(self, tool_id: str) -> str:
        """Its name for people."""
        if tool_id in HANDS:
            return {"hand": _("Hand"), "turn": _("Turn the view"), "zoom": _("Zoom")}[tool_id]
        return self._window.drawing.tools[tool_id].label

    def last(self, letter: str) -> str:
        """The tool of the group that was used last."""
        return self._last[letter]

    def choose(self, tool_id: str) -> None:
        """Take a tool in hand."""
        if tool_id in HANDS:
            self._window.canvas.set_hand(tool_id)
        else:
            self._window.drawing.choose_tool(tool_id)

    def note(self, tool_id: str) -> None:
        """This tool is in hand now: its group remembers it."""
        for letter, group in self.groups.items():
            if tool_id in group:
                self._last[letter] = tool_id

    def choose_next(self, letter: str) -> None:
        """The group's next tool; coming from another group, the one used last."""
        group = self.groups[letter]
        if self.in_hand not in group:
            self.choose(self._last[letter])
        else:
            self.choose(group[(group.index(self.in_hand) + 1) % len(group)])

    def swap(self) -> None:
        """Subtract instead of add, or the other way round, with the tool in hand."""
        if self._tool in PAINTING:
            self.choose(PAINTING[1 - PAINTING.index(self._tool)])
        else:
            self._window.drawing.kit.mode.swap()

    def back_to_add(self) -> None:
        """Add again, with the tool in hand."""
        if self._tool in PAINTING:
            self.choose(PAINTING[0])
        else:
            self._window.drawing.kit.mode.set(Mode.ADD)
