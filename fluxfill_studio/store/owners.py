"""Which processes are alive, told by a lock that the system takes back when one ends.

Each process that carries jobs has a name of its own and holds a lock on a file of that name.
A kill frees the lock at once; a sleeping machine does not, however long it sleeps.
"""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from filelock import FileLock, Timeout


class Owners:
    """This process among the owners of jobs; asked under the ledger's write lock only.

    Attributes:
        me: this process's name.
    """

    def __init__(self, folder: Path) -> None:
        self.me = uuid.uuid4().hex
        self._folder = folder
        self._lock = self._lock_of(self.me)

    def enter(self) -> None:
        """Be alive, and clear away those who are not; raises OSError."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for path in self._folder.iterdir():
            self.alive(path.name)
        self._lock.acquire(timeout=0)

    def leave(self) -> None:
        """Be no owner any more; harmless if repeated."""
        self._lock.release()
        self._remove(self.me)

    def alive(self, owner: str) -> bool:
        """Whether that process still runs."""
        if not owner or not (self._folder / owner).exists():
            return False
        lock = self._lock_of(owner)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        self._remove(owner)
        return False

    def _lock_of(self, owner: str) -> FileLock:
        return FileLock(self._folder / owner, mode=0o600, thread_local=False)

    def _remove(self, owner: str) -> None:
        with contextlib.suppress(OSError):
            (self._folder / owner).unlink()
