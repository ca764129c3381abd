"""The parent's side of the engine: starts a child for each fill, follows it, ends it.

Loop-agnostic: the conversation is blocking and has a thread of its own, which lives exactly as
long as the child (Linux ends the child with the thread that started it).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

import fluxfill_studio
from fluxfill_studio.core.errors import EngineCancelled, EngineCrashed, EngineError
from fluxfill_studio.core.text import _
from fluxfill_studio.engine.child import DONE, ERROR, command
from fluxfill_studio.engine.progress import Progress

OnProgress = Callable[[float], None]

KEPT_ENVIRONMENT = frozenset(
    {
        *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE"),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"),
    }
)
"""All that the child learns of our environment: no keys, no proxies."""
DETAIL_LINES = 40

# A Ctrl+C in our terminal must not reach the child: we end it ourselves.
_CREATION_FLAGS, _PROCESS_GROUP = 0, None if sys.platform == "win32" else 0
if sys.platform == "win32":
    _CREATION_FLAGS = (
        subprocess.CREATE_NEW_PROCESS_GROUP
        | subprocess.CREATE_NO_WINDOW
        | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    )


class Filler:
    """Fills holes, each in a child process of its own."""

    async def fill(
        self,
        pixels: NDArray[np.uint8],
        hole: NDArray[np.uint8],
        seed: int,
        on_progress: OnProgress,
    ) -> NDArray[np.uint8]:
        """`pixels` (h, w, 3) RGB with new ones where `hole` (h, w) > 0, all others as they were.

        The result is read-only. Equal input and seed give equal output. `on_progress` is called on
        the loop's thread with rising numbers from 0 to 1. Cancelling ends the child at once; some
        progress may still be on its way then. Raises EngineError if the hole cannot be filled,
        EngineCrashed if the child ended by itself.
        """
        loop = asyncio.get_running_loop()

        def tell(fraction: float) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
                loop.call_soon_threadsafe(on_progress, fraction)

        talk = _Conversation(tell)
        thread = ThreadPoolExecutor(1)
        work = loop.run_in_executor(thread, talk.run, pixels, hole, seed)
        try:
            filled = await asyncio.shield(work)
        finally:
            talk.stop()
            await asyncio.wait({work})
            thread.shutdown(wait=False)
        if filled is None:
            raise EngineCancelled(_("Cancelled."))
        return filled


class _Conversation:
    """One child and what is said with it. `run` blocks; `stop` may come from any thread."""

    def __init__(self, tell: OnProgress) -> None:
        self._tell = tell
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._last_lines: deque[str] = deque(maxlen=DETAIL_LINES)

    def run(
        self, pixels: NDArray[np.uint8], hole: NDArray[np.uint8], seed: int
    ) -> NDArray[np.uint8] | None:
        """The filled pixels, or None if it was stopped."""
        if not self._start():
            return None
        assert self._child is not None
        assert self._child.stdin is not None
        with self._child:
            try:
                filled = self._exchange(self._child, pixels, hole, seed)
            finally:
                self._child.kill()
                with contextlib.suppress(OSError):  # what it did not read any more
                    self._child.stdin.close()
        if filled is None and not self._stopped:
            raise self._crash(self._child.wait())
        return filled

    def stop(self) -> None:
        """End the child, or keep it from being started."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()

    def _start(self) -> bool:
        with self._lock:
            if not self._stopped:
                self._child = _spawn()
        return self._child is not None

    def _exchange(
        self,
        child: subprocess.Popen[bytes],
        pixels: NDArray[np.uint8],
        hole: NDArray[np.uint8],
        seed: int,
    ) -> NDArray[np.uint8] | None:
        """Send the picture, follow the work; None if the child ended before its answer."""
        assert child.stdin is not None
        assert child.stdout is not None
        height, width = hole.shape
        wish = {"height": height, "width": width, "seed": seed}
        with contextlib.suppress(OSError):  # it has ended: its output says more
            child.stdin.write(json.dumps(wish).encode() + b"\n")
            child.stdin.write(np.ascontiguousarray(pixels).data)
            child.stdin.write(np.ascontiguousarray(hole).data)
            child.stdin.flush()
        if not self._follow(child.stdout):
            return None
        answer = child.stdout.read(pixels.size)
        if len(answer) < pixels.size:
            return None
        self._tell(1.0)
        return np.frombuffer(answer, np.uint8).reshape(pixels.shape)

    def _follow(self, out: IO[bytes]) -> bool:
        """Read lines until the result comes (True) or the output ends (False)."""
        progress = Progress()
        for raw in iter(out.readline, b""):
            line = raw.decode(errors="replace").rstrip()
            if line == DONE:
                return True
            if line.startswith(ERROR + " "):
                message, detail = json.loads(line[len(ERROR) :])
                raise EngineError(_(message), "\n".join([detail, *self._last_lines]))
            before = progress.fraction
            if not progress.read(line):
                self._last_lines.append(line)
            elif progress.fraction > before:
                self._tell(progress.fraction)
        return False

    def _crash(self, code: int) -> EngineCrashed:
        said = "\n".join(self._last_lines)
        return EngineCrashed(
            _(
                "The built-in engine stopped unexpectedly. Nothing was lost: try again, "
                "or paint a smaller area if it happens once more."
            ),
            f"exit code {code}\n{said}",
        )


def _spawn() -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(),
            creationflags=_CREATION_FLAGS,
            process_group=_PROCESS_GROUP,
        )
    except OSError as error:
        raise EngineError(_("The built-in engine could not be started."), str(error)) from error


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k.upper() in KEPT_ENVIRONMENT}
    ours = str(Path(fluxfill_studio.__file__).parent.parent)
    search = [ours, *filter(None, [kept.get("PYTHONPATH")])]
    # The libraries' thread pools cost memory and we never use them.
    quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    return kept | quiet | {"PYTHONPATH": os.pathsep.join(search)}
