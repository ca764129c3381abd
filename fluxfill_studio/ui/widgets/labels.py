"""Words that stand still: labels, elided ones, lines between."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from fluxfill_studio.ui import icons, theme, tokens


def label(
    text: str = "",
    size: int = tokens.TEXT,
    weight: int = tokens.REGULAR,
    *,
    tone: str = "",
    wrap: bool = False,
    lines: int = 0,
) -> QLabel:
    """Plain text; `tone` is "", "second" or "error". One that wraps keeps at least `lines` free."""
    made = _Wrapped(lines) if wrap else QLabel()
    dress(made, size, weight, tone)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    return made


def dress(widget: QWidget, size: int, weight: int = tokens.REGULAR, tone: str = "") -> None:
    """Font and tone of any widget with words."""
    widget.setFont(theme.font(size, weight))
    widget.setProperty("tone", tone)


def line(*, upright: bool = False) -> QFrame:
    """A separator, one pixel thick."""
    made = QFrame()
    made.setProperty("kind", "line")
    if upright:
        made.setFixedSize(1, tokens.ICON)
    else:
        made.setFixedHeight(1)
    return made


class _Wrapped(QLabel):
    """Takes any width and insists on the height that its words need there."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def setText(self, words: str) -> None:
        """Qt: other words, perhaps another height."""
        super().setText(words)
        self._insist()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps another height."""
        super().resizeEvent(event)
        self._insist()

    def _insist(self) -> None:
        kept = self._lines * self.fontMetrics().lineSpacing()
        self.setMinimumHeight(kept)  # or Qt adds to what fewer words need what more words needed
        needed = self.heightForWidth(self.width()) if self.text() else 0
        self.setMinimumHeight(max(kept, needed))


class Sign(QWidget):
    """An icon among words, in a colour of the theme."""

    def __init__(self, icon: str, colour: str = "second", size: int = tokens.SMALL_ICON) -> None:
        super().__init__()
        self._icon, self._colour, self._size = icon, colour, size
        self.setFixedSize(size, size)

    def show_sign(self, icon: str, colour: str) -> None:
        """Another icon, in a token's colour."""
        self._icon, self._colour = icon, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the icon, sharp on this screen."""
        tint = theme.colour(self._colour)
        drawn = icons.pixmap(self._icon, tint, self._size, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it lacks room; the tooltip has it all."""

    def __init__(
        self,
        text: str = "",
        size: int = tokens.TEXT,
        weight: int = tokens.REGULAR,
        *,
        tone: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text)
        dress(self, size, weight, tone)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Qt: a few letters."""
        return QSize(min(32, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: what fits of the words."""
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, shown
        )
