"""Pulling a result out of the window as a PNG file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.text import plain
from fluxfill_studio.history.history import Tile
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.panels.tile import ResultTile
from fluxfill_studio.ui.tasks import Tasks

HAND = QSize(160, 160)


class DragOut:
    """Writes the file first, then drags, if the button is still down by then.

    The files live in a folder of their own that goes with the program.
    """

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def begin(self, widget: ResultTile, session: Session, tile: Tile) -> None:
        """The pointer pulls `tile` out of its card."""
        self._tasks.spawn(self._write_and_drag(widget, session, tile))

    async def write(self, session: Session, tile: Tile) -> Path:
        """The full-size picture as adopting the result would leave it, as a PNG file."""
        assert tile.result is not None
        data = await session.exporting.bytes_of(tile.result.id)
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fluxfill-")
        number = session.history.run_of(tile.result.id).tiles.index(tile) + 1
        stem = plain(Path(session.name).stem, 60).replace("/", "-")
        path = Path(self._folder.name) / f"{stem}-{tile.result.id[:6]}-{number}.png"
        path.write_bytes(data)
        return path

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def _write_and_drag(self, widget: ResultTile, session: Session, tile: Tile) -> None:
        path = await self.write(session, tile)
        # A drag runs a loop of its own, which must not start inside a task.
        QTimer.singleShot(0, widget, lambda: self._drag(widget, path))

    def _drag(self, widget: ResultTile, path: Path) -> None:
        if not QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        drag = QDrag(widget)
        drag.setMimeData(file_data(path))
        if widget.picture is not None:
            drag.setPixmap(widget.picture.scaled(HAND, Qt.AspectRatioMode.KeepAspectRatio))
        drag.exec(Qt.DropAction.CopyAction)


def file_data(path: Path) -> QMimeData:
    """What a file manager or another editor takes."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data
