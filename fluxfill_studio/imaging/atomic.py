"""Files that appear whole or not at all: written beside their place, then renamed into it.

A killed run leaves its temporary file behind; the next one that writes into the folder removes
it. A file still being written is locked, and so not taken for a leftover.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fluxfill_studio.core.errors import CannotWrite
from fluxfill_studio.core.text import _, plain

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

PREFIX, SUFFIX = ".fluxfill-", ".tmp"


@contextlib.contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A binary file that becomes `path` when the block ends, replacing what was there.

    If the block raises or the disk fails, `path` stays as it was. CannotWrite for every failure
    of the disk. A link is followed: what it points to is replaced.
    """
    try:
        with _renamed_into(Path(os.path.realpath(path))) as file:
            yield file
    except OSError as error:
        raise CannotWrite(_sentence(path, error), repr(error)) from error


@contextlib.contextmanager
def _renamed_into(path: Path) -> Iterator[BinaryIO]:
    _remove_leftovers(path.parent)
    temporary = path.parent / f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    try:
        # 0o666 less the umask, as for any new file
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o666)) as file:
            _lock(file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def _remove_leftovers(folder: Path) -> None:
    for leftover in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError), open(leftover, "rb") as file:
            _lock(file.fileno())
            leftover.unlink()


def _lock(descriptor: int) -> None:
    """Raises OSError if another process holds the lock; it ends with its process."""
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sentence(path: Path, error: OSError) -> str:
    place = plain(str(path.parent))
    reasons = {
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("your share of the disk is full"),
        errno.EFBIG: _("the disk takes no file of that size"),
        errno.EROFS: _("the disk is read-only"),
        errno.EACCES: _("writing there is not allowed"),
        errno.EPERM: _("writing there is not allowed"),
        errno.ENOENT: _("the folder {folder} does not exist").format(folder=place),
        errno.ENOTDIR: _("{folder} is not a folder").format(folder=place),
        errno.EISDIR: _("a folder has that name"),
        errno.ENAMETOOLONG: _("the name is too long"),
    }
    reason = reasons.get(error.errno or 0, _("the disk reported an error"))
    return _("{name} was not written: {reason}. Choose another place and try again.").format(
        name=plain(path.name), reason=reason
    )
