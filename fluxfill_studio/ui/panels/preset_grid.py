"""How the canvas grows: the services' presets as small pictures, and the new size in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import NONE, PRESETS, grown_canvas
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.panels.wording import preset_words, size_words
from fluxfill_studio.ui.widgets.labels import label

PICTURE = QSize(44, 30)
_WIDE = 3  # presets in the first row; the four sides share the second


class PresetButton(QAbstractButton):
    """One preset: the new canvas dashed, the picture inside it solid."""

    def __init__(self, preset: str) -> None:
        super().__init__()
        self.preset = preset
        self._canvas = Rect(0, 0, 4, 3)
        short, self._full = preset_words(preset)
        self.setText(short)
        self.setAccessibleName(self._full)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(theme.font(tokens.CAPTION))
        self.setFixedHeight(60)

    def show_canvas(self, canvas: Rect) -> None:
        """Draw the preset for a picture of this shape; off if it adds nothing."""
        self._canvas = canvas
        try:
            grown_canvas(canvas, self.preset)
        except BadInput as error:
            self.setEnabled(False)
            self.setToolTip(error.message)
        else:
            self.setEnabled(True)
            self.setToolTip(self._full)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as wide as its name."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 8, 60)

    def minimumSizeHint(self) -> QSize:
        """Qt: room for the picture."""
        return QSize(PICTURE.width() + 8, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: ground, pictogram, name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = "accent" if self.isChecked() else "line"
        painter.setPen(QPen(theme.colour(edge), 2 if self.isChecked() else 1))
        hovered = self.underMouse() and self.isEnabled()
        painter.setBrush(theme.colour("hover" if hovered else "raised"))
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        tint = "text" if self.isEnabled() else "disabled"
        self._draw(painter, tint)
        painter.setPen(theme.colour(tint))
        room = self.rect().adjusted(3, 0, -3, -5)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, bottom, shown)

    def _draw(self, painter: QPainter, tint: str) -> None:
        base = self._canvas
        grown = grown_canvas(base, self.preset) if self.isEnabled() else base
        scale = min(PICTURE.width() / grown.width, PICTURE.height() / grown.height)
        left = (self.width() - grown.width * scale) / 2
        top = 7 + (PICTURE.height() - grown.height * scale) / 2

        def placed(rect: Rect) -> QRectF:
            x, y = left + (rect.x - grown.x) * scale, top + (rect.y - grown.y) * scale
            return QRectF(x, y, max(2.0, rect.width * scale), max(2.0, rect.height * scale))

        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(tint), 1, Qt.PenStyle.DotLine))
        painter.drawRect(placed(grown))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if self.isChecked() else "second"))
        painter.drawRect(placed(base).adjusted(0.5, 0.5, -0.5, -0.5))


class PresetGrid(QWidget):
    """All presets but "None"; exactly one is chosen.

    Signals:
        chosen: the preset that the user took.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("How the canvas grows"))
        self._group = QButtonGroup(self)
        self._buttons = [PresetButton(preset) for preset in PRESETS if preset != NONE]
        grid = QGridLayout()
        grid.setSpacing(tokens.TIGHT)
        for place, button in enumerate(self._buttons):
            self._group.addButton(button)
            if place < _WIDE:
                grid.addWidget(button, 0, place * 4, 1, 4)
            else:
                grid.addWidget(button, 1, (place - _WIDE) * 3, 1, 3)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        self._words = label(size=tokens.CAPTION, tone="second", wrap=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(grid)
        rows.addWidget(self._words)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.preset))

    def show_choice(self, preset: str, canvas: Rect) -> None:
        """Show what the model says, drawn for the current canvas."""
        for button in self._buttons:
            button.show_canvas(canvas)
            button.setChecked(button.preset == preset)
        self._words.setText(_new_size(preset, canvas))


def _new_size(preset: str, canvas: Rect) -> str:
    try:
        grown = grown_canvas(canvas, preset)
    except BadInput as error:
        return error.message
    return _("New size {size}, from {old}. A service may choose other edges.").format(
        size=size_words(grown), old=size_words(canvas)
    )
