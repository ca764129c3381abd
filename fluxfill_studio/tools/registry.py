"""The tools of one window, by id; the place where a new one is added."""

from __future__ import annotations

from fluxfill_studio.tools.base import Tool
from fluxfill_studio.tools.brush import BrushSettings, BrushTool


def make_tools(settings: BrushSettings) -> dict[str, Tool]:
    """Every tool, in the order of the tool bar."""
    tools: list[Tool] = [BrushTool(settings), BrushTool(settings, subtract=True)]
    return {tool.id: tool for tool in tools}
