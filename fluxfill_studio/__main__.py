"""The one way in: sends the arguments to the editor or to the command line.

Decides from the arguments alone, before anything heavy is imported.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence

from fluxfill_studio.core import log
from fluxfill_studio.core.paths import ENGINE_CHILD
from fluxfill_studio.core.text import _

COMMANDS = frozenset({"fill", "providers", "jobs"})
USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (default: the process's own); the answer is its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [ENGINE_CHILD]:
        from fluxfill_studio.engine import child

        return child.main(arguments[1:])
    notice = log.start()
    if notice:
        _say(notice)
    return _command(arguments) if _is_command(arguments) else _editor(arguments)


def _is_command(arguments: Sequence[str]) -> bool:
    """Whether the command line answers: a command, or an option, whose usage it knows."""
    return any(word in COMMANDS for word in arguments[:1]) or any(
        word.startswith("-") for word in arguments
    )


def _command(arguments: list[str]) -> int:
    from fluxfill_studio import cli

    return cli.main(arguments)


def _editor(arguments: list[str]) -> int:
    if not _has_display():
        _say(
            _(
                "There is no display to open a window on; without one use"
                " “fluxfill-studio fill IMAGE --mask MASK” (--help tells more)."
            )
        )
        return USAGE
    if importlib.util.find_spec("PySide6") is None:
        _say(_("The editor needs PySide6: install “fluxfill-studio[editor]”."))
        return USAGE
    try:
        from fluxfill_studio import app
    except ImportError as error:
        if error.name is None or not error.name.startswith("PySide6"):
            raise
        _say(_("The editor cannot start, a library is missing: {reason}").format(reason=error))
        return USAGE
    return app.main(arguments)


def _has_display() -> bool:
    """Whether Qt can open a window; only X11 and Wayland need to be told where."""
    if sys.platform in ("win32", "darwin"):
        return True
    plugin = os.environ.get("QT_QPA_PLATFORM", "")
    if plugin and not plugin.startswith(("xcb", "wayland")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say(sentence: str) -> None:
    if sys.stderr is not None:  # a windowed program on Windows has none
        sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
