"""A run of an earlier session: what it was, how it stands, and what can be done about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.decision import twice_words
from fluxfill_studio.ui.panels.faces import Providers
from fluxfill_studio.ui.panels.left_words import (
    about,
    acts_of,
    cost_of,
    heading,
    sign_of,
    standing,
)
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import ElidedLabel, Sign, label
from fluxfill_studio.ui.widgets.sure_button import SureButton

PICTURE = QSize(40, 40)
BESIDE = ("open", "save", "forget")
"""Acts whose buttons stand beside the title; the others need words and a line of their own."""
ICONS = {"save": "export", "forget": "discard"}


class RecoveredRow(QFrame):
    """Keeps its buttons as long as they mean the same, so the focus stays.

    Signals:
        wished: an act of `acts_of` was chosen (str).

    Attributes:
        jobs: of the run, oldest first.
        buttons: by act.
    """

    wished = Signal(str)

    def __init__(self, jobs: Sequence[Job], providers: Providers) -> None:
        super().__init__()
        self.jobs = tuple(jobs)
        self.buttons: dict[str, QAbstractButton] = {}
        self._acts: dict[str, tuple[str, str]] = {}
        self._providers = providers
        self._beside: QWidget | None = None
        self._below: QWidget | None = None
        self.setProperty("kind", "card")
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = ElidedLabel(size=tokens.LABEL, weight=tokens.STRONG)
        self._about = ElidedLabel(size=tokens.CAPTION, tone="second")
        self._sign = Sign("info", "accent")
        self._state = label(size=tokens.LABEL, wrap=True)
        self._lay_out()
        self.show_jobs(jobs)

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """How they stand now."""
        self.jobs = tuple(jobs)
        words = heading(jobs, self._providers)
        self._title.setText(words)
        self.setAccessibleName(words)
        age = time.monotonic() - max(job.started for job in jobs)
        self._about.setText(about(jobs, self._providers, age))
        stands = standing(jobs, self._providers)
        self._state.setText(stands)
        self._state.setVisible(bool(stands))
        self._sign.show_sign(*sign_of(jobs))
        acts = acts_of(jobs)
        if acts != self._acts:
            self._acts = acts
            self._renew_buttons()
        if isinstance(again := self.buttons.get("resubmit"), SureButton):
            unknown = [job for job in jobs if job.state is JobState.UNKNOWN]
            again.question = twice_words(cost_of(unknown))

    def show_picture(self, picture: QPixmap) -> None:
        """What came of it, or what it fills."""
        ratio = self.devicePixelRatioF()
        fitted = picture.scaled(
            PICTURE * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        self._picture.setPixmap(fitted)

    def _renew_buttons(self) -> None:
        for old in (self._beside, self._below):
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {act: self._button(act) for act in self._acts}
        beside = [self.buttons[act] for act in BESIDE if act in self.buttons]
        below = [button for act, button in self.buttons.items() if act not in BESIDE]
        self._beside = QWidget()
        row = QHBoxLayout(self._beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in beside:
            row.addWidget(button)
        self._head.addWidget(self._beside)
        self._below = FlowRow(below) if below else None
        if self._below is not None:
            self._rows.addWidget(self._below)

    def _button(self, act: str) -> QAbstractButton:
        name, tip = self._acts[act]
        wish = partial(self.wished.emit, act)
        made: QAbstractButton
        if act in ICONS:
            made = IconButton(ICONS[act], name, target=tokens.CONTROL, size=tokens.SMALL_ICON)
            made.clicked.connect(lambda _on: wish())
            return made
        made = SureButton(name, "", wish) if act == "resubmit" else push(name, wish, kind="small")
        made.setToolTip(tip)
        return made

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(tokens.TIGHT)
        self._head.addWidget(self._title, 1)
        second = QHBoxLayout()
        second.setSpacing(tokens.TIGHT)
        second.addWidget(self._sign)
        second.addWidget(self._about, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(self._head)
        words.addLayout(second)
        first = QHBoxLayout()
        first.setSpacing(tokens.GAP)
        first.addWidget(self._picture)
        first.addLayout(words, 1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(tokens.GAP, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        self._rows.setSpacing(tokens.TIGHT)
        self._rows.addLayout(first)
        self._rows.addWidget(self._state)
