"""A button whose words give way before they are cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.widgets.buttons import PushButton

MARGIN = 26


class FittingButton(PushButton):
    """Takes the longest of its wordings that fits, with the icon, without, then smaller."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("", icon, parent)
        self._wordings: tuple[str, ...] = ("",)
        self._sign = icon

    def set_words(self, *wordings: str) -> None:
        """What it may read, the fullest first; that one is its accessible name."""
        if wordings != self._wordings:
            self._wordings = wordings
            self.setAccessibleName(wordings[0])
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Qt: any width will do."""
        return QSize(80, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps other words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - MARGIN
        for words, font, sign in self._ways():
            width = QFontMetrics(font).horizontalAdvance(words) + (28 if sign else 0)
            if width <= room:
                break
        else:
            words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
        self.setFont(font)
        self.set_icon(sign)
        self.setText(words)

    def _ways(self) -> Iterator[tuple[str, QFont, str]]:
        title, small = (theme.font(size, tokens.STRONG) for size in (tokens.TITLE, tokens.TEXT))
        for words in self._wordings:
            yield words, title, self._sign
            yield words, title, ""
            yield words, small, ""
