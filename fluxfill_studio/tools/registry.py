"""The tools of one window, by id; the place where a new one is added."""

from __future__ import annotations

from fluxfill_studio.tools.base import Tool
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.kit import Kit

GROUPS: dict[str, tuple[str, ...]] = {
    "B": ("brush",),
    "E": ("eraser",),
}
"""Tools that share a key and a place in the tool bar; Shift and the key takes the next one."""


def make_tools(kit: Kit) -> dict[str, Tool]:
    """Every tool, in the order of the tool bar."""
    tools: list[Tool] = [
        BrushTool(kit.brush),
        BrushTool(kit.brush, subtract=True),
    ]
    return {tool.id: tool for tool in tools}
