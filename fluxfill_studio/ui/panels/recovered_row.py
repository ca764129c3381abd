"""A job of an earlier session: what it was, how it stands, and what can be done about it."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.endings import ending
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.decision import choices
from fluxfill_studio.ui.panels.faces import (
    Providers,
    job_price_words,
    name_of,
    state_words,
    title_of,
)
from fluxfill_studio.ui.widgets.buttons import PushButton, push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import ElidedLabel, Sign, label

PICTURE = QSize(48, 48)
MINUTE, HOUR, DAY = 60, 3600, 86400


class RecoveredRow(QFrame):
    """Keeps its buttons as long as they mean the same, so the focus stays.

    Signals:
        wished: an act of `acts_of` was chosen (str).

    Attributes:
        buttons: by act.
    """

    wished = Signal(str)

    def __init__(self, job: Job, providers: Providers) -> None:
        super().__init__()
        self.buttons: dict[str, PushButton] = {}
        self._providers = providers
        self._flow: FlowRow | None = None
        self.setProperty("kind", "card")
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = title_of(job.request, providers)
        self.setAccessibleName(title)
        self._about = ElidedLabel(size=tokens.CAPTION, tone="second")
        self._sign = Sign("info", "accent")
        self._state = label(size=tokens.LABEL, wrap=True)
        self._rows = QVBoxLayout()
        self._lay_out(ElidedLabel(title, tokens.LABEL, tokens.STRONG))
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        """How it stands now."""
        age = age_words(time.monotonic() - job.started)
        name = name_of(job.request.provider, self._providers)
        self._about.setText(" · ".join((name, job_price_words(job, self._providers), age)))
        self._state.setText(standing(job, self._providers))
        self._sign.show_sign(*_sign(job))
        if list(self.buttons) != list(acts_of(job)):
            self._renew_buttons(job)

    def show_picture(self, picture: QPixmap) -> None:
        """What it fills, or what came of it."""
        ratio = self.devicePixelRatioF()
        fitted = picture.scaled(
            PICTURE * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        self._picture.setPixmap(fitted)

    def _renew_buttons(self, job: Job) -> None:
        if self._flow is not None:
            self._flow.hide()
            self._flow.deleteLater()
        self.buttons = {}
        for act, (name, tip) in acts_of(job).items():
            button = push(name, partial(self.wished.emit, act), kind="small")
            button.setToolTip(tip)
            self.buttons[act] = button
        self._flow = FlowRow(tuple(self.buttons.values())) if self.buttons else None
        if self._flow is not None:
            self._rows.addWidget(self._flow)

    def _lay_out(self, title: QLabel) -> None:
        words = QVBoxLayout()
        words.setSpacing(tokens.HAIR)
        words.addWidget(title)
        words.addWidget(self._about)
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self._picture)
        head.addLayout(words, 1)
        state = QHBoxLayout()
        state.setSpacing(tokens.TIGHT)
        state.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 1)
        self._rows.setContentsMargins(tokens.GAP, tokens.GAP, tokens.GAP, tokens.GAP)
        self._rows.setSpacing(tokens.TIGHT)
        self._rows.addLayout(head)
        self._rows.addLayout(state)
        self.setLayout(self._rows)


def acts_of(job: Job) -> dict[str, tuple[str, str]]:
    """What can be done about it: act, its name, and more about it."""
    forget = {"forget": (_("Forget"), _("Delete it from this computer."))}
    check, resubmit, drop = choices()
    if job.state is JobState.DOWNLOADED:
        return {
            "open": (_("Open"), _("Show it on its picture, to compare and adopt.")),
            "save": (_("Save as PNG…"), _("Write what came back to a file.")),
            **forget,
        }
    if job.state is JobState.UNKNOWN:
        return {"check": check, "resubmit": resubmit, "drop": drop}
    if job.state is JobState.INTENT:
        return {
            "send": (_("Send"), _("Send it now.")),
            "drop": (_("Drop"), _("Nothing was sent, nothing was billed.")),
        }
    return forget if job.over else {}


def standing(job: Job, providers: Providers) -> str:
    """How it stands, in words."""
    if job.state is JobState.DOWNLOADED:
        return _("Its result is here.")
    if job.state is JobState.INTENT and not job.note:
        return _("It was not sent.")
    provider = providers.get(job.request.provider)
    if not job.over or provider is None:
        return state_words(job)
    return f"{ending(job, provider.capability).text} {job.note}".rstrip()


def age_words(seconds: float) -> str:
    """How long ago, in the largest unit that fits."""
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("{n} min ago").format(n=int(seconds / MINUTE))
    if seconds < DAY:
        return _("{n} h ago").format(n=int(seconds / HOUR))
    days = int(seconds / DAY)
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def _sign(job: Job) -> tuple[str, str]:
    if job.state is JobState.DOWNLOADED:
        return "ok", "ok"
    if job.state is JobState.UNKNOWN:
        return "warning", "warning"
    return ("error", "error") if job.over else ("info", "accent")
