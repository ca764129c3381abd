"""Keys in the desktop's own keyring: a real Secret Service on a bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
UNLOCK = "printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "
SCRIPT = """
import asyncio
from fluxfill_studio.settings.secrets import Keys, KeyPlace

async def main():
    home, other = "https://api.bfl.ai", "https://elsewhere.example"
    assert await Keys({}).keep("bfl", home, "a-real-secret") is KeyPlace.KEYRING
    again = Keys({})
    assert await again.load("bfl", home) is KeyPlace.KEYRING
    assert (await again.key("bfl", home)).reveal() == "a-real-secret"
    assert await again.key("bfl", other) is None
    assert await again.key("replicate", home) is None
    await again.forget("bfl", home)
    assert await Keys({}).load("bfl", home) is KeyPlace.NONE

asyncio.run(main())
print("kept and forgotten")
"""


@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="no Secret Service installed")
def test_a_key_is_kept_for_its_origin_and_forgotten(tmp_path: Path) -> None:
    environment = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    environment |= {"XDG_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    command = f"{UNLOCK}{sys.executable} -"
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", command],
        input=SCRIPT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "kept and forgotten" in done.stdout, done.stderr
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"a-real-secret" in content for content in written)
