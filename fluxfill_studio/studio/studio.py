"""The program without its window: settings, providers, jobs, and the open session."""

from __future__ import annotations

from pathlib import Path

from fluxfill_studio.core.paths import resource, state_folder
from fluxfill_studio.core.text import set_language
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.local import LOCAL
from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import LANGUAGE, RECENT, UNDO_MB, VARIATIONS
from fluxfill_studio.studio.form import Wishes
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.work import WorkPool

RECENT_PICTURES = 6


class Studio:
    """What window and command line hold; made inside a running loop.

    Attributes:
        settings: what the user changed.
        providers: by id.
        runner: every job.
        work: the thread pool for pixels.
    """

    def __init__(self) -> None:
        self.settings = Settings(state_folder() / "settings.json")
        set_language(self.settings.text(LANGUAGE), resource("locale"))
        self.providers = make_providers()
        self.runner = Runner(self.providers)
        self.work = WorkPool()

    async def open(self, source: Path | bytes) -> tuple[Session, Picture]:
        """A new session on a picture file, or on the bytes of one; BadInput if it is none."""
        picture = await self.work.run(open_picture, source)
        path = source if isinstance(source, Path) else None
        if path is not None:
            self._remember(path)
        return self.session(picture, path), picture

    def session(self, picture: Picture, path: Path | None = None) -> Session:
        """A new session on pixels that are in memory already."""
        session = Session(picture, path, self.runner, self.providers, self.work)
        session.form.set(variations=int(self.settings.number(VARIATIONS[LOCAL])))
        session.form.changed.connect(self._keep_variations)
        session.document.undo.budget = lambda: int(self.settings.number(UNDO_MB)) << 20
        return session

    def recent(self) -> list[Path]:
        """Pictures opened lately that still exist, newest first."""
        lines = self.settings.text(RECENT).splitlines()
        return [path for path in map(Path, lines) if path.is_file()]

    async def close(self) -> None:
        """Stop every job and thread, in that order."""
        await self.runner.close()
        self.work.close()

    def _keep_variations(self, wishes: Wishes) -> None:
        if wishes.provider == LOCAL:
            self.settings.set(VARIATIONS[LOCAL], wishes.variations)

    def _remember(self, path: Path) -> None:
        path = path.absolute()
        others = [other for other in self.recent() if other != path]
        kept = [path, *others][:RECENT_PICTURES]
        self.settings.set(RECENT, "\n".join(map(str, kept)))
