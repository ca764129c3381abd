"""Zoom, pan, turn and flip: the part of the canvas widget that decides what is in view."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.ui.canvas.scene import Scene
from fluxfill_studio.ui.canvas.viewport import MOST, Viewport

LEAST_SEEN = 64  # view points; a fresh picture's longer side


class Looking(QWidget):
    """A widget that looks at a scene through a viewport of its own size.

    Signals:
        zoom_changed: device pixels per picture pixel.
        viewport_changed: another place, scale, angle, side or size.

    Attributes:
        scene: what is shown; read it, change it through the widget's methods.
    """

    zoom_changed = Signal(float)
    viewport_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self._at: Point | None = None
        # Where the last zoom was anchored, what it left, and the canvas point: in many small
        # steps the roundings to whole device pixels must not add up.
        self._held: tuple[Point, Viewport, Point] | None = None
        self._fitted: tuple[Viewport, float] | None = None  # and no larger than
        self._over: tuple[Viewport, Viewport, Rect] | None = None  # what `look_over` left and made
        self._covered = 0  # view points at the right edge that lie under something else

    @property
    def viewport_(self) -> Viewport:
        """Where the canvas lies in the view."""
        return self.scene.viewport

    def set_viewport(self, viewport: Viewport) -> None:
        """Look at another place or at another scale."""
        before, self.scene.viewport = self.scene.viewport, viewport
        if viewport != before:
            self.update()
            self._looked_elsewhere()
            self.viewport_changed.emit()
        if viewport.scale != before.scale:
            self.zoom_changed.emit(viewport.scale)

    def zoom_to(self, scale: float, at: Point | None = None) -> None:
        """Zoom to `scale`; what lies under the view point `at`, else the middle, stays there."""
        if self.scene.canvas is None:
            return
        at = self._or_middle(at)
        spot = self.viewport_.to_canvas(at)
        if self._held is not None and self._held[:2] == (at, self.viewport_):
            spot = self._held[2]
        self.set_viewport(self.viewport_.scaled(scale, at, self.scene.canvas, spot))
        self._held = at, self.viewport_, spot

    def zoom_by(self, factor: float, at: Point | None = None) -> None:
        """As `zoom_to`, by a factor."""
        self.zoom_to(self.viewport_.scale * factor, at)

    def zoom_in(self) -> None:
        """The next larger step."""
        self.zoom_to(self.viewport_.next_scale(1))

    def zoom_out(self) -> None:
        """The next smaller step."""
        self.zoom_to(self.viewport_.next_scale(-1))

    def zoom_actual(self) -> None:
        """One picture pixel on one device pixel."""
        self.zoom_to(1.0, self._at)

    def zoom_fit(self, most: float = MOST) -> None:
        """The whole canvas in view, no larger than `most`."""
        if self.scene.canvas is not None:
            self.set_viewport(self._whole(self.scene.canvas, most))
            self._fitted = (self.viewport_, most)

    def zoom_open(self) -> None:
        """A fresh picture: the whole of it, at 100 % or less; a tiny one enlarged to be seen."""
        if self.scene.canvas is not None:
            times = LEAST_SEEN * self.devicePixelRatioF() / max(self.scene.canvas.size)
            self.zoom_fit(min(MOST, max(1.0, math.ceil(times))))

    def look_over(self, rect: Rect) -> None:
        """Bring the whole of `rect` (canvas coordinates) into view; `look_back` leaves it again."""
        before = self.viewport_
        if Rect(0, 0, *before.size).holds(before.device_rect(rect)) or self.scene.canvas is None:
            return
        if self._over is not None and self._over[1] == before:
            before = self._over[0]
        self.set_viewport(self._whole(rect))
        self._over = before, self.viewport_, self.scene.canvas

    def look_back(self) -> None:
        """As before `look_over`, unless view or canvas have changed since."""
        over, self._over = self._over, None
        if over is not None and over[1:] == (self.viewport_, self.scene.canvas):
            self.set_viewport(over[0])

    def set_covered(self, right: int) -> None:
        """Something `right` view points wide lies over the right edge: a fit keeps clear of it."""
        if right != self._covered:
            self._covered = right
            self._refit()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by view points."""
        if self.scene.canvas is not None:
            self.set_viewport(self.viewport_.panned(dx, dy, self.scene.canvas))

    def turn_to(self, degrees: float, at: Point | None = None) -> None:
        """See the picture turned clockwise by `degrees` from upright.

        What lies under the view point `at`, else the middle, stays there.
        """
        if self.scene.canvas is not None:
            at = self._or_middle(at)
            self.set_viewport(self.viewport_.turned(degrees, at, self.scene.canvas))

    def turn_by(self, degrees: float, at: Point | None = None) -> None:
        """As `turn_to`, from where it is."""
        self.turn_to(self.viewport_.angle + degrees, at)

    def flip_view(self, at: Point | None = None) -> None:
        """See left for right what is seen now, about the view point `at`, else the middle."""
        if self.scene.canvas is not None:
            self.set_viewport(self.viewport_.flipped(self._or_middle(at), self.scene.canvas))

    def reset_view(self) -> None:
        """Upright and unmirrored again; scale and middle stay."""
        self.set_viewport(replace(self.viewport_, angle=0.0, mirrored=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a fitted view stays fitted; else the middle stays where it is."""
        if not self._refit():
            self.set_viewport(self._measured())

    # -- private ------------------------------------------------------------------------------

    def _refit(self) -> bool:
        """Fit again what is fitted; False if nothing is."""
        if self._fitted is None or self._fitted[0] != self.viewport_:
            return False
        self.zoom_fit(self._fitted[1])
        return True

    def _whole(self, rect: Rect, most: float = MOST) -> Viewport:
        """`rect` in the middle of what nothing lies over, no larger than `most`."""
        measured = self._measured()
        width = max(1, measured.size.width - round(self._covered * measured.ratio))
        fitted = replace(measured, size=Size(width, measured.size.height)).fitted(rect, most)
        return replace(fitted, size=measured.size).panned(-self._covered / 2, 0, rect)

    def _or_middle(self, at: Point | None) -> Point:
        return at or Point(self.width() / 2, self.height() / 2)

    def _measured(self) -> Viewport:
        """The viewport for the widget's size and screen as they are now."""
        ratio = self.devicePixelRatioF()
        width = max(1, math.ceil(self.width() * ratio))
        height = max(1, math.ceil(self.height() * ratio))
        viewport = self.scene.viewport
        if viewport.size == (width, height) and viewport.ratio == ratio:
            return viewport
        return viewport.resized(Size(width, height), ratio)

    def _renew(self) -> None:
        """Everything may look different."""
        self.scene.renew()
        self.update()

    def _looked_elsewhere(self) -> None:
        """For the widget built on this: the viewport is another one."""
