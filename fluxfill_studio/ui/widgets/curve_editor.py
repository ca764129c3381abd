"""A curve of a few points that are dragged, or moved by keys, or typed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.tools.pressure import MOST_POINTS, PLAIN, Curve
from fluxfill_studio.ui import theme, tokens

SIDE = 240  # of the square, margins included
MARGIN, REACH, DOT = 20, 14, 4
OFF = 40  # so far outside the square a dragged point is thrown away
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
    """The square with the points. A press beside them adds one, dragged off it is gone.

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
        # The points when the drag began, and the place of the dragged one.
        self._held: tuple[tuple[Point, ...], int] | None = None
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(_("Press to add a point and drag it; drag it off to remove it."))
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
        self._set(_moved(self.curve.points, self.chosen, point), self.chosen)

    def add(self, x: float) -> bool:
        """A new point on the curve at `x`; False if there is no room beside the others."""
        points = self.curve.points
        near = min(abs(point.x - x) for point in points)
        if len(points) >= MOST_POINTS or near < APART:
            return False
        place = sum(point.x < x for point in points)
        new = Point(round(x, 3), round(self.curve(x), 3))
        self._set((*points[:place], new, *points[place:]), place)
        return True

    def remove(self, place: int) -> None:
        """Take a point away; the first and the last stay."""
        if 0 < place < len(self.curve.points) - 1:
            self._set(_without(self.curve.points, place), place - 1)

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
        """Qt: take the point under the pointer, or a new one. The second of two presses, too."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._point(event.position())
        hit = self._hit(event.position())
        if hit is not None:
            self._choose(hit)
        elif self.add(min(1.0, max(0.0, at.x))):
            self.move_to(at)
        else:
            return
        self._held = self.curve.points, self.chosen

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the point follows; far off the square it is gone, until it comes back."""
        if self._held is None:
            return
        points, place = self._held
        square = QRectF(self.rect()).adjusted(-OFF, -OFF, OFF, OFF)
        if 0 < place < len(points) - 1 and not square.contains(event.position()):
            self._set(_without(points, place), place - 1)
        else:
            self._set(_moved(points, place, self._point(event.position())), place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: let it go."""
        self._held = None

    def sizeHint(self) -> QSize:
        """Qt: a square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: ground, what the sides mean, the plain curve faint, the curve, its points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("field"))
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "edge"), 1))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        self._paint_words(painter)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self.place(PLAIN.points[0]), self.place(PLAIN.points[1]))
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawPath(self._path())
        for n, point in enumerate(self.curve.points):
            painter.setBrush(theme.colour("accent" if n == self.chosen else "raised"))
            painter.drawEllipse(self.place(point), DOT, DOT)

    # -- private ------------------------------------------------------------------------------

    def _paint_words(self, painter: QPainter) -> None:
        """Pressure from left to right, what is made of it upwards."""
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        below = QRectF(MARGIN, SIDE - MARGIN, SIDE - 2 * MARGIN, MARGIN)
        painter.setFont(theme.font(tokens.CAPTION))
        painter.setPen(theme.colour("second"))
        painter.drawText(below, left | Qt.AlignmentFlag.AlignVCenter, _("light"))
        painter.drawText(below, right | Qt.AlignmentFlag.AlignVCenter, _("firm"))
        painter.save()
        painter.rotate(-90)
        beside = QRectF(MARGIN - SIDE, 0, SIDE - 2 * MARGIN, MARGIN)
        painter.drawText(beside, left | Qt.AlignmentFlag.AlignVCenter, _("thin"))
        painter.drawText(beside, right | Qt.AlignmentFlag.AlignVCenter, _("full"))
        painter.restore()

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

    def _set(self, points: tuple[Point, ...], chosen: int) -> None:
        self.chosen = chosen
        if points != self.curve.points:
            self.show_curve(Curve(points))
            self.changed.emit(self.curve.text)

    def _say(self) -> None:
        point = self.curve.points[self.chosen]
        self.setAccessibleName(
            _("Point {number} of {count}: {x} becomes {y}").format(
                number=self.chosen + 1, count=len(self.curve.points), x=point.x, y=point.y
            )
        )


def _without(points: tuple[Point, ...], place: int) -> tuple[Point, ...]:
    return points[:place] + points[place + 1 :]


def _moved(points: tuple[Point, ...], place: int, to: Point) -> tuple[Point, ...]:
    """The points with that at `place` taken to `to`, as near as its neighbours allow."""
    last, x = len(points) - 1, points[place].x
    if 0 < place < last and points[place + 1].x - points[place - 1].x >= 2 * APART:
        x = min(points[place + 1].x - APART, max(points[place - 1].x + APART, to.x))
    low = points[place - 1].y if place > 0 else 0.0
    high = points[place + 1].y if place < last else 1.0
    moved = Point(round(x, 3), round(min(high, max(low, to.y)), 3))
    return (*points[:place], moved, *points[place + 1 :])
