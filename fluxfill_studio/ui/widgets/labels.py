"""Words that stand still: labels, elided ones, lines between."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from fluxfill_studio.ui import icons, theme, tokens


def label(
    text: str = "",
    size: int = tokens.TEXT,
    weight: int = tokens.REGULAR,
    *,
    tone: str = "",
    wrap: bool = False,
) -> QLabel:
    """Plain text; `tone` is "", "second" or "error"."""
    made = QLabel(text)
    dress(made, size, weight, tone)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:  # as high as its words need at the width it gets
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
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
