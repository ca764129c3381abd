"""Every command of the README really works, but the two that set up (CI runs those)."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
# What set-up passes on to the program; without arguments it is CI's to run.
COMMANDS = re.findall(r"^    python3 packaging/run.py ((?:fill|providers).*)$", TEXT, re.MULTILINE)


def test_the_readme_has_the_commands_that_matter() -> None:
    assert sum("fill " in command for command in COMMANDS) >= 2
    assert "    python3 packaging/run.py" in TEXT
    assert "    python3 packaging/test.py" in TEXT


@pytest.mark.parametrize("command", COMMANDS)
def test_it_runs_as_written(command: str, tmp_path: Path) -> None:
    arguments = shlex.split(command)
    (tmp_path / "resources").symlink_to(ROOT / "resources", target_is_directory=True)
    done = subprocess.run(
        [sys.executable, "-m", "fluxfill_studio", *arguments],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "FLUXFILL_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if "-o" in arguments:
        with Image.open(tmp_path / arguments[arguments.index("-o") + 1]) as picture:
            picture.load()


def test_every_file_of_the_architecture_exists() -> None:
    for name in re.findall(r"^\| `([\w/.]+)` \|", TEXT, re.MULTILINE):
        assert (ROOT / name).exists() or (ROOT / "fluxfill_studio" / name).exists(), name


def test_the_screenshot_is_there() -> None:
    (shot,) = re.findall(r"!\[.+\]\((.+)\)", TEXT)
    with Image.open(ROOT / shot) as picture:
        assert picture.width >= 1440
