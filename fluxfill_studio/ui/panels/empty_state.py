"""What stands where the picture will be: how to get one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.panels.recovered_panel import RecoveredPanel
from fluxfill_studio.ui.widgets.buttons import PushButton, push
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.scroll_column import ScrollColumn

WIDTH = 560
LEAST, HIGHEST = 120, 300
"""Height of what earlier sessions have left; more scrolls."""
SIGN = 48


class EmptyState(QWidget):
    """A place to drop a picture, with the other ways to open one.

    Signals:
        open_wished, paste_wished, sample_wished: a button was pressed.
        recent_wished: one of the recent pictures (Path).
    """

    open_wished = Signal()
    paste_wished = Signal()
    sample_wished = Signal()
    recent_wished = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("No picture is open"))
        self._area = _DropArea()
        self._recent = QWidget()
        self._recent_grid = QGridLayout(self._recent)
        self._recent_grid.setContentsMargins(0, 0, 0, 0)
        self._recent_grid.setSpacing(tokens.TIGHT)
        self._fill_area()
        self._middle = middle = QVBoxLayout()
        middle.setSpacing(tokens.BROAD)
        middle.addStretch(2)
        middle.addWidget(self._area)
        middle.addWidget(self._recent)
        middle.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(middle, 8)
        row.addStretch(1)
        self._recent.setMaximumWidth(WIDTH)
        self.set_recent(())

    def offer(self, recovered: RecoveredPanel) -> None:
        """What earlier sessions have left stands above the ways to open a picture."""
        self._middle.insertWidget(1, _Left(recovered))

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer these, six at most."""
        while (item := self._recent_grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._recent.setVisible(bool(paths))
        if paths:
            title = label(_("Recent"), tokens.LABEL, tokens.STRONG)
            self._recent_grid.addWidget(title, 0, 0, 1, 2)
        for place, path in enumerate(paths[:6]):
            button = self._recent_button(path)
            self._recent_grid.addWidget(button, 1 + place // 2, place % 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the canvas's ground."""
        QPainter(self).fillRect(self.rect(), theme.colour("canvas"))

    def _recent_button(self, path: Path) -> PushButton:
        button = push(
            plain(path.name, 40),
            lambda: self.recent_wished.emit(path),
            kind="recent",
            icon="picture",
        )
        button.setToolTip(plain(str(path)))
        button.setAccessibleName(_("Open {name}").format(name=plain(path.name)))
        return button

    def _fill_area(self) -> None:
        rows = QVBoxLayout(self._area)
        rows.setContentsMargins(tokens.VAST, tokens.VAST + SIGN, tokens.VAST, tokens.VAST)
        rows.setSpacing(tokens.GAP)
        title = label(_("Drop a photo here"), tokens.EMPTY, tokens.STRONG, wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = label(
            _(
                "Paint over what should go, and it is filled from the rest of the photo. "
                "Free, offline, no account."
            ),
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.GAP)
        self.open_button = push(_("Open…"), self.open_wished.emit, kind="main", icon="open")
        self.paste_button = push(_("Paste"), self.paste_wished.emit, icon="paste")
        self.sample_button = push(_("Try the sample"), self.sample_wished.emit, icon="picture")
        buttons.addStretch(1)
        for button in (self.open_button, self.paste_button, self.sample_button):
            button.setProperty("tall", "true")
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows.addWidget(title)
        rows.addWidget(words)
        rows.addSpacing(tokens.PAD)
        rows.addLayout(buttons)


class _Left(ScrollColumn):
    """What earlier sessions have left, as high as it is, up to a point."""

    def __init__(self, recovered: RecoveredPanel) -> None:
        self._column = QVBoxLayout()
        self._column.addWidget(recovered)
        self._column.addStretch(1)
        super().__init__(self._column, QMargins(0, 0, 0, 0))
        self.setMaximumWidth(WIDTH)
        recovered.installEventFilter(self)
        recovered.filled.connect(self.setVisible)
        self.setVisible(recovered.isVisibleTo(self))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.maximumHeight())

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: it needs another height."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            needed = self._column.minimumSize().height()
            self.setMaximumHeight(min(needed, HIGHEST))
            self.setMinimumHeight(min(needed, LEAST))
            self.updateGeometry()
        return False


class _DropArea(QWidget):
    """The dashed frame with its sign."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumWidth(WIDTH)
        self.setMinimumHeight(260)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 280)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("edge"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("panel"))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, 12, 12)
        sign = icons.pixmap("picture", theme.colour("second"), SIGN, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - SIGN) // 2, tokens.VAST - 4, sign)
