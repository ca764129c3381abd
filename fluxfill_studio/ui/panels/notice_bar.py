"""One line over the top of the canvas: what happened, and what can be done about it."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.labels import Sign, label
from fluxfill_studio.ui.widgets.shield import Shield

KEPT = 200
WIDTH = 640
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
    """Shows one notice at a time; none comes up while a stroke is down or another is being read.

    Errors that may have cost money come first, then other errors, the newest before the older
    ones. What goes by itself comes as soon as it is said, unless an error comes up meanwhile.

    Attributes:
        messages: every notice so far, newest last.

    Signals:
        posted: another message is kept.
        keyboard_left: the last notice has gone, and it had the keyboard.
    """

    posted = Signal()
    keyboard_left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.messages: deque[Message] = deque(maxlen=KEPT)
        self._turns: list[_Turn] = []
        self._now: _Turn | None = None
        self._held = False
        self._area = QRect()
        self._shield = Shield(parent)
        self._leaving = QTimer(self, singleShot=True, interval=tokens.NOTICE_MS)
        self._leaving.timeout.connect(self.dismiss)
        self.setProperty("kind", "floating")
        self._sign = Sign("info", "accent", tokens.ICON)
        self._words = label(wrap=True)
        self._more = label(size=tokens.LABEL, tone="second")
        self._act = push("", self._run, kind="link")
        self._close = IconButton("close", _("Dismiss"), target=tokens.CONTROL, size=16)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAD, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        row.setSpacing(tokens.GAP)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        row.addWidget(self._act)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._close.clicked.connect(lambda _on: self.dismiss())
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown: of several alike, the newest."""
        return None if self._now is None else self._now.newest

    def post(self, notice: Notice) -> None:
        """Show `notice` when its turn comes, and keep it.

        One that says what another says that is still to be read has no turn of its own: the
        other counts it.
        """
        self.messages.append(Message(notice))
        alike = next((turn for turn in self._turns if turn.says(notice)), None)
        turn = alike or _Turn([])
        turn.notices.append(notice)
        if alike is None or turn.stays:
            self._turns = [one for one in self._turns if one is not turn]
            self._turns.insert(self._place_of(notice), turn)
        self.posted.emit()
        self._advance(alike)

    def withdraw(self, notice: Notice) -> None:
        """What it speaks of is over: show it no longer, but keep it."""
        for turn in self._turns:
            if any(one is notice for one in turn.notices):
                turn.notices = [one for one in turn.notices if one is not notice]
                if turn.notices:
                    self._advance(turn)
                else:
                    self._end(turn)
                return

    def hold(self, held: bool) -> None:
        """A stroke is down (True) or over (False)."""
        self._held = held
        self._advance()

    def dismiss(self) -> None:
        """The next one, or none."""
        if self._now is not None:
            self._end(self._now)

    def close_error(self) -> bool:
        """Dismiss what would stay; False if nothing of the kind is shown."""
        stays = self.notice is not None and self.notice.tone is Tone.ERROR
        if stays:
            self.dismiss()
        return stays

    def place(self, area: QRect) -> None:
        """Stay at the top of `area`, in the parent's coordinates.

        Always as wide: the button that closes one notice closes the next at the same place.
        """
        self._area = area
        width = min(WIDTH, area.width() - 2 * tokens.WIDE)
        self.resize(width, self.height())
        self._row.activate()  # the words know the lines they need once they know their width
        left = area.x() + (area.width() - width) // 2
        self.setGeometry(left, area.y() + tokens.PAD, width, self.heightForWidth(width))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: what is being read does not go."""
        self._leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: time runs again, and what has come up meanwhile is shown."""
        self._run_down()
        self._advance()

    def _place_of(self, notice: Notice) -> int:
        """Where among the turns it stands."""
        if notice.tone is not Tone.ERROR:
            return next((n for n, turn in enumerate(self._turns) if turn.stays), len(self._turns))
        if notice.money:
            return 0
        return max((n + 1 for n, turn in enumerate(self._turns) if turn.newest.money), default=0)

    def _advance(self, changed: _Turn | None = None) -> None:
        """Show whose turn it is, and `changed` anew if it is shown."""
        free = self._now is None or not self._being_read()
        other = self._turns and free and not self._held and self._turns[0] is not self._now
        if other:
            self._cover()
            self._now = self._turns[0]
        if self._now is not None and (other or changed is self._now):
            self._show(self._now)
        self._count()
        self.place(self._area)

    def _being_read(self) -> bool:
        return self.underMouse() or self._has_keyboard()

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _end(self, turn: _Turn) -> None:
        self._turns.remove(turn)
        if turn is self._now:
            self._cover()
            self._now = None
            self._leaving.stop()
            if not self._turns or self._held:
                self._go()
        self._advance()

    def _go(self) -> None:
        had_keyboard = self._has_keyboard()
        self.hide()
        if had_keyboard:
            self.keyboard_left.emit()

    def _cover(self) -> None:
        """A click that was meant for what leaves must do nothing to what lies below it."""
        if self._now is not None:
            self._shield.cover(self.geometry())
            self.raise_()

    def _show(self, turn: _Turn) -> None:
        notice = turn.newest
        self._sign.show_sign(*SIGNS[notice.tone])
        self._words.setText(turn.words)
        self._act.setVisible(notice.action is not None)
        self._act.setText(turn.act_words)
        self._act.setAccessibleName(turn.act_words)
        self._run_down()
        self.show()
        self.raise_()
        self._speak(turn)

    def _count(self) -> None:
        waiting = len(self._turns) - (self._now is not None)
        self._more.setText(ngettext("{n} more", "{n} more", waiting).format(n=waiting))
        self._more.setVisible(waiting > 0)

    def _run_down(self) -> None:
        self._leaving.stop()
        if self._now is not None and not self._now.stays:
            self._leaving.start()

    def _run(self) -> None:
        """Of a double click the second half may hit the button of the next one."""
        if self._now is not None and not self._shield.isVisible():
            actions = self._now.actions
            self.dismiss()
            for action in actions:
                action.run()

    def _speak(self, turn: _Turn) -> None:
        self.setAccessibleName(f"{tone_word(turn.newest.tone)}: {turn.words}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


@dataclass(slots=True, eq=False)
class _Turn:
    """Notices that say the same, oldest first: at least one."""

    notices: list[Notice]

    @property
    def newest(self) -> Notice:
        return self.notices[-1]

    @property
    def stays(self) -> bool:
        return self.newest.tone is Tone.ERROR

    @property
    def words(self) -> str:
        text, times = self.newest.text, len(self.notices)
        if times == 1:
            return text
        return ngettext("{text} ({n} time)", "{text} ({n} times)", times).format(text=text, n=times)

    @property
    def actions(self) -> list[Action]:
        """What its button runs."""
        action = self.newest.action
        every = self.notices if action is not None and action.each else self.notices[-1:]
        return [notice.action for notice in every if notice.action is not None]

    @property
    def act_words(self) -> str:
        actions = self.actions
        if not actions:
            return ""
        counted = _("{label} ({n})").format(label=actions[-1].label, n=len(actions))
        return counted if len(actions) > 1 else actions[-1].label

    def says(self, notice: Notice) -> bool:
        return (notice.tone, notice.text) == (self.newest.tone, self.newest.text)


def tone_word(tone: Tone) -> str:
    """The word that goes with the sign."""
    return {Tone.INFO: _("Note"), Tone.WARNING: _("Warning"), Tone.ERROR: _("Error")}[tone]
