"""What the user does about fills of earlier sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.ui.dialogs import ask_export, ask_forget
from fluxfill_studio.ui.files import exported_words
from fluxfill_studio.ui.panels.left_words import cost_of, landed

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Recovered:
    """Every act of a row of the recovered panel, on the jobs of its run."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._recovering = window.studio.recovering

    def act(self, act: str, jobs: Sequence[Job]) -> None:
        """Do `act`, a key of `left_words.acts_of`, to those of `jobs` that it concerns."""
        keyless = [job for job in jobs if job.keyless]
        unknown = [job for job in jobs if job.state is JobState.UNKNOWN]
        unsent = [job for job in jobs if job.state is JobState.INTENT]
        each = {
            "send": (self._recovering.send, unsent),
            "check": (self._recovering.check, unknown),
            "resubmit": (self._recovering.resubmit, unknown),
            "drop": (self._recovering.drop, unknown + unsent + keyless),
        }
        if act == "key":
            self._window.studio.services.wanted.emit(keyless[0].request.provider)
        elif act in each:
            self._window.tasks.spawn(_each(*each[act]))
        else:
            acts = {"open": self._open, "save": self._save, "forget": self._forget}
            self._window.tasks.spawn(acts[act](jobs))

    async def _open(self, jobs: Sequence[Job]) -> None:
        """What was not sent stays: nobody would send it from a tile. What was made from the picture
        that is open joins it.
        """
        sent = [job for job in jobs if job.state is not JobState.INTENT]
        session = self._window.session
        own = await self._recovering.of(session, *sent) if session is not None else ()
        if session is not None and own and session is self._window.session:
            self._recovering.join(session, *own)
        elif await self._window.files.may_leave():
            await self._window.files.show(await self._recovering.open(*sent))

    async def _save(self, jobs: Sequence[Job]) -> None:
        [job] = landed(jobs)
        path = await ask_export(self._window.shell, _proposal(job))
        if path is None:
            return
        exported = await self._recovering.save(job, path)
        self._window.notify(Notice(exported_words(exported)))

    async def _forget(self, jobs: Sequence[Job]) -> None:
        results = landed(jobs)
        price = cost_of(results).words
        if not results or await ask_forget(self._window.shell, len(results), price):
            await _each(self._recovering.forget, jobs)


async def _each(do: Callable[[Job], Awaitable[None]], jobs: Sequence[Job]) -> None:
    for job in jobs:
        await do(job)


def _proposal(job: Job) -> Path:
    """Beside the picture it was made from, if that is known."""
    source = Path(job.source)
    return source.with_name(f"{source.stem}-fill.png") if job.source else Path("picture-fill.png")
