"""The editor as a process: it ends cleanly in the middle of a fill, and leaves no orphan."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Start]:
    """Starts the editor on a picture whose fill takes seconds, and waits until it fills."""
    noise = np.random.default_rng(3).integers(0, 256, (1000, 1400, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png", compress_level=1)
    started: list[subprocess.Popen[str]] = []

    def start(ending: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/e2e/editor_driver.py"), "noise.png", ending],
            cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "FLUXFILL_HOME": str(tmp_path / "home"),
                "QT_QPA_PLATFORM": "offscreen",
            },
        )  # fmt: skip
        started.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "filling\n", child.stderr
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


def engines(child: subprocess.Popen[str]) -> list[psutil.Process]:
    """The engine's children of an editor."""
    found = psutil.Process(child.pid).children(recursive=True)
    assert found
    return found


def test_closing_the_window_while_it_fills_asks_and_ends_cleanly(editor: Start) -> None:
    child = editor("discard")
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert "a painted mask" in out
    assert "1 running fill" in out
    assert "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_polite_kill_ends_cleanly(editor: Start) -> None:
    child = editor("wait")
    children = engines(child)
    child.send_signal(signal.SIGTERM)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert "Traceback" not in err
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_kill_leaves_no_orphan(editor: Start) -> None:
    child = editor("wait")
    children = engines(child)
    child.kill()
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_killing_the_engine_is_a_failed_fill_not_a_crash(editor: Start, tmp_path: Path) -> None:
    child = editor("wait")
    for engine in engines(child):
        engine.kill()
    log = tmp_path / "home" / "log" / "fluxfill.log"
    editor_process = psutil.Process(child.pid)
    for _turn in range(500):
        if log.exists() and "stopped unexpectedly" in log.read_text("utf-8"):
            break
        assert editor_process.is_running()
        psutil.wait_procs([editor_process], timeout=0.02)
    else:
        pytest.fail("the editor did not notice")
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=60)
    assert child.returncode == 0
