"""The empty window that is on screen before anything heavy is imported: Qt only.

`app.py` shows it first, imports the rest, and lets `Window` move in.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

START_SIZE = QSize(1440, 900)
LEAST_SIZE = QSize(1024, 680)
FRAME = QSize(16, 40)
"""Room for the frame that the system puts round a window."""


class Shell(QMainWindow):
    """A window in the theme's colours, without content; it never closes by itself.

    Signals:
        painted: once, after the first paint.
        close_wished: the user wants the window gone.
        dropped: pictures were dropped on it.
    """

    painted = Signal()
    close_wished = Signal()
    dropped = Signal(object)  # QMimeData

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("FluxFill Studio")
        self.setMinimumSize(LEAST_SIZE)
        self.resize(START_SIZE.boundedTo(self.screen().availableSize() - FRAME))
        self.setAcceptDrops(True)
        self._was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: tell that the first paint is done."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: whether it may close is decided elsewhere, perhaps after a question."""
        event.ignore()
        self.close_wished.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: pictures and files are welcome, but not the window's own results."""
        data = event.mimeData()
        if event.source() is None and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: hand over what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())
