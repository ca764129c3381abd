"""A canvas widget on a small picture, and a tool that notes what it is told."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.base import BaseTool, Cursor, Line, PointerEvent, Sketch
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.ui.canvas.view import CanvasView


@pytest.fixture
def document() -> Document:
    pixels = np.random.default_rng(2).integers(0, 256, (300, 400, 3), np.uint8)
    return Document(pixels)


@pytest.fixture
def brush() -> BrushSettings:
    return BrushSettings(Brush(20))


@pytest.fixture
def view(qtbot, document, brush) -> CanvasView:
    view = CanvasView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.brush = brush
    view.set_tool(BrushTool(brush))
    view.show()
    view.set_document(document)
    view.zoom_to(1.0)
    QApplication.processEvents()
    return view


class Corners(BaseTool):
    """Builds a shape from clicks, as the simplest tool that lets one wait."""

    id, label = "corners", "Corners"

    def __init__(self) -> None:
        super().__init__()
        self.points: list[Point] = []
        self.told: list[tuple[str, object]] = []
        self.hovers: list[PointerEvent] = []
        self.moves: list[PointerEvent] = []
        self.movable = False
        self._down = False

    cursor = Cursor()

    @property
    def sketch(self) -> Sketch:
        lines = (Line(self.points),) if len(self.points) > 1 else ()
        return Sketch(lines, tuple(self.points), f"{len(self.points)}" if self.points else "")

    @property
    def active(self) -> bool:
        return self._down

    @property
    def waiting(self) -> bool:
        return bool(self.points)

    def press(self, event, document) -> None:
        self._down = True
        self.points.append(event.at)

    def move(self, event) -> None:
        self.moves.append(event)

    def release(self, event) -> None:
        self._down = False

    def hover(self, event) -> None:
        self.hovers.append(event)

    def cancel(self) -> None:
        self.told.append(("cancel", self._down))
        self.points.clear()
        self._down = False

    def finish(self) -> None:
        self.told.append(("finish", self._down))
        self._down = False

    def complete(self) -> bool:
        self.told.append(("complete", len(self.points)))
        done, self.points = bool(self.points), []
        return done

    def step_back(self) -> bool:
        return bool(self.points) and self.points.pop() is not None

    def nudge(self, dx, dy, document) -> bool:
        self.told.append(("nudge", (dx, dy)))
        return self.movable


@pytest.fixture
def corners(view) -> Corners:
    """In hand on `view`."""
    tool = Corners()
    view.set_tool(tool)
    return tool
