"""What earlier sessions have left: results to fetch, and jobs that wait for a decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import ngettext
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.studio.recovering import Recovering
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.panels.faces import Providers
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from fluxfill_studio.ui.thumbnails import Thumbnails, of_job
from fluxfill_studio.ui.widgets.buttons import push


class RecoveredPanel(QWidget):
    """Hidden while there is nothing; never takes the focus, never asks. Its title folds it.

    Signals:
        wished: an act on a job was chosen (str, Job).
        filled: whether there is anything now.

    Attributes:
        title: how many there are; a click folds or unfolds the rows.
        rows: by job.
    """

    wished = Signal(str, object)
    filled = Signal(bool)

    def __init__(
        self,
        recovering: Recovering,
        providers: Providers,
        thumbnails: Thumbnails,
        *,
        folded: bool = False,
    ) -> None:
        super().__init__()
        self._folded, self._allowed = folded, True
        self.rows: dict[RequestId, RecoveredRow] = {}
        self._recovering = recovering
        self._providers = providers
        self._thumbnails = thumbnails
        self.title = push("", self._toggle, kind="fold")
        self.title.setFont(theme.font(tokens.TEXT, tokens.STRONG))
        self.title.setFixedHeight(tokens.CONTROL)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(tokens.GAP)
        self._lines.addWidget(self.title)
        drop = recovering.changed.connect(lambda _job: self.refresh())
        self.destroyed.connect(lambda: drop())
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        jobs = self._recovering.jobs
        for gone in set(self.rows) - {job.id for job in jobs}:
            row = self.rows.pop(gone)
            row.hide()
            row.deleteLater()
        for job in jobs:
            if job.id in self.rows:
                self.rows[job.id].show_job(job)
            else:
                self._add(job)
        n = len(jobs)
        words = ngettext("{n} fill of an earlier session", "{n} fills of earlier sessions", n)
        self.title.setText(words.format(n=n))
        self.setAccessibleName(self.title.text())
        self._show_fold()
        self.setVisible(bool(jobs) and self._allowed)
        self.filled.emit(bool(jobs))

    def allow(self, allowed: bool) -> None:
        """Whether its place is one where it may be seen now."""
        self._allowed = allowed
        self.refresh()

    def _toggle(self) -> None:
        self._folded = not self._folded
        self._show_fold()

    def _show_fold(self) -> None:
        self.title.set_icon("chevron_right" if self._folded else "chevron_down")
        for row in self.rows.values():
            row.setHidden(self._folded)

    def _add(self, job: Job) -> None:
        row = self.rows[job.id] = RecoveredRow(job, self._providers)
        row.wished.connect(lambda act: self.wished.emit(act, job))
        self._lines.addWidget(row)
        self._thumbnails.ask(of_job(job), row.show_picture)
