"""What earlier sessions have left: results to fetch, and runs that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import ngettext
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.studio.recovering import Recovering
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.panels.faces import Providers
from fluxfill_studio.ui.panels.left_words import landed
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from fluxfill_studio.ui.thumbnails import Thumbnails
from fluxfill_studio.ui.widgets.buttons import push


class RecoveredPanel(QWidget):
    """Hidden while there is nothing; never takes the focus, never asks. Its title folds it.

    Signals:
        wished: an act on a run was chosen (str, tuple of its jobs).
        filled: whether there is anything now.

    Attributes:
        title: how many there are; a click folds or unfolds the rows.
        rows: by run, as they stand.
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
        self.rows: dict[str, RecoveredRow] = {}
        # By run: the job whose picture it shows, and whether its result had come by then.
        self._pictured: dict[str, tuple[RequestId, bool]] = {}
        self._recovering = recovering
        self._providers = providers
        self._thumbnails = thumbnails
        self.title = push("", self._toggle, kind="fold")
        self.title.setFont(theme.font(tokens.TEXT, tokens.STRONG))
        self.title.setFixedHeight(tokens.CONTROL)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(tokens.TIGHT)
        self._lines.addWidget(self.title)
        # Many jobs that change at once are one piece of news.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        drop = recovering.changed.connect(lambda _jobs: self._soon.start())
        self.destroyed.connect(lambda: drop())
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        runs = {jobs[0].run or jobs[0].id: jobs for jobs in self._recovering.runs}
        for gone in set(self.rows) - set(runs):
            row = self.rows.pop(gone)
            self._pictured.pop(gone, None)
            row.hide()
            row.deleteLater()
        for place, (run, jobs) in enumerate(runs.items(), start=1):
            self._show(run, jobs, place)
        n = sum(map(len, runs.values()))
        words = ngettext("{n} fill of an earlier session", "{n} fills of earlier sessions", n)
        self.title.setText(words.format(n=n))
        self.setAccessibleName(self.title.text())
        self._show_fold()
        self.setVisible(bool(runs) and self._allowed)
        self.filled.emit(bool(runs))

    def allow(self, allowed: bool) -> None:
        """Whether its place is one where it may be seen now."""
        self._allowed = allowed
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: now the pictures are worth their while."""
        super().showEvent(event)
        self._ask_pictures()

    def _toggle(self) -> None:
        self._folded = not self._folded
        self._show_fold()

    def _show_fold(self) -> None:
        self.title.set_icon("chevron_right" if self._folded else "chevron_down")
        for row in self.rows.values():
            row.setHidden(self._folded)
        if self.isVisible():
            self._ask_pictures()

    def _show(self, run: str, jobs: Sequence[Job], place: int) -> None:
        row = self.rows.get(run)
        if row is None:
            row = self.rows[run] = RecoveredRow(jobs, self._providers)
            row.wished.connect(lambda act, row=row: self.wished.emit(act, row.jobs))
        else:
            row.show_jobs(jobs)
        if self._lines.indexOf(row) != place:
            self._lines.removeWidget(row)
            self._lines.insertWidget(place, row)

    def _ask_pictures(self) -> None:
        if self._folded:
            return
        for run, row in self.rows.items():
            came = landed(row.jobs)
            shown = came[0] if came else row.jobs[0]
            if self._pictured.get(run) != (shown.id, bool(came)):
                self._pictured[run] = (shown.id, bool(came))
                self._ask_picture(run, row, shown)

    def _ask_picture(self, run: str, row: RecoveredRow, job: Job) -> None:
        def keep(picture: QPixmap) -> None:
            if self.rows.get(run) is row:
                row.show_picture(picture)

        self._thumbnails.ask_left(self._recovering, job, keep)
