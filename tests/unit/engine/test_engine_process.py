"""The child process: real ones, ended in every way."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from fluxfill_studio.core.errors import EngineCrashed, EngineError
from fluxfill_studio.engine import child, engine
from fluxfill_studio.engine.engine import Filler

PATIENCE_S = 5.0
ROOT = Path(__file__).resolve().parents[3]


def picture(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise (side, side, 3) and a square hole in it."""
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8)
    hole = np.zeros((side, side), np.uint8)
    hole[side // 3 : side // 2, side // 3 : side // 2] = 255
    return pixels, hole


def fill(
    side: int = 120, seed: int = 1, on_progress: Callable[[float], None] = lambda _x: None
) -> Coroutine[Any, Any, np.ndarray]:
    return Filler().fill(*picture(side), seed, on_progress)


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def assert_gone(process: psutil.Process) -> None:
    _gone, left = psutil.wait_procs([process], timeout=PATIENCE_S)
    assert not left


def test_a_hole_is_filled_and_nothing_else_changes() -> None:
    pixels, hole = picture(120)
    result = asyncio.run(fill(120))
    assert (result[hole == 0] == pixels[hole == 0]).all()
    assert (result[hole > 0] != pixels[hole > 0]).any()
    assert (asyncio.run(fill(120)) == result).all()
    assert (asyncio.run(fill(120, seed=2)) != result).any()


def test_progress_is_the_librarys_own_and_rises_to_one() -> None:
    told: list[float] = []
    asyncio.run(fill(200, on_progress=told.append))
    assert told == sorted(told)
    assert told[-1] == 1
    assert len({x for x in told if 0 < x < 1}) > 10


def test_progress_covers_all_holes() -> None:
    pixels, hole = picture(600)
    hole[:] = 0
    hole[80:120, 80:120] = hole[480:520, 480:520] = 255
    told: list[float] = []
    asyncio.run(Filler().fill(pixels, hole, 1, told.append))
    assert max(x for x in told if x < 1) > 0.8  # the library alone tells up to 0.76 for each


def test_a_killed_child_is_a_crash_in_words() -> None:
    def kill(_progress: float) -> None:
        for process in children():
            with contextlib.suppress(psutil.NoSuchProcess):  # later progress finds it dead
                process.kill()

    with pytest.raises(EngineCrashed, match="Nothing was lost") as caught:
        asyncio.run(fill(400, on_progress=kill))
    assert "exit code" in caught.value.detail


def test_a_child_that_dies_before_it_reads_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "command", lambda: [sys.executable, "-c", "print('no module')"])
    with pytest.raises(EngineCrashed) as caught:
        asyncio.run(fill(400))
    assert "no module" in caught.value.detail


def test_a_child_that_cannot_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "command", lambda: ["/there/is/no/such/program"])
    with pytest.raises(EngineError, match="could not be started"):
        asyncio.run(fill())


def test_the_childs_own_error_comes_across() -> None:
    pixels, hole = picture(60)
    with pytest.raises(EngineError, match="too little picture"):
        asyncio.run(Filler().fill(pixels, np.full_like(hole, 255), 1, lambda _x: None))


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "patchmatch.py").write_text("patchmatch_available = False")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EngineError, match="cannot be loaded") as caught:
        asyncio.run(fill())
    assert "PyPatchMatch" in caught.value.detail


def test_the_librarys_own_failure_comes_across(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "patchmatch.py").write_text(
        textwrap.dedent("""
            patchmatch_available = True
            def set_random_seed(seed): pass
            def set_verbose(verbose): pass
            def inpaint(*args, **options): raise RuntimeError("bad allocation")
        """)
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EngineError, match="cannot fill this area") as caught:
        asyncio.run(fill())
    assert "bad allocation" in caught.value.detail


def test_cancelling_ends_the_child() -> None:
    seen: list[psutil.Process] = []

    async def cancel_at_first_progress() -> None:
        def cancel(_progress: float) -> None:
            if not task.cancelling():
                seen.extend(children())
                task.cancel()

        task = asyncio.create_task(fill(400, on_progress=cancel))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not children()

    asyncio.run(cancel_at_first_progress())
    assert seen


def test_cancelling_while_it_starts_leaves_no_child() -> None:
    async def cancel_at_once() -> None:
        for turns in range(4):
            task = asyncio.create_task(fill(400))
            for _turn in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not children()

    asyncio.run(cancel_at_once())


def test_what_is_stopped_before_it_starts_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(engine, "_spawn", refuse)
    talk = engine._Conversation(lambda _progress: None)
    talk.stop()
    assert talk.run(*picture(60), 1) is None


def test_the_child_ends_with_a_killed_parent() -> None:
    script = """
        import asyncio, os, psutil, numpy as np
        from fluxfill_studio.engine.engine import Filler
        def tell(progress):
            if progress > 0:
                print(psutil.Process().children()[0].pid, flush=True)
        pixels = np.random.default_rng(0).integers(0, 256, (900, 900, 3), dtype=np.uint8)
        hole = np.zeros((900, 900), np.uint8)
        hole[300:600, 300:600] = 255
        asyncio.run(Filler().fill(pixels, hole, 1, tell))
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        assert orphan.is_running()
        parent.kill()
    assert_gone(orphan)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_the_child_ends_with_its_parent_even_if_its_input_stays_open() -> None:
    script = """
        import subprocess, sys
        from fluxfill_studio.engine import child
        orphan = subprocess.Popen(child.command(), stdin=int(sys.argv[1]))
        print(orphan.pid, flush=True)
        orphan.wait()
    """
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(reading)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        pass_fds=[reading],
    ) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert_gone(orphan)
    os.close(reading)
    os.close(writing)


def test_the_child_ends_when_its_input_ends_even_inside_the_library() -> None:
    pixels, hole = picture(900)
    wish = {"height": 900, "width": 900, "seed": 1}
    with subprocess.Popen(
        child.command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(wish).encode() + b"\n" + pixels.data + hole.data)
        process.stdin.flush()
        while b"EM Iteration: 1" not in process.stdout.readline():
            assert process.poll() is None
        process.stdin.close()
        rest = process.stdout.read()
        assert process.wait(PATIENCE_S) == 1
    assert b"\ndone\n" not in rest


def test_the_child_learns_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "secret-key")
    seen: list[dict[str, str]] = []

    def look(_progress: float) -> None:
        if not seen:
            seen.extend(process.environ() for process in children())

    asyncio.run(fill(200, on_progress=look))
    assert seen
    assert "secret-key" not in seen[0].values()
    assert "PATH" in seen[0]


def test_a_frozen_bundle_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child.command()[:2] == [sys.executable, "--engine-child"]
