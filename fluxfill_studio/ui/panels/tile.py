"""One tile of a card: waiting, then a result, or the reason why there is none."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.panels.path_strip import draw_fitted
from fluxfill_studio.ui.panels.tile_face import (
    Face,
    Mark,
    Phase,
    in_short,
    mark_words,
    spoken,
    tip,
)
from fluxfill_studio.ui.widgets.buttons import IconButton

SHAPE = 122 / 136
"""Height over width."""
FOOT = 20
CHIP = 20
"""Height of the corner that names the service."""
_WALK = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class ResultTile(QAbstractButton):
    """Click shows, double click adopts, drag takes it out as a file.

    Signals:
        adopt_wished, discard_wished, stop_wished: on this tile.
        walk_wished: to the tile so many places further.
        menu_wished: at a global point.
        drag_wished: the pointer pulls it away.
    """

    adopt_wished = Signal()
    discard_wished = Signal()
    stop_wished = Signal()
    walk_wished = Signal(int)
    menu_wished = Signal(object)
    drag_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = Face(1)
        self._picture: QPixmap | None = None
        self._pressed_at: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop = IconButton("close", _("Cancel"), target=tokens.CONTROL, size=16, parent=self)
        self.stop.clicked.connect(lambda _on: self.stop_wished.emit())
        self.stop.hide()

    @property
    def face(self) -> Face:
        """What is shown."""
        return self._face

    @property
    def picture(self) -> QPixmap | None:
        """The thumbnail, once it is there."""
        return self._picture

    def show_face(self, face: Face) -> None:
        """Show another state."""
        if face == self._face:
            return
        self._face = face
        self.stop.setVisible(face.stop is not None)
        if face.stop is not None:
            self.stop.rename(face.stop.words)
            self.stop.set_icon("close" if face.stop.cancels else "hidden")
        self.setAccessibleName(spoken(face))
        self.setToolTip(tip(face))
        self.update()

    def show_picture(self, picture: QPixmap) -> None:
        """The thumbnail has been made."""
        self._picture = picture
        self.update()

    # -- input --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys that act on this tile alone."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.adopt_wished.emit()
        elif key == Qt.Key.Key_Delete:
            self.discard_wished.emit()
        elif key in _WALK:
            self.walk_wished.emit(_WALK[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: remember where, it may become a drag."""
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: far enough with the button down is a drag."""
        start = self._pressed_at
        if start is not None and self._face.mark is not None:
            way = (event.position() - start).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._pressed_at = None
                self.setDown(False)
                self.drag_wished.emit()
                return
        if start is not None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click, unless it became a drag."""
        if self._pressed_at is not None:
            super().mouseReleaseEvent(event)
        self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: adopt; the release that follows is no click."""
        self._pressed_at = None
        self.adopt_wished.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: by the right button or the menu key."""
        self.menu_wished.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the stop button stays in its corner."""
        self.stop.move(self.width() - self.stop.width(), 0)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: frame, picture or words, foot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(1, 1, self.width() - 2, self.height() - FOOT - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("canvas" if self._face.mark else "panel"))
        painter.drawRoundedRect(frame, tokens.RADIUS, tokens.RADIUS)
        if self._picture is not None:
            if self._face.mark is Mark.DISCARDED:
                painter.setOpacity(0.35)
            draw_fitted(painter, self._picture, frame.adjusted(1, 1, -1, -1))
            painter.setOpacity(1)
        elif self._face.phase is not Phase.RESULT:
            self._paint_state(painter, frame)
        self._paint_service(painter, frame)
        if self._face.apart and self._picture is not None:
            self._paint_hint(painter, frame)
        self._paint_edge(painter, frame)
        self._paint_foot(painter)

    def _paint_state(self, painter: QPainter, frame: QRectF) -> None:
        face = self._face
        running = face.phase is Phase.RUNNING
        painter.setFont(theme.font(tokens.LABEL if running else tokens.CAPTION))
        room = frame.adjusted(8, 6, -8, -10)
        if face.service:
            room.setTop(frame.top() + CHIP)
        if not running:
            name = "error" if face.phase is Phase.FAILED else "warning"
            sign = icons.pixmap(name, theme.colour(name), 16, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(frame.center().x() - 8, room.top() + 3), sign)
            room.setTop(room.top() + 22)
            room.setBottom(frame.bottom() - 4)
        painter.setPen(theme.colour("text"))
        wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, wrapped, _fitting(painter, room, in_short(face)))
        if running:
            self._paint_progress(painter, frame)

    def _paint_service(self, painter: QPainter, frame: QRectF) -> None:
        """Who fills it, in the upper left corner, readable on any picture."""
        if not self._face.service:
            return
        painter.setFont(theme.font(tokens.CAPTION))
        taken = self.stop.width() if self._face.stop else 0
        room = int(frame.width() - taken - 4 * tokens.TIGHT)
        metrics, words = painter.fontMetrics(), f"{self._face.service} · {self._face.price}"
        if metrics.horizontalAdvance(words) > room:
            words = metrics.elidedText(self._face.service, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words) + 2 * tokens.TIGHT
        chip = QRectF(frame.left() + tokens.TIGHT, frame.top() + tokens.TIGHT, width, CHIP - 4)
        self._paint_chip(painter, chip, words)

    def _paint_hint(self, painter: QPainter, frame: QRectF) -> None:
        """How to see it large: the canvas cannot show it."""
        painter.setFont(theme.font(tokens.CAPTION))
        metrics, room = painter.fontMetrics(), int(frame.width() - 4 * tokens.TIGHT)
        words = metrics.elidedText(_("Double-click opens"), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words) + 2 * tokens.TIGHT
        left, top = frame.center().x() - width / 2, frame.bottom() - CHIP
        self._paint_chip(painter, QRectF(left, top, width, CHIP - 4), words)

    def _paint_chip(self, painter: QPainter, chip: QRectF, words: str) -> None:
        if self._picture is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("scrim"))
            painter.drawRoundedRect(chip, tokens.RADIUS, tokens.RADIUS)
        painter.setPen(theme.colour("text"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_progress(self, painter: QPainter, frame: QRectF) -> None:
        bar = QRectF(frame.left() + 10, frame.bottom() - 12, frame.width() - 20, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        if self._face.progress:
            bar.setWidth(max(3.0, bar.width() * self._face.progress))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(bar, 1.5, 1.5)

    def _paint_edge(self, painter: QPainter, frame: QRectF) -> None:
        face = self._face
        if face.shown:
            pen = QPen(theme.colour("accent"), 2)
        elif face.mark in (Mark.ADOPTED, Mark.CURRENT):
            pen = QPen(theme.colour("ok"), 2)
        else:
            pen = QPen(theme.colour("edge" if self.underMouse() else "line"), 1)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, tokens.RADIUS, tokens.RADIUS)

    def _paint_foot(self, painter: QPainter) -> None:
        face = self._face
        room = QRectF(3, self.height() - FOOT + 1, self.width() - 6, FOOT - 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(tokens.CAPTION, tokens.STRONG))
        painter.setPen(theme.colour("text"))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, str(face.number))
        painter.setFont(theme.font(tokens.CAPTION))
        after = room.adjusted(painter.fontMetrics().horizontalAdvance("00") + 4, 0, 0, 0)
        painter.setPen(theme.colour("second"))
        metrics = painter.fontMetrics()
        wanted = metrics.horizontalAdvance(mark_words(face.mark) + face.time) + 20
        if face.mark is None or wanted <= after.width():
            painter.drawText(after, middle | Qt.AlignmentFlag.AlignLeft, face.time)
        self._paint_mark(painter, room)

    def _paint_mark(self, painter: QPainter, room: QRectF) -> None:
        mark = self._face.mark
        words = mark_words(mark)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if not words:
            return
        tint = "ok" if mark in (Mark.ADOPTED, Mark.CURRENT) else "second"
        painter.setPen(theme.colour("text" if mark is Mark.NEW else tint))
        painter.drawText(room, right, words)
        if mark is Mark.NEW:
            x = room.right() - painter.fontMetrics().horizontalAdvance(words) - 9
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(x, room.center().y()), 3, 3)


def _fitting(painter: QPainter, room: QRectF, words: str) -> str:
    """As many words as `room` holds; the tooltip has them all."""
    wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    shown = words
    while " " in shown and painter.boundingRect(room, wrapped, shown).height() > room.height():
        shown = shown.rstrip("…").rsplit(" ", 1)[0] + "…"
    return shown
