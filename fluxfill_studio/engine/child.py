"""The child process that fills: one picture in by stdin, progress and result out by stdout.

In: one line of JSON (`height`, `width`, `seed`), then the pixels (h, w, 3) and the hole (h, w),
uint8. Out, together with what the library prints on stderr: lines of text, then `done` and the
pixels, or `error` and, as JSON, its message and detail. The message is in the English of the
source; the parent translates it.

It must not outlive its parent, nor hold it up: it ends when stdin does, even inside the library
(which releases the GIL), and works at low priority. Imports little, so that it starts fast.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import BinaryIO

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.core.paths import ENGINE_CHILD
from fluxfill_studio.core.text import _
from fluxfill_studio.engine.progress import STAGE

DONE, ERROR = "done", "error"
NICENESS = 10
THREADS = 2
_PR_SET_PDEATHSIG = 1


def command() -> list[str]:
    """The arguments that start the child of this process, from source, wheel or frozen bundle."""
    if getattr(sys, "frozen", False):
        start = [sys.executable, ENGINE_CHILD]
    else:
        # -P: the folder the user happens to be in must not provide modules.
        start = [sys.executable, "-P", "-m", "fluxfill_studio.engine.child"]
    return [*start, str(os.getpid())]


def main(argv: Sequence[str]) -> int:
    """Fill one picture for the process with the id `argv[0]`."""
    _end_with(int(argv[0]))
    faulthandler.enable()
    with contextlib.suppress(AttributeError, OSError):  # Windows: the parent has set it
        os.nice(NICENESS)
    _answer(sys.stdin.buffer, sys.stdout.buffer)
    return 0


def _answer(source: BinaryIO, out: BinaryIO) -> None:
    wish = json.loads(source.readline())
    height, width = wish["height"], wish["width"]
    picture = source.read(height * width * 3)
    hole = source.read(height * width)
    if len(hole) < height * width:
        return  # the parent has ended
    threading.Thread(target=_end_at_end_of, args=(source,), daemon=True).start()
    try:
        result = _fill(picture, hole, height, width, wish["seed"])
    except EngineError as error:
        out.write(f"{ERROR} {json.dumps([error.message, error.detail])}\n".encode())
    else:
        out.write(f"{DONE}\n".encode())
        out.write(result)
    out.flush()


def _fill(picture: bytes, hole: bytes, height: int, width: int, seed: int) -> memoryview:
    try:
        return _filled(picture, hole, height, width, seed)
    except MemoryError as error:
        message = _("There is not enough memory for this area. Paint a smaller one.")
        raise EngineError(message, str(error)) from error
    except ImportError as error:
        message = _(
            "A part of the built-in engine cannot be loaded on this computer. "
            "Install FluxFill Studio again, or choose another service."
        )
        raise EngineError(message, str(error)) from error


def _filled(picture: bytes, hole: bytes, height: int, width: int, seed: int) -> memoryview:
    # Imported here, after the watch on the parent is set up: this takes the most of the start.
    import cv2
    import numpy as np

    from fluxfill_studio.engine.fill import fill
    from fluxfill_studio.engine.library import inpainter

    cv2.setNumThreads(THREADS)
    result = fill(
        np.frombuffer(picture, np.uint8).reshape(height, width, 3),
        np.frombuffer(hole, np.uint8).reshape(height, width),
        inpainter(seed),
        seed,
        _tell_stage,
    )
    return result.data


def _tell_stage(start: float, end: float) -> None:
    sys.stdout.write(f"{STAGE} {start} {end}\n")
    sys.stdout.flush()


def _end_at_end_of(source: BinaryIO) -> None:
    """Wait for the parent to close `source`, or to die, and end at once."""
    source.read(1)
    os._exit(1)


def _end_with(parent: int) -> None:
    """On Linux the kernel ends us with our parent, whatever we are doing."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
