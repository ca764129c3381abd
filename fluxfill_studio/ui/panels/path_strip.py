"""The way the picture went: original, each adopted state, and which one is current."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.document.changes import DocumentChange, PixelsChanged, StateId
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import State
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.thumbnails import Thumbnails, of_current

PICTURE = QSize(56, 38)
THINNEST = 4  # view points


def path(document: Document) -> list[State]:
    """From the original through the current state on to what was last reached from it."""
    line = document.lineage(document.current)
    while children := branches(document, line[-1]):
        line.append(children[-1])
    return line


def branches(document: Document, state: State) -> list[State]:
    """The states made from `state`, oldest first."""
    return [other for other in document.states.values() if other.parent == state.id]


class StateButton(QAbstractButton):
    """One state as a small picture with its name."""

    def __init__(
        self, name: str, picture: QPixmap | None, *, current: bool, forks: list[State]
    ) -> None:
        super().__init__()
        self._picture = picture
        self.current = current
        self.forks = forks
        words = _("Current") if current else name
        self.setText(words)
        accessible = _("{name}, current state").format(name=name) if current else name
        if len(forks) > 1:
            count = ngettext("{n} branch", "{n} branches", len(forks)).format(n=len(forks))
            accessible = f"{accessible}, {count}"
        self.setAccessibleName(accessible)
        self.setToolTip(accessible)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(theme.font(tokens.CAPTION, tokens.STRONG if current else tokens.REGULAR))
        width = max(PICTURE.width(), self.fontMetrics().horizontalAdvance(words)) + 8
        self.setFixedSize(width, tokens.STRIP - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: picture, ring if current, name, number of branches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = (self.width() - PICTURE.width()) / 2
        frame = QRectF(left, 3, PICTURE.width(), PICTURE.height())
        painter.fillRect(frame, theme.colour("canvas"))
        if self._picture is not None:
            draw_fitted(painter, self._picture, frame)
        edge = "accent" if self.current else "edge" if self.underMouse() else "line"
        painter.setPen(QPen(theme.colour(edge), 2 if self.current else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 2, 2)
        painter.setPen(theme.colour("text" if self.current else "second"))
        room = self.rect().adjusted(0, 0, 0, -1)
        foot = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, foot, self.text())
        if len(self.forks) > 1:
            self._draw_count(painter, frame)

    def _draw_count(self, painter: QPainter, frame: QRectF) -> None:
        badge = QRectF(frame.right() - 15, frame.top() + 2, 14, 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("button"))
        painter.drawEllipse(badge)
        painter.setPen(theme.colour("on_button"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(len(self.forks)))


class PathStrip(QFrame):
    """A click goes to a state, a fork's menu to its branches.

    It stands there from the start, so that the first adopt does not move the picture.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._session: Session | None = None
        self._links = Links()
        self._pictures: dict[StateId, QPixmap] = {}
        self._folded = False
        self.setFixedHeight(tokens.STRIP)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Path of the picture"))
        self.buttons: list[StateButton] = []
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        self._scroll = scroll
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scroll)
        self.hide()

    def set_session(self, session: Session | None) -> None:
        """Show another document's path, or none."""
        self._links.drop()
        self._session = session
        self._pictures.clear()
        if session is not None:
            self._links.hold(session.document.changed.connect(self._document_changed))
            self._ask_picture(session)
        self.refresh()

    def fold(self, folded: bool) -> None:
        """Away, or back."""
        self._folded = folded
        self.refresh()

    def refresh(self) -> None:
        """Show what the model says now."""
        session = self._session
        states = path(session.document) if session else []
        self.setVisible(bool(states) and not self._folded)
        self.buttons = []
        row_widget = QWidget()
        row = QHBoxLayout(row_widget)
        row.setContentsMargins(tokens.PAD, 2, tokens.PAD, 2)
        row.setSpacing(tokens.TIGHT)
        for place, state in enumerate(states):
            if place:
                row.addWidget(_Arrow())
            button = self._button(session, place, state)  # type: ignore[arg-type]
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self._exchange(row_widget)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the branches of the state under the pointer."""
        button = self.childAt(event.pos())
        if isinstance(button, StateButton) and len(button.forks) > 1:
            self.branch_menu(button).popup(event.globalPos())

    def branch_menu(self, button: StateButton) -> QMenu:
        """The ways on from a forked state."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Branches"))
        menu.aboutToHide.connect(menu.deleteLater)
        for number, state in enumerate(button.forks, 1):
            action = menu.addAction(_("Branch {n}").format(n=number))
            action.triggered.connect(self._go(state.id))
        return menu

    def _exchange(self, row: QWidget) -> None:
        """Show `row`; the old one may hold the very button whose click led here."""
        focused = self.isAncestorOf(QApplication.focusWidget() or self.window())
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        self._scroll.setWidget(row)
        row.setAutoFillBackground(False)
        for button in self.buttons:
            if focused and button.current:
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self, session: Session, place: int, state: State) -> StateButton:
        document = session.document
        button = StateButton(
            _("Original") if place == 0 else str(place),
            self._pictures.get(state.id),
            current=state.id == document.current.id,
            forks=branches(document, state),
        )
        button.clicked.connect(self._go(state.id))
        return button

    def _go(self, state: StateId) -> Callable[[], None]:
        def go() -> None:
            if self._session is not None:
                self._session.go_to(state)

        return go

    def _document_changed(self, change: DocumentChange) -> None:
        if isinstance(change, PixelsChanged) and self._session is not None:
            self._ask_picture(self._session)
            self.refresh()

    def _ask_picture(self, session: Session) -> None:
        state = session.document.current.id
        if state in self._pictures:
            return

        def keep(picture: QPixmap) -> None:
            if session is self._session:
                self._pictures[state] = picture
                self.refresh()

        self._thumbnails.ask(of_current(session), keep)


class _Arrow(QWidget):
    """The sign between two states."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(tokens.PAD, tokens.STRIP - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        sign = icons.pixmap("next", theme.colour("second"), 12, self.devicePixelRatioF())
        QPainter(self).drawPixmap(QPointF(0, (PICTURE.height() - 12) / 2 + 3), sign)


def draw_fitted(painter: QPainter, picture: QPixmap, frame: QRectF) -> None:
    """The whole picture inside `frame`, in its middle; a very thin one thick enough to be seen."""
    scale = min(frame.width() / picture.width(), frame.height() / picture.height())
    width = max(THINNEST, picture.width() * scale)
    height = max(THINNEST, picture.height() * scale)
    x = frame.x() + (frame.width() - width) / 2
    y = frame.y() + (frame.height() - height) / 2
    painter.drawPixmap(QRectF(x, y, width, height), picture, QRectF(picture.rect()))
