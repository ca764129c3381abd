"""Where the program keeps its state and finds what it came with.

All state lies in one folder; everything shipped beside the code lies in `resources`.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from fluxfill_studio.core.errors import CannotWrite
from fluxfill_studio.core.text import _

ENGINE_CHILD = "--engine-child"
"""First argument that makes the program the engine's child: a frozen bundle has no `python -m`."""

_PACKAGE = Path(__file__).resolve().parent.parent


def state_folder() -> Path:
    """The folder of all state, made for its owner alone (0700) if need be.

    `FLUXFILL_HOME` if set, else the user's data folder of this system.
    Raises CannotWrite if it cannot be made.
    """
    chosen = os.environ.get("FLUXFILL_HOME")
    folder = Path(chosen).expanduser().absolute() if chosen else _data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(folder)
    except (OSError, RuntimeError) as error:
        message = _("The folder {folder} cannot be used; set FLUXFILL_HOME to another one.")
        raise CannotWrite(message.format(folder=folder), str(error)) from error
    return folder


def resource(*parts: str) -> Path:
    """The shipped file or folder below `resources`, whether it exists or not.

    A wheel and a frozen bundle carry `resources` inside the package, a clone beside it.
    """
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def _data_folder() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "FluxFill Studio"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "FluxFill Studio"
    data = os.environ.get("XDG_DATA_HOME", "")
    # The XDG rules tell programs to ignore a relative path.
    return (
        Path(data) if data.startswith("/") else Path.home() / ".local/share"
    ) / "fluxfill-studio"


def _close_to_others(folder: Path) -> None:
    """Take the folder from group and others, unless it is shared (as /tmp) or someone else's."""
    if sys.platform == "win32":
        return
    status = folder.stat()
    shared = bool(status.st_mode & stat.S_ISVTX) or status.st_uid != os.geteuid()
    if not shared and status.st_mode & 0o077:
        folder.chmod(0o700)
