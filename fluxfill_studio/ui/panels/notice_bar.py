"""One line over the top of the canvas: what happened, and what can be done about it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRect, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.labels import Sign, label

KEPT = 200
WIDEST = 720
SIGNS = {
    Tone.INFO: ("info", "accent"),
    Tone.WARNING: ("warning", "warning"),
    Tone.ERROR: ("error", "error"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A notice and when it came, in seconds since the epoch."""

    notice: Notice
    at: float = field(default_factory=time.time)


class NoticeBar(QFrame):
    """Shows notices one after the other; none comes up while a stroke is down.

    Attributes:
        messages: every notice so far, newest last.

    Signals:
        posted: another message is kept.
    """

    posted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.messages: deque[Message] = deque(maxlen=KEPT)
        self._waiting: deque[Notice] = deque()
        self._now: Notice | None = None
        self._held = False
        self._area = QRect()
        self._leaving = QTimer(self, singleShot=True, interval=tokens.NOTICE_MS)
        self._leaving.timeout.connect(self.dismiss)
        self.setProperty("kind", "floating")
        self._sign = Sign("info", "accent", tokens.ICON)
        self._words = label(wrap=True)
        self._more = label(size=tokens.LABEL, tone="second")
        self._act = push("", self._run, kind="link")
        self._close = IconButton("close", _("Dismiss"), target=tokens.CONTROL, size=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAD, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        row.setSpacing(tokens.GAP)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        for widget in (self._more, self._act, self._close):
            row.addWidget(widget)
        self._close.clicked.connect(lambda _on: self.dismiss())
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown."""
        return self._now

    def post(self, notice: Notice) -> None:
        """Show `notice` when its turn comes, and keep it.

        One that says what another says that is still to be read has no turn of its own.
        """
        self.messages.append(Message(notice))
        unread = {(one.tone, one.text) for one in (self._now, *self._waiting) if one is not None}
        if (notice.tone, notice.text) not in unread:
            self._waiting.append(notice)
        self.posted.emit()
        self._advance()

    def withdraw(self, notice: Notice) -> None:
        """What it speaks of is over: show it no longer, but keep it."""
        if notice is self._now:
            self.dismiss()
        elif notice in self._waiting:
            self._waiting.remove(notice)
            self._count()

    def hold(self, held: bool) -> None:
        """A stroke is down (True) or over (False)."""
        self._held = held
        if not held:
            self._advance()

    def dismiss(self) -> None:
        """The next one, or none."""
        self._now = None
        self._leaving.stop()
        self.hide()
        self._advance()

    def close_error(self) -> bool:
        """Dismiss what would stay; False if nothing of the kind is shown."""
        stays = self._now is not None and self._now.tone is Tone.ERROR
        if stays:
            self.dismiss()
        return stays

    def place(self, area: QRect) -> None:
        """Stay at the top of `area`, in the parent's coordinates."""
        self._area = area
        room = area.width() - 2 * tokens.WIDE
        words = self._words.fontMetrics().horizontalAdvance(self._words.text())
        width = min(WIDEST, room, words + self.sizeHint().width() + tokens.GAP)
        height = max(tokens.CONTROL + 2 * tokens.TIGHT, self.heightForWidth(width))
        left = area.x() + (area.width() - width) // 2
        self.setGeometry(left, area.y() + tokens.PAD, width, height)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: what is being read does not go."""
        self._leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: time runs again."""
        self._run_down()

    def _advance(self) -> None:
        if self._now is None and self._waiting and not self._held:
            self._now = self._waiting.popleft()
            self._show(self._now)
        self._count()

    def _show(self, notice: Notice) -> None:
        self._sign.show_sign(*SIGNS[notice.tone])
        self._words.setText(notice.text)
        self._act.setVisible(notice.action is not None)
        if notice.action is not None:
            self._act.setText(notice.action.label)
            self._act.setAccessibleName(notice.action.label)
        self._run_down()
        self.place(self._area)
        self.show()
        self.raise_()
        self._speak(notice)

    def _count(self) -> None:
        waiting = len(self._waiting)
        self._more.setText(ngettext("{n} more", "{n} more", waiting).format(n=waiting))
        self._more.setVisible(waiting > 0)

    def _run_down(self) -> None:
        if self._now is not None and self._now.tone is not Tone.ERROR:
            self._leaving.start()

    def _run(self) -> None:
        action: Callable[[], object] | None = None
        if self._now is not None and self._now.action is not None:
            action = self._now.action.run
        self.dismiss()
        if action is not None:
            action()

    def _speak(self, notice: Notice) -> None:
        self.setAccessibleName(f"{tone_word(notice.tone)}: {notice.text}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def tone_word(tone: Tone) -> str:
    """The word that goes with the sign."""
    return {Tone.INFO: _("Note"), Tone.WARNING: _("Warning"), Tone.ERROR: _("Error")}[tone]
