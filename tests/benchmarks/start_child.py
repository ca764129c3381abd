"""One process of the program for `bench_start.py`; prints its figures as JSON in its last line.

make PATH    writes a 33 MP JPEG
window       how long from process start until the first window is painted
open PATH    how long until a picture can be seen and painted on, and the memory then
busy PATH    the pen while a fill and an export run
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path


def since_start_ms() -> float:
    """Milliseconds since the kernel started this process."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    up = float(Path("/proc/uptime").read_text().split()[0])
    return (up - ticks / os.sysconf("SC_CLK_TCK")) * 1000


def make(path: str) -> dict[str, float]:
    """The photo that `bench_files.py` measures with."""
    from bench_files import QUALITY, photo
    from PIL import Image

    Image.fromarray(photo(7040, 4690)).save(path, quality=QUALITY)
    return {}


def window() -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from fluxfill_studio import app

    painted: list[float] = []
    real = app._paint_now

    def paint_and_stop(*arguments: object) -> None:
        real(*arguments)
        painted.append(since_start_ms())
        raise SystemExit

    app._paint_now = paint_and_stop
    with contextlib.suppress(SystemExit):
        app.main([])
    assert QApplication.instance() is not None
    return {"painted_ms": painted[0]}


def in_window(path: str, work) -> dict[str, float]:
    """Run `work(window, studio)` in the real window, the picture at `path` being opened."""
    import qasync
    from PySide6.QtWidgets import QApplication

    from fluxfill_studio.studio.studio import Studio
    from fluxfill_studio.ui.shell import Shell
    from fluxfill_studio.ui.window import Window

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)

    async def run() -> dict[str, float]:
        studio = Studio()
        shell = Shell()
        shell.resize(1920, 1080)
        view = Window(shell, studio, on_closed=lambda: None)
        shell.show()
        await asyncio.sleep(0.2)
        figures = await work(view, Path(path))
        await view.close()
        await studio.close()
        return figures

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(run())


async def opened(view, path: Path) -> dict[str, float]:
    begun = time.perf_counter()
    previews: list[float] = []
    real = view.show_preview

    def note(*arguments: object) -> None:
        real(*arguments)
        view.canvas.repaint()
        previews.append(time.perf_counter())

    view.show_preview = note
    view.files.open(path)
    while view.session is None:
        await asyncio.sleep(0.001)
    view.canvas.repaint()
    done = time.perf_counter()
    await asyncio.sleep(1)
    status = Path("/proc/self/status").read_text()
    resident = next(x for x in status.splitlines() if x.startswith("VmRSS"))
    return {
        "preview_ms": (previews[0] - begun) * 1000,
        "complete_ms": (done - begun) * 1000,
        "memory_mb": int(resident.split()[1]) / 1024,
    }


async def busy(view, path: Path) -> dict[str, float]:
    """300 moves at 125 a second, each due at its own time, while a fill and an export run."""
    from fluxfill_studio.core.geometry import Rect

    await opened(view, path)
    document = view.session.document
    document.edit_mask("hole", Rect(3000, 2000, 700, 500), lambda mask: mask.fill(255))
    assert view.session.filling.generate() is not None
    with tempfile.TemporaryDirectory() as folder:
        export = asyncio.ensure_future(view.session.exporting.export(Path(folder) / "out.png"))
        late = await paint(view.canvas)
        await export
    late.sort()
    return {"busy_p95_ms": late[int(len(late) * 0.95)], "busy_median_ms": statistics.median(late)}


async def paint(canvas) -> list[float]:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    def send(kind: QEvent.Type, x: float, y: float) -> None:
        button = Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        at = QPointF(x, y)
        event = QMouseEvent(
            kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(canvas, event)

    late = []
    send(QEvent.Type.MouseButtonPress, 200, 200)
    due = time.perf_counter()
    for step in range(300):
        due += 0.008
        while time.perf_counter() < due:
            await asyncio.sleep(max(0, due - time.perf_counter()))
        send(QEvent.Type.MouseMove, 200 + step * 3 % 900, 200 + step * 2 % 500)
        QApplication.sendPostedEvents(canvas.window(), QEvent.Type.UpdateRequest)
        late.append((time.perf_counter() - due) * 1000)
    send(QEvent.Type.MouseButtonRelease, 300, 300)
    return late


def main() -> None:
    command, *arguments = sys.argv[1:]
    match command:
        case "make":
            figures = make(*arguments)
        case "window":
            figures = window()
        case "open":
            figures = in_window(*arguments, opened)
        case "busy":
            figures = in_window(*arguments, busy)
        case _:
            raise SystemExit(f"no command {command}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
