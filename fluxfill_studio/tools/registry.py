"""The tools of one window, by id; the place where a new one is added."""

from __future__ import annotations

from fluxfill_studio.tools.base import Tool
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.bucket import BucketTool
from fluxfill_studio.tools.edge_lasso import EdgeLassoTool
from fluxfill_studio.tools.ellipse import EllipseTool
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.lasso import LassoTool
from fluxfill_studio.tools.move import MoveTool
from fluxfill_studio.tools.polygon import PolygonTool
from fluxfill_studio.tools.rectangle import RectangleTool
from fluxfill_studio.tools.smart_select import SmartSelectTool
from fluxfill_studio.tools.wand import WandTool

GROUPS: dict[str, tuple[str, ...]] = {
    "B": ("brush",),
    "E": ("eraser",),
    "M": ("rectangle", "ellipse"),
    "L": ("lasso", "polygon", "edge_lasso"),
    "W": ("wand", "smart_select"),
    "G": ("bucket",),
    "V": ("move",),
}
"""Tools that share a key and a place in the tool bar; Shift and the key takes the next one."""


def make_tools(kit: Kit) -> dict[str, Tool]:
    """Every tool, in the order of the tool bar."""
    tools: list[Tool] = [
        BrushTool(kit.brush),
        BrushTool(kit.brush, subtract=True),
        RectangleTool(kit),
        EllipseTool(kit),
        LassoTool(kit),
        PolygonTool(kit),
        EdgeLassoTool(kit),
        WandTool(kit),
        SmartSelectTool(kit),
        BucketTool(kit),
        MoveTool(),
    ]
    return {tool.id: tool for tool in tools}
