"""What the user does about fills of earlier sessions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.ui.dialogs import ask_export, ask_forget
from fluxfill_studio.ui.files import exported_words
from fluxfill_studio.ui.panels.faces import job_price_words

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Recovered:
    """Every act of a row of the recovered panel."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._recovering = window.studio.recovering

    def act(self, act: str, job: Job) -> None:
        """Do `act`, a key of `recovered_row.acts_of`."""
        acts = {
            "open": self._open,
            "save": self._save,
            "forget": self._forget,
            "send": self._recovering.send,
            "check": self._recovering.check,
            "resubmit": self._recovering.resubmit,
            "drop": self._recovering.drop,
        }
        self._window.tasks.spawn(acts[act](job))

    async def _open(self, job: Job) -> None:
        if await self._window.files.may_leave():
            await self._window.files.show(await self._recovering.open(job))

    async def _save(self, job: Job) -> None:
        path = await ask_export(self._window.shell, _proposal(job))
        if path is None:
            return
        exported = await self._recovering.save(job, path)
        self._window.notify(Notice(exported_words(exported)))

    async def _forget(self, job: Job) -> None:
        price = job_price_words(job, self._window.studio.providers)
        has_result = job.state is JobState.DOWNLOADED
        if not has_result or await ask_forget(self._window.shell, price):
            await self._recovering.forget(job)


def _proposal(job: Job) -> Path:
    """Beside the picture it was made from, if that is known."""
    source = Path(job.source)
    return source.with_name(f"{source.stem}-fill.png") if job.source else Path("picture-fill.png")
