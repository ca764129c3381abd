"""Which service fills: its name, its state in words, and a menu of all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.form import Wishes
from fluxfill_studio.studio.services import KeyState, Services
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.panels.several_services import SeveralServices
from fluxfill_studio.ui.panels.wording import service_words
from fluxfill_studio.ui.widgets.popover import Popover, place_below


class ServiceRow(QAbstractButton):
    """A button as wide as the panel.

    Signals:
        chosen: ids of the providers that the user took (tuple, at least one).
        settings_wished: id of the service whose settings should open.
        opened: the menu is in sight.
    """

    chosen = Signal(tuple)
    settings_wished = Signal(str)
    opened = Signal()

    def __init__(
        self,
        providers: Mapping[str, Provider],
        services: Services,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._providers = providers
        self._services = services
        self._wishes = Wishes((next(iter(providers)),))
        self._name, self._state = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.TARGET)
        self.setFont(theme.font())
        self.setAccessibleName(_("Service"))
        self.clicked.connect(lambda _checked: self.open_menu())

    def show_wishes(self, wishes: Wishes) -> None:
        """Show who is to fill."""
        self._wishes, chosen = wishes, wishes.providers
        capabilities = [self._providers[name].capability for name in chosen]
        if len(capabilities) == 1:
            self._name = capabilities[0].name
            words = self._services.words(chosen[0])
            self._state = words.removeprefix(self._name).lstrip(", ")
        else:
            self._name = _("{n} services").format(n=len(chosen))
            self._state = words = ", ".join(capability.name for capability in capabilities)
        self.setAccessibleName(_("Service: {state}").format(state=words))
        self.setToolTip("\n".join(f"{one.name}: {one.limits}" for one in capabilities))
        self.update()

    def menu(self) -> QMenu:
        """Every service with its price and whether it can be cancelled; several; settings."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Services"))
        group = QActionGroup(menu)
        for name, provider in self._providers.items():
            action = menu.addAction(self._words(name, provider))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(self._wishes.providers == (name,))
            group.addAction(action)
            action.triggered.connect(lambda _on, name=name: self.chosen.emit((name,)))
        if len(self._providers) > 1:
            menu.addSeparator()
            several = menu.addAction(_("Several…"), self.open_several)
            several.setCheckable(True)
            several.setChecked(len(self._wishes.providers) > 1)
            group.addAction(several)
            menu.addSeparator()
            menu.addAction(_("Service settings…"), self._wish_settings)
        return menu

    def open_menu(self) -> None:
        """Show the menu right below."""
        menu = self.menu()
        drop = self._services.changed.connect(lambda name: self._rename(menu, name))
        menu.aboutToHide.connect(lambda: drop())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setMinimumWidth(self.width())
        menu.popup(place_below(self, menu.sizeHint().width()))
        self.opened.emit()

    def _rename(self, menu: QMenu, name: str) -> None:
        """What is left there is known by now."""
        for action in menu.actions():
            if action.data() == name:
                action.setText(self._words(name, self._providers[name]))
        menu.move(place_below(self, menu.sizeHint().width()))

    def open_several(self) -> SeveralServices:
        """A list with ticks that stays open."""
        content = SeveralServices(self._providers, self._services, self._wishes)
        content.chosen.connect(self.chosen)
        popover = Popover(self, _("Several services"), content)
        content.finished.connect(popover.close)
        popover.open_below(self)
        return content

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
        self._write(painter)

    def _write(self, painter: QPainter) -> None:
        room = self.rect().adjusted(tokens.PAD, 0, -28, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(tokens.TEXT, tokens.STRONG))
        painter.setPen(theme.colour("text"))
        painter.drawText(room, middle, self._name)
        name_width = painter.fontMetrics().horizontalAdvance(self._name)
        room.setLeft(room.left() + name_width + tokens.GAP)
        painter.setFont(theme.font(tokens.LABEL))
        painter.setPen(theme.colour("second"))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(self._state, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, shown)

    def _words(self, name: str, provider: Provider) -> str:
        services = self._services
        missing = services.state(name) is KeyState.MISSING
        price, account = services.price(name), services.account(name)
        return service_words(provider.capability, price, account, missing=missing)

    def _wish_settings(self) -> None:
        paid = [name for name, one in self._providers.items() if one.capability.paid]
        chosen = next((name for name in self._wishes.providers if name in paid), paid[0])
        self.settings_wished.emit(chosen)
