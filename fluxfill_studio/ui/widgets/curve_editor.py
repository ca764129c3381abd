"""A curve of a few points that are dragged, or moved by keys, or typed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.tools.pressure import MOST_POINTS, PLAIN, Curve
from fluxfill_studio.ui import theme, tokens

SIDE = 224  # of the square, margins included
MARGIN, REACH, DOT = 10, 14, 4
STEP, WIDE_STEP = 0.01, 0.1
APART = 0.01  # between two points, at least
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class CurveEditor(QWidget):
    """The curve, its text, and a way back to the plain one.

    Signals:
        changed: the text of another curve that the user made.

    Attributes:
        plot: where the points are dragged.
        field: where they are typed.
        reset: back to the plain curve.
    """

    changed = Signal(str)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Pressure curve"))
        self.plot = CurvePlot()
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Points of the curve"))
        self.field.setToolTip(_("Pressure and what is made of it, from 0 to 1: 0,0 0.5,0.3 1,1"))
        self.field.setFixedHeight(tokens.CONTROL)
        self.reset = QPushButton(_("Reset"))
        self.reset.setFixedHeight(tokens.CONTROL)
        self._lay_out()
        self.plot.changed.connect(self._choose)
        self.field.editingFinished.connect(self._take_text)
        self.reset.clicked.connect(lambda: self._choose(PLAIN.text))
        self.show_text(text)

    @property
    def text(self) -> str:
        """The curve that is shown."""
        return self.plot.curve.text

    def show_text(self, text: str) -> None:
        """Show another curve, the plain one if `text` is none; `changed` stays silent."""
        try:
            curve = Curve.parse(text)
        except ValueError:
            curve = PLAIN
        self.plot.show_curve(curve)
        self.field.setText(curve.text)
        self.field.setCursorPosition(0)

    def _choose(self, text: str) -> None:
        before = self.field.text()
        self.show_text(text)
        if self.text != before:
            self.changed.emit(self.text)

    def _take_text(self) -> None:
        """What is no curve is put back."""
        typed, shown = self.field.text(), self.text
        try:
            text = Curve.parse(typed).text
        except ValueError:
            text = shown
        self.show_text(text)
        if text != shown:
            self.changed.emit(text)

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(tokens.GAP)
        lines.addWidget(self.plot)
        row = QHBoxLayout()
        row.setSpacing(tokens.GAP)
        row.addWidget(self.field, 1)
        row.addWidget(self.reset)
        lines.addLayout(row)


class CurvePlot(QWidget):
    """The square with the points. A double click adds one, or removes the one it hits.

    Page Up and Page Down choose a point, arrows move it (Shift: farther), Insert adds one
    before the next, Delete removes it.

    Signals:
        changed: the text of the curve after every step.

    Attributes:
        curve: what is shown.
        chosen: place of the point that keys move.
    """

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve = PLAIN
        self.chosen = 0
        self._dragged = False
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(_("Drag a point; double-click to add one or to remove it."))
        self._say()

    def show_curve(self, curve: Curve) -> None:
        """Show another curve; `changed` stays silent."""
        self.curve = curve
        self.chosen = min(self.chosen, len(curve.points) - 1)
        self._say()
        self.update()

    def place(self, point: Point) -> QPointF:
        """Where a point of the curve lies in the widget."""
        side = SIDE - 2 * MARGIN
        return QPointF(MARGIN + point.x * side, SIDE - MARGIN - point.y * side)

    def move_to(self, point: Point) -> None:
        """Take the chosen point there, as near as its neighbours allow."""
        points, n = list(self.curve.points), self.chosen
        last = len(points) - 1
        x = points[n].x
        if 0 < n < last and points[n + 1].x - points[n - 1].x >= 2 * APART:
            x = min(points[n + 1].x - APART, max(points[n - 1].x + APART, point.x))
        low = points[n - 1].y if n > 0 else 0.0
        high = points[n + 1].y if n < last else 1.0
        points[n] = Point(round(x, 3), round(min(high, max(low, point.y)), 3))
        self._set(points, n)

    def add(self, x: float) -> None:
        """A new point on the curve at `x`, if there is room beside the others."""
        points = list(self.curve.points)
        near = min(abs(point.x - x) for point in points)
        if len(points) >= MOST_POINTS or near < APART:
            return
        place = sum(point.x < x for point in points)
        points.insert(place, Point(round(x, 3), round(self.curve(x), 3)))
        self._set(points, place)

    def remove(self, place: int) -> None:
        """Take a point away; the first and the last stay."""
        points = list(self.curve.points)
        if 0 < place < len(points) - 1:
            del points[place]
            self._set(points, place - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: choose, move, add, remove."""
        points, key = self.curve.points, event.key()
        if key in _MOVES:
            step = WIDE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            right, up = _MOVES[Qt.Key(key)]
            self.move_to(points[self.chosen].moved(right * step, up * step))
        elif key == Qt.Key.Key_PageUp:
            self._choose(min(self.chosen + 1, len(points) - 1))
        elif key == Qt.Key.Key_PageDown:
            self._choose(max(self.chosen - 1, 0))
        elif key == Qt.Key.Key_Insert:
            left = min(self.chosen, len(points) - 2)
            self.add((points[left].x + points[left + 1].x) / 2)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove(self.chosen)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: take the point under the pointer."""
        hit = self._hit(event.position())
        self._dragged = hit is not None and event.button() == Qt.MouseButton.LeftButton
        if hit is not None:
            self._choose(hit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the point follows."""
        if self._dragged:
            self.move_to(self._point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: let it go."""
        self._dragged = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: add or remove."""
        hit = self._hit(event.position())
        if hit is None:
            self.add(min(1.0, max(0.0, self._point(event.position()).x)))
        else:
            self.remove(hit)

    def sizeHint(self) -> QSize:
        """Qt: a square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: ground, the plain curve faint, the curve, its points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("field"))
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "edge"), 1))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self.place(PLAIN.points[0]), self.place(PLAIN.points[1]))
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawPath(self._path())
        for n, point in enumerate(self.curve.points):
            painter.setBrush(theme.colour("accent" if n == self.chosen else "raised"))
            painter.drawEllipse(self.place(point), DOT, DOT)

    # -- private ------------------------------------------------------------------------------

    def _path(self) -> QPainterPath:
        path = QPainterPath(self.place(self.curve.points[0]))
        for n in range(1, 101):
            path.lineTo(self.place(Point(n / 100, self.curve(n / 100))))
        return path

    def _point(self, at: QPointF) -> Point:
        side = SIDE - 2 * MARGIN
        return Point((at.x() - MARGIN) / side, (SIDE - MARGIN - at.y()) / side)

    def _hit(self, at: QPointF) -> int | None:
        away = [(self.place(p) - at).manhattanLength() for p in self.curve.points]
        nearest = away.index(min(away))
        return nearest if away[nearest] <= REACH else None

    def _choose(self, place: int) -> None:
        self.chosen = place
        self._say()
        self.update()

    def _set(self, points: list[Point], chosen: int) -> None:
        self.chosen = chosen
        if tuple(points) != self.curve.points:
            self.show_curve(Curve(tuple(points)))
            self.changed.emit(self.curve.text)

    def _say(self) -> None:
        point = self.curve.points[self.chosen]
        self.setAccessibleName(
            _("Point {number} of {count}: {x} becomes {y}").format(
                number=self.chosen + 1, count=len(self.curve.points), x=point.x, y=point.y
            )
        )
