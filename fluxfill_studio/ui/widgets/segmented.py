"""A choice of a few, all in sight: “Fill mask | Extend canvas”."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.tokens import HATCHED, OVERLAYS
from fluxfill_studio.ui.widgets.swatch import swatch

SWATCHES = (*OVERLAYS, HATCHED)
"""Signs that are colours."""


class _Segment(QAbstractButton):
    def __init__(self, text: str, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(text)
        self.setAccessibleName(text)
        if icon:
            self.setToolTip(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(theme.font())

    def sizeHint(self) -> QSize:
        if self._icon:
            return self.minimumSizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 16, tokens.CONTROL - 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(32 if self._icon else 48, tokens.CONTROL - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            chosen = self.isChecked()
            painter.setPen(QPen(theme.colour("edge"), 1) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("pressed" if chosen else "hover"))
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(area, tokens.RADIUS - 1, tokens.RADIUS - 1)
        tint = "disabled" if not self.isEnabled() else "text" if self.isChecked() else "second"
        if self._icon:
            self._sign(painter, tint)
            return
        painter.setPen(theme.colour(tint))
        room = self.rect().adjusted(4, 0, -4, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _sign(self, painter: QPainter, tint: str) -> None:
        if self._icon in SWATCHES:
            area = QRectF((self.width() - 14) / 2, (self.height() - 14) / 2, 14, 14)
            swatch(painter, area, self._icon)
            return
        ratio = self.devicePixelRatioF()
        drawn = icons.pixmap(self._icon, theme.colour(tint), tokens.SMALL_ICON, ratio)
        # On whole device pixels, or a sharp icon turns soft.
        x = round((self.width() - tokens.SMALL_ICON) / 2 * ratio) / ratio
        y = round((self.height() - tokens.SMALL_ICON) / 2 * ratio) / ratio
        painter.drawPixmap(QPointF(x, y), drawn)


class SegmentedChoice(QWidget):
    """Exactly one of a few words, or of icons or colours with the words as tooltips.

    Arrow keys walk it.

    Signals:
        chosen: the user took another one (its place).
    """

    chosen = Signal(int)

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        signs: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(tokens.CONTROL)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for place, word in enumerate(words):
            segment = _Segment(word, signs[place] if signs else "")
            self._group.addButton(segment, place)
            row.addWidget(segment, 1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(lambda place, on: self.chosen.emit(place) if on else None)

    def show_choice(self, place: int) -> None:
        """Show what the model says; `chosen` stays silent."""
        was = self._group.blockSignals(True)
        self._group.button(place).setChecked(True)
        self._group.blockSignals(was)

    @property
    def choice(self) -> int:
        """The place of the one that is chosen."""
        return self._group.checkedId()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the trough the segments lie in."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("field"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
