"""Why the ledger cannot be used, in words."""

from __future__ import annotations

import errno
import sqlite3

from filelock import Timeout

from fluxfill_studio.core.errors import CannotWrite
from fluxfill_studio.core.text import _

TROUBLES = (sqlite3.Error, OSError, CannotWrite)
"""What the disk, the database and the locks raise (a lock's Timeout is an OSError)."""

_DISK = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_PERM,
    errno.EPERM: sqlite3.SQLITE_PERM,
}


def in_words(error: Exception) -> str:
    """What to tell the user when one of `TROUBLES` was raised."""
    if isinstance(error, CannotWrite) and isinstance(error.__cause__, OSError):
        error = error.__cause__
    reasons = {
        sqlite3.SQLITE_FULL: _("the disk is full"),
        sqlite3.SQLITE_READONLY: _("its disk is read-only"),
        sqlite3.SQLITE_PERM: _("writing to its folder is not allowed"),
        sqlite3.SQLITE_CANTOPEN: _("its file cannot be opened"),
        sqlite3.SQLITE_BUSY: _("another program holds it"),
        sqlite3.SQLITE_CORRUPT: _("its file is damaged; start the program anew"),
        sqlite3.SQLITE_NOTADB: _("its file is damaged; start the program anew"),
    }
    reason = reasons.get(_code(error), _("the disk reported an error"))
    return _("The record of jobs cannot be used: {reason}.").format(reason=reason)


def _code(error: Exception) -> int:
    """SQLite's primary code of the trouble, 0 if it has none."""
    if isinstance(error, Timeout):
        return sqlite3.SQLITE_BUSY
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0, 0)
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
