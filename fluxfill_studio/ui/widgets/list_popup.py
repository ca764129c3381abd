"""A list that opens over the window and closes with a click elsewhere or Esc."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.labels import label

WIDTH, MOST_HEIGHT = 300, 420


class ListPopup(QWidget):
    """Title and list; whoever fills the list adds what stands below it to `rows`.

    Attributes:
        list: the entries.
        rows: title, list, and what else there is.
    """

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "raised")
        self.setAccessibleName(title)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(tokens.PAD, tokens.GAP, tokens.PAD, tokens.PAD)
        self.rows.setSpacing(tokens.GAP)
        self.rows.addWidget(label(title, tokens.TEXT, tokens.STRONG))
        self.rows.addWidget(self.list)

    def open_beside(self, widget: QWidget) -> None:
        """Show it with its upper left corner at that of `widget`."""
        self.setFixedWidth(WIDTH)
        tall = self.list.sizeHintForRow(0) * self.list.count() + tokens.GAP
        self.list.setFixedHeight(max(tokens.TARGET, min(MOST_HEIGHT, tall)))
        self.adjustSize()
        self.move(widget.mapToGlobal(QPoint(tokens.WIDE, tokens.WIDE)))
        self.show()
        self.list.setFocus()
