"""Which service fills: its name, its state in words, and a menu of all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.panels.wording import service_words


class ServiceRow(QAbstractButton):
    """A button as wide as the panel.

    Signals:
        chosen: id of the provider that the user took.
    """

    chosen = Signal(str)

    def __init__(self, providers: Mapping[str, Provider], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers = providers
        self._capability: Capability | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.TARGET)
        self.setFont(theme.font())
        self.setAccessibleName(_("Service"))
        self.clicked.connect(lambda _checked: self._open_menu())

    def show_service(self, capability: Capability) -> None:
        """Show this one."""
        self._capability = capability
        self.setAccessibleName(_("Service: {state}").format(state=capability.summary))
        self.setToolTip(capability.limits)
        self.update()

    def menu(self) -> QMenu:
        """Every service with its price and whether it can be cancelled."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Services"))
        group = QActionGroup(menu)
        for name, provider in self._providers.items():
            action = menu.addAction(service_words(provider.capability))
            action.setCheckable(True)
            action.setChecked(self._capability is not None and self._capability.id == name)
            group.addAction(action)
            action.triggered.connect(lambda _on, name=name: self.chosen.emit(name))
        return menu

    def sizeHint(self) -> QSize:
        """Qt: wide enough for a short name."""
        return QSize(200, tokens.TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: name, state, and the sign that a menu opens."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        ratio = self.devicePixelRatioF()
        sign = icons.pixmap("chevron_down", theme.colour("second"), tokens.SMALL_ICON, ratio)
        painter.drawPixmap(QPoint(self.width() - 24, (self.height() - 16) // 2), sign)
        if self._capability is not None:
            self._write(painter, self._capability)

    def _write(self, painter: QPainter, capability: Capability) -> None:
        room = self.rect().adjusted(tokens.PAD, 0, -28, 0)
        name = capability.name
        state = capability.summary.removeprefix(name).lstrip(", ")
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(tokens.TEXT, tokens.STRONG))
        painter.setPen(theme.colour("text"))
        painter.drawText(room, middle, name)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(name) + tokens.GAP)
        painter.setFont(theme.font(tokens.LABEL))
        painter.setPen(theme.colour("second"))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(state.strip(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, shown)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
