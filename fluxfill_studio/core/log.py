"""The log file, and where errors go that nobody caught.

Everything is written below the state folder: `log/fluxfill.log` (rotated) and `log/crash.log`
(stacks of a native crash). No registered secret and no query of an address reaches either.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import re
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from fluxfill_studio import __version__
from fluxfill_studio.core.errors import CannotWrite
from fluxfill_studio.core.paths import state_folder
from fluxfill_studio.core.text import _

LOG_BYTES = 1_000_000
OLD_LOGS = 3
_SHORTEST_SECRET = 4  # masking shorter text would only spoil the log

_ADDRESS = re.compile(
    r"(\b[a-z][a-z0-9+.-]*://)(?:[^\s/@\"'<>]*@)?([^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?"
)
_secrets: set[str] = set()
log = logging.getLogger(__name__)


def keep_secret(secret: str) -> None:
    """From now on write `***` wherever `secret` would be logged, also percent-encoded."""
    if len(secret) >= _SHORTEST_SECRET:
        _secrets.update({secret, quote(secret, safe="")})


def masked(text: str) -> str:
    """`text` without registered secrets, and addresses without user, query and fragment."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _ADDRESS.sub(r"\1\2", text)


class _MaskingFormatter(logging.Formatter):
    """Masks the whole finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def start() -> str | None:
    """Log to the state folder and catch what nobody catches; call once, at start.

    Never fails: without a usable folder warnings go to stderr, and the answer is a notice
    for the user saying so.
    """
    logging.raiseExceptions = False  # a full disk must not stop the work
    try:
        folder, notice = _log_folder(), None
        handler: logging.Handler = _file_handler(folder)
        _catch_crashes(folder)
    except (OSError, CannotWrite) as error:
        handler = logging.StreamHandler()
        handler.setLevel(logging.WARNING)
        notice = _("No log can be written: {reason}").format(reason=error)
    _install(handler)
    log.info("FluxFill Studio %s, Python %s, %s", __version__, sys.version, platform.platform())
    return notice


def _log_folder() -> Path:
    folder = state_folder() / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _file_handler(folder: Path) -> logging.Handler:
    return RotatingFileHandler(
        folder / "fluxfill.log", maxBytes=LOG_BYTES, backupCount=OLD_LOGS, encoding="utf-8"
    )


def _catch_crashes(folder: Path) -> None:
    path = folder / "crash.log"
    full = path.exists() and path.stat().st_size > LOG_BYTES
    # Left open for the life of the process: the crash itself writes into it.
    faulthandler.enable(path.open("w" if full else "a", encoding="utf-8"))


def _install(handler: logging.Handler) -> None:
    layout = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(_MaskingFormatter(layout))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught error", exc_info=(kind, error, trace))
    if sys.stderr is not None:  # a windowed program on Windows has none
        sys.stderr.write(masked("".join(traceback.format_exception(kind, error, trace))))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:  # None: the thread died while the interpreter was closing
        name = args.thread.name if args.thread else "?"
        log.critical(
            "uncaught error in thread %s",
            name,
            exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        )


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        log.error(
            "%s: %r",
            args.err_msg or "error that could not be raised",
            args.object,
            exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        )
