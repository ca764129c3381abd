"""How the canvas grows: the services' presets as small pictures, and the new size in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import NONE, PRESETS, grown_canvas
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.panels.wording import preset_words, size_words
from fluxfill_studio.ui.widgets.labels import ElidedLabel

PICTURE = QSize(32, 24)


class PresetButton(QAbstractButton):
    """One preset: the new canvas dashed, the picture inside it solid."""

    def __init__(self, preset: str) -> None:
        super().__init__()
        self.preset = preset
        self._canvas = Rect(0, 0, 4, 3)
        _short, self._full = preset_words(preset)
        self.setAccessibleName(self._full)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.TARGET)

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
        """Qt: room for the picture."""
        return QSize(PICTURE.width() + 4, tokens.TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: ground and pictogram."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = "accent" if self.isChecked() else "line"
        painter.setPen(QPen(theme.colour(edge), 2 if self.isChecked() else 1))
        hovered = self.underMouse() and self.isEnabled()
        painter.setBrush(theme.colour("hover" if hovered else "raised"))
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        self._draw(painter, "text" if self.isEnabled() else "disabled")

    def _draw(self, painter: QPainter, tint: str) -> None:
        base = self._canvas
        grown = grown_canvas(base, self.preset) if self.isEnabled() else base
        scale = min(PICTURE.width() / grown.width, PICTURE.height() / grown.height)
        left = (self.width() - grown.width * scale) / 2
        top = (self.height() - grown.height * scale) / 2

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

    def __init__(self, native: QWidget, parent: QWidget | None = None) -> None:
        """`native`: stands beside the new size."""
        super().__init__(parent)
        self.setAccessibleName(_("How the canvas grows"))
        self._group = QButtonGroup(self)
        self._buttons = [PresetButton(preset) for preset in PRESETS if preset != NONE]
        row = QHBoxLayout()
        row.setSpacing(tokens.TIGHT)
        for button in self._buttons:
            self._group.addButton(button)
            row.addWidget(button, 1)
        self.words = ElidedLabel(size=tokens.LABEL, tone="second")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.HAIR)
        rows.addLayout(row)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(native)
        rows.addLayout(foot)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.preset))

    def show_choice(self, preset: str, canvas: Rect, *, native: bool) -> None:
        """Show what the model says, drawn for the current canvas.

        `native`: the service decides how far it grows.
        """
        for button in self._buttons:
            button.show_canvas(canvas)
            button.setChecked(button.preset == preset)
        self.words.setText(_new_size(preset, canvas, native=native))


def _new_size(preset: str, canvas: Rect, *, native: bool) -> str:
    short, _full = preset_words(preset)
    try:
        grown = grown_canvas(canvas, preset)
    except BadInput as error:
        return error.message
    if native:
        return _("{preset}: it decides the size").format(preset=short)
    return _("{preset}: {size}").format(preset=short, size=size_words(grown))
