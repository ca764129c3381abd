"""The command line: `fill`, `jobs` and `providers`, without the window.

The same session as in the editor opens, fills, adopts and exports; stdout carries the answer
only, everything else goes to stderr. A file per command; `parser` says the words.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fluxfill_studio.cli import fill, jobs, providers
from fluxfill_studio.cli.parser import make_parser
from fluxfill_studio.cli.report import CANCELLED, DONE, USAGE, say
from fluxfill_studio.core.text import _

COMMANDS: dict[str, Callable[[argparse.Namespace], Coroutine[Any, Any, int]]] = {
    "fill": fill.run,
    "jobs": jobs.run,
    "providers": providers.run,
}


def main(argv: Sequence[str]) -> int:
    """Carry out one command; the answer is the exit code."""
    try:
        options = make_parser().parse_args(argv)
    except SystemExit as leaving:
        return USAGE if leaving.code else DONE
    try:
        return asyncio.run(_interruptible(COMMANDS[options.command](options)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        say(_("Cancelled. Nothing was written."))
        return CANCELLED


async def _interruptible(work: Coroutine[Any, Any, int]) -> int:
    """Run `work` so that Ctrl+C and a polite kill cancel it instead of tearing it down."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows; not main thread
            loop.add_signal_handler(name, task.cancel)
    return await task
