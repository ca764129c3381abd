"""The editor's composition root: window first, then everything else, then an ordered end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fluxfill_studio.ui import theme
from fluxfill_studio.ui.shell import Shell


def main(argv: Sequence[str]) -> int:
    """Run the editor, on the picture named first in `argv` if any; the answer is the exit code."""
    app = QApplication.instance() or QApplication(["fluxfill-studio"])
    assert isinstance(app, QApplication)
    app.setApplicationName("FluxFill Studio")
    app.setDesktopFileName("fluxfill-studio")
    # A dialog that closes while the window is hidden must not end the loop under asyncio.
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app)
    shell = Shell()
    shell.show()
    _paint_now(app, shell)

    # The one sanctioned late import: the window is on screen, now comes what is heavy.
    import qasync

    def make_loop() -> asyncio.AbstractEventLoop:
        loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
        return loop

    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(_run(shell, argv))


def _paint_now(app: QApplication, shell: Shell) -> None:
    painted: list[bool] = []
    shell.painted.connect(lambda: painted.append(True))
    for _turn in range(200):
        app.processEvents()
        if painted:
            return


async def _run(shell: Shell, argv: Sequence[str]) -> int:
    import cv2

    from fluxfill_studio.studio.studio import Studio
    from fluxfill_studio.ui.window import Window

    cv2.setNumThreads(1)  # its threads gain nothing here and would take the pen's core
    studio = Studio()
    ended = asyncio.Event()
    window = Window(shell, studio, on_closed=ended.set)
    with _polite_ends(ended):
        if argv:
            window.files.open(Path(argv[0]))
        window.tasks.spawn(studio.start())
        await ended.wait()
        await window.close()
        await studio.close()
    shell.hide()
    return 0


@contextlib.contextmanager
def _polite_ends(ended: asyncio.Event) -> Iterator[None]:
    """SIGTERM and Ctrl+C end the program as closing the window does, without a question."""
    loop = asyncio.get_running_loop()
    names = () if sys.platform == "win32" else (signal.SIGINT, signal.SIGTERM)
    for name in names:
        loop.add_signal_handler(name, ended.set)
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)
