"""The screen shows the image pixel for pixel at whole and fractional scale factors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = Path(__file__).with_name("scaled_window.py")
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5", "1.75", "2"])
def test_partial_paints_leave_no_seam(ratio):
    environment = os.environ | {
        "QT_SCALE_FACTOR": ratio,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, str(CHILD)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"ratio": float(ratio), "wrong": 0}
