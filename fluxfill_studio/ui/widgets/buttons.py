"""Buttons. None takes the focus from a click: Space and Enter stay with the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from fluxfill_studio.ui import icons, theme, tokens

ICON_SPACE = 6
"""Between a button's icon and its words."""


def with_key(name: str, key: str) -> str:
    """A tooltip: the name, and its key if it has one."""
    return f"{name} ({key})" if key else name


def named(action: QAction) -> tuple[str, str]:
    """An action's name without menu signs, and its first key as the system writes it."""
    name = action.text().replace("&", "").rstrip("…")
    return name, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


class IconButton(QToolButton):
    """An icon on a quiet square that shows hover, press, check and focus."""

    def __init__(
        self,
        icon: str,
        name: str,
        key: str = "",
        *,
        target: int = tokens.TARGET,
        size: int = tokens.ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._size = size
        self.setFixedSize(target, target)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name, key)

    def rename(self, name: str, key: str = "") -> None:
        """Another accessible name and tooltip."""
        self.setAccessibleName(name)
        self.setToolTip(with_key(name, key))

    def show_key(self, key: str) -> None:
        """Another key does the same."""
        self.rename(self.accessibleName(), key)

    def set_icon(self, icon: str) -> None:
        """Another icon."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the square, then the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._ground()
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        ratio = self.devicePixelRatioF()
        drawn = icons.pixmap(self._icon, theme.colour(self._tint()), self._size, ratio)
        # On whole device pixels, or a sharp icon turns soft.
        x = round((self.width() - self._size) / 2 * ratio) / ratio
        y = round((self.height() - self._size) / 2 * ratio) / ratio
        painter.drawPixmap(QRectF(x, y, self._size, self._size), drawn, QRectF(drawn.rect()))

    def _ground(self) -> str:
        if not self.isEnabled():
            return ""
        if self.isDown():
            return "pressed"
        if self.isChecked():
            return "button"
        return "hover" if self.underMouse() else ""

    def _tint(self) -> str:
        if not self.isEnabled():
            return "disabled"
        return "on_button" if self.isChecked() and not self.isDown() else "text"


class ActionButton(IconButton):
    """An icon button that is one face of an action: name, key, check and state follow it.

    A `switch` that is on looks different from the one choice among many.
    """

    def __init__(
        self, icon: str, action: QAction, parent: QWidget | None = None, *, switch: bool = False
    ) -> None:
        super().__init__(icon, "", parent=parent)
        self._action = action
        self._switch = switch
        self._available = True
        self.clicked.connect(lambda _checked: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def set_available(self, available: bool) -> None:
        """Off while there is nothing to act on; the action itself keeps its key."""
        self._available = available
        self._follow()

    def nextCheckState(self) -> None:
        """Qt: the action decides whether it is checked."""

    def _ground(self) -> str:
        on = self._switch and self.isChecked() and self.isEnabled()
        return "pressed" if on else super()._ground()

    def _tint(self) -> str:
        on = self._switch and self.isChecked() and self.isEnabled()
        return "accent" if on else super()._tint()

    def _follow(self) -> None:
        action = self._action
        self.rename(*named(action))
        self.setEnabled(action.isEnabled() and self._available)
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())


class PushButton(QPushButton):
    """A button with words and perhaps an icon, which follows the theme."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setIconSize(QSize(tokens.SMALL_ICON + ICON_SPACE, tokens.SMALL_ICON))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._tinted = ""

    def set_icon(self, icon: str) -> None:
        """Another icon, or none."""
        if icon != self._icon:
            self._icon, self._tinted = icon, ""
            self.update()

    def sizeHint(self) -> QSize:
        """Qt: with the icon, also before the first paint."""
        self._renew_icon()
        return super().sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: renew the icon if the theme has changed since the last paint."""
        self._renew_icon()
        super().paintEvent(event)

    def _renew_icon(self) -> None:
        tint = "on_button" if self.property("kind") == "main" else "text"
        wanted = theme.colour(tint).name()
        if wanted != self._tinted:
            self._tinted = wanted
            if self._icon:
                self.setIcon(icons.icon(self._icon, tint, space=ICON_SPACE))
            elif not self.icon().isNull():
                self.setIcon(QIcon())


def push(
    text: str,
    run: Callable[[], object],
    *,
    kind: str = "",
    icon: str = "",
    parent: QWidget | None = None,
) -> PushButton:
    """A button with words; `kind` is "", "small", "flat", "link" or "main"."""
    button = PushButton(text, icon, parent)
    button.setProperty("kind", kind)
    button.clicked.connect(lambda _checked: run())
    return button


class ActionPush(PushButton):
    """A button with words that is one face of an action."""

    def __init__(self, icon: str, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__("", icon, parent)
        self._action = action
        self._short = False
        self._available = True
        self.clicked.connect(lambda _checked: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def set_available(self, available: bool) -> None:
        """Off while there is nothing to act on; the action itself keeps its key."""
        self._available = available
        self._follow()

    def shorten(self, short: bool) -> None:
        """The icon alone where there is little room."""
        if short != self._short:
            self._short = short
            self._follow()

    def _follow(self) -> None:
        name, key = named(self._action)
        self.setText("" if self._short else name)
        self.setAccessibleName(name)
        self.setToolTip(with_key(name, key))
        self.setEnabled(self._action.isEnabled() and self._available)
