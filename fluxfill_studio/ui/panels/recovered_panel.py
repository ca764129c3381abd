"""What earlier sessions have left: results to fetch, and jobs that wait for a decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import ngettext
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.studio.recovering import Recovering
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.faces import Providers
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from fluxfill_studio.ui.thumbnails import Thumbnails, of_job
from fluxfill_studio.ui.widgets.labels import label


class RecoveredPanel(QWidget):
    """Hidden while there is nothing; never takes the focus, never asks.

    Signals:
        wished: an act on a job was chosen (str, Job).
        filled: whether there is anything now.

    Attributes:
        rows: by job.
    """

    wished = Signal(str, object)
    filled = Signal(bool)

    def __init__(
        self, recovering: Recovering, providers: Providers, thumbnails: Thumbnails
    ) -> None:
        super().__init__()
        self.rows: dict[RequestId, RecoveredRow] = {}
        self._recovering = recovering
        self._providers = providers
        self._thumbnails = thumbnails
        self._title = label(size=tokens.TEXT, weight=tokens.STRONG, wrap=True)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(tokens.GAP)
        self._lines.addWidget(self._title)
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
        self._title.setText(words.format(n=n))
        self.setAccessibleName(self._title.text())
        self.setVisible(bool(jobs))
        self.filled.emit(bool(jobs))

    def _add(self, job: Job) -> None:
        row = self.rows[job.id] = RecoveredRow(job, self._providers)
        row.wished.connect(lambda act: self.wished.emit(act, job))
        self._lines.addWidget(row)
        self._thumbnails.ask(of_job(job), row.show_picture)
