"""Pictures beside the ledger, each once, under the sha256 of its bytes.

A blob is written and its row committed under one write lock of the database, and `sweep` runs
under that lock too: so it never takes a blob whose row is about to be written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.atomic import sync_folder, written
from fluxfill_studio.store.schema import Damaged

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes to keep.

    Attributes:
        sha: the sha256 of them all.
        pieces: makes them, in order; asked only if they are not kept yet.
    """

    sha: str
    pieces: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, content: bytes) -> Blob:
        """One of bytes that are at hand."""
        return cls(hashlib.sha256(content).hexdigest(), lambda: (content,))


class Blobs:
    """A folder of blobs, and one of downloads on their way; both raise OSError or CannotWrite."""

    def __init__(self, folder: Path, incoming: Path) -> None:
        self._folder = folder
        self._incoming = incoming

    def make(self) -> None:
        """Make the folders if need be."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._incoming.mkdir(mode=0o700, exist_ok=True)

    def check(self, ledger: Path) -> None:
        """Damaged if there are pictures but no file `ledger` to name them."""
        if not ledger.exists() and self._folder.is_dir() and any(self._folder.iterdir()):
            raise Damaged("pictures without a ledger")

    def put(self, blob: Blob) -> None:
        """Keep it for good."""
        path = self._folder / blob.sha
        if not path.exists():
            with written(path) as file:
                Path(file.name).chmod(0o600)
                file.writelines(blob.pieces())

    def get(self, sha: str) -> bytes:
        """The bytes; LedgerError if they are not there or not the same any more."""
        try:
            content = (self._folder / sha).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha:
            raise LedgerError(_("A picture in the record of jobs is lost or damaged."), sha)
        return content

    def arriving(self, job: str) -> Path:
        """Where the download of `job` streams to."""
        return self._incoming / job

    def adopt(self, job: str) -> str:
        """Keep the finished download of `job` as a blob; answers its sha256."""
        path = self.arriving(job)
        with open(path, "rb+") as file:
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            os.fsync(file.fileno())
        sha = digest.hexdigest()
        path.chmod(0o600)
        os.replace(path, self._folder / sha)
        sync_folder(self._folder)
        return sha

    def sweep(self, keep: Collection[str], arriving: Collection[str]) -> None:
        """Remove all but the blobs `keep` and the downloads of the jobs `arriving`."""
        for folder, names in ((self._folder, keep), (self._incoming, arriving)):
            for path in folder.iterdir():
                if path.name not in names:
                    with contextlib.suppress(OSError):
                        path.unlink()
