"""Keys of the real program, over real sockets: only their own service ever gets them.

Every dialect goes its whole way while hosts, redirects and answers point elsewhere; then the
requests of every host, the disk, the arguments, the children and the crash report are searched.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import psutil
import pytest
from PIL import Image

from tests.fakes.services.running import ALL, Fakes

ROOT = Path(__file__).resolve().parents[2]
DONE, FAILED, UNKNOWN = 0, 1, 5
PATIENCE_S = 60
# Runs the program, its HTTP library replaced by a line that fails while it holds the key.
BREAK = """
import os, runpy, sys
import httpx

def stream(self, method, url, *, headers=None, **more):
    words = f"{method} {url}?token={headers['x-key']} {headers}"
    {act}

httpx.AsyncClient.stream = stream
sys.argv = ["fluxfill_studio", *sys.argv[1:]]
runpy.run_module("fluxfill_studio", run_name="__main__")
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Fakes]:
    with Fakes(seconds=0.3) as fakes:
        yield fakes


@pytest.fixture
def fakes(running: Fakes) -> Fakes:
    running.reset()
    return running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A photo of 300 x 260, a mask on it, and the state folder beside them."""
    rows, columns = np.mgrid[0:260, 0:300]
    pixels = np.stack([rows % 200, columns % 200, (rows + columns) % 200], axis=2) + 30
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "photo.png")
    mask = np.zeros((260, 300), np.uint8)
    mask[90:150, 100:180] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def start(
    fakes: Fakes, folder: Path, *words: object, program: tuple[str, ...] = ("-m", "fluxfill_studio")
) -> subprocess.Popen[bytes]:
    paths = {"PYTHONPATH": str(ROOT), "FLUXFILL_HOME": str(folder / "home")}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, words)], cwd=folder,
        env=os.environ | paths | fakes.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def fill(service: str, output: str) -> list[str]:
    """The words of one fill."""
    return [
        "fill", "photo.png", "--mask", "mask.png", "--provider", service, "--prompt", "a red door",
        "-o", output, "--json",
    ]  # fmt: skip


def ended(child: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Its exit code, and all that a program said; killed if it does not end."""
    with child:
        try:
            out, err = child.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            out, err = child.communicate()
    return child.returncode, out + err


def said(child: subprocess.Popen[bytes], *codes: int) -> bytes:
    """All that a program said; it must end with one of these exit codes."""
    code, told = ended(child)
    assert code in codes, told.decode()
    return told


def fill_everywhere(fakes: Fakes, folder: Path, name: str) -> tuple[set[int], bytes]:
    """Every service at once, each a program of its own: all exit codes, and all that was said."""
    children = [start(fakes, folder, *fill(service, f"{service}-{name}.png")) for service in ALL]
    codes, told = zip(*map(ended, children), strict=True)
    return set(codes), b"".join(told)


def forms(key: str) -> list[bytes]:
    """A key as it might be found: plain, in an address, packed."""
    packed = base64.b64encode(key.encode()).rstrip(b"=")[:-1]
    return [key.encode(), quote(key, safe="").encode(), key.encode("utf-16-le"), packed]


def keys_in(content: bytes, fakes: Fakes) -> list[str]:
    """The services whose keys are in there."""
    return [s for s in ALL if any(form in content for form in forms(fakes.key(s)))]


def files_with_keys(folder: Path, fakes: Fakes) -> list[str]:
    """Everything that was left on disk: state, log, ledger, blobs, pictures."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"ledger.sqlite", "fluxfill.log"} <= {path.name for path in files}
    return [str(path) for path in files if keys_in(path.read_bytes(), fakes)]


def seen_by(fakes: Fakes) -> set[tuple[str, str, str]]:
    """(whose key, which service, which of its hosts) of every request that carried one."""
    return {
        (owner, row["service"], row["role"])
        for row in fakes.log()
        for owner in keys_in(json.dumps(row, ensure_ascii=False).encode(), fakes)
    }


HOME = {(service, service, "api") for service in ALL}


def leads_astray(service: str, elsewhere: str) -> list[dict[str, Any]]:
    """A service whose every answer leads to a stranger once, and whose jobs name one for good."""
    away = {
        "polling_url": f"{elsewhere}/poll",
        "urls": {"get": f"{elsewhere}/get", "cancel": f"{elsewhere}/cancel"},
    }
    redirect = {"kind": "redirect", "to": "elsewhere"}
    return [
        {"service": service, "on": "create", "fault": {"kind": "patch", "set": away}},
        *({"service": service, "on": on, "fault": redirect} for on in ("poll", "fetch", "upload")),
        {"service": service, "on": "file", "fault": redirect | {"status": 307}},
    ]


def test_no_stranger_sees_a_key_though_every_answer_leads_astray(
    fakes: Fakes, folder: Path
) -> None:
    for service in ALL:
        fakes.script(*leads_astray(service, fakes.elsewhere))
    codes, told = fill_everywhere(fakes, folder, "astray")
    assert seen_by(fakes) == HOME
    assert codes == {DONE}, told.decode()
    assert {row["service"] for row in fakes.log(role="delivery")} == set(ALL)
    assert len(fakes.log(role="elsewhere")) >= len(ALL)  # the picture, without the key
    assert fakes.log(role="storage")
    assert keys_in(told, fakes) == []
    assert files_with_keys(folder, fakes) == []


def test_a_create_that_leads_astray_is_not_followed(fakes: Fakes, folder: Path) -> None:
    for service in ALL:
        # Two would ask for a long time what became of a create with a doubtful answer.
        status = 307 if service in ("replicate", "apiframe") else 302
        redirect = {"kind": "redirect", "to": "elsewhere", "status": status}
        fakes.script({"service": service, "on": "create", "times": None, "fault": redirect})
    codes, told = fill_everywhere(fakes, folder, "lost")
    assert codes == {FAILED, UNKNOWN}, told.decode()
    assert fakes.accepted() == []
    told += said(start(fakes, folder, "jobs", "--json"), DONE)
    told += said(start(fakes, folder, "providers", "--balance", "--json"), DONE)
    assert fakes.log(role="elsewhere") == []
    assert seen_by(fakes) == HOME
    assert keys_in(told, fakes) == []
    assert files_with_keys(folder, fakes) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc")
def test_neither_arguments_nor_children_hold_a_key(fakes: Fakes, folder: Path) -> None:
    child = start(fakes, folder, *fill("local", "local.png"))
    program, seen = psutil.Process(child.pid), {}
    deadline = time.monotonic() + PATIENCE_S
    while child.poll() is None and time.monotonic() < deadline:
        for process in program.children(recursive=True):
            words = Path(f"/proc/{process.pid}/cmdline"), Path(f"/proc/{process.pid}/environ")
            try:
                # Between fork and exec a child is still its parent, with its environment.
                if words[0].read_bytes() != Path(f"/proc/{child.pid}/cmdline").read_bytes():
                    seen[process.pid] = b"".join(path.read_bytes() for path in words)
            except OSError:  # it has just ended
                continue
        if not seen:
            mine = Path(f"/proc/{child.pid}/cmdline").read_bytes()
    said(child, DONE)
    assert any(seen.values()), "the engine has no process of its own?"
    assert keys_in(b"".join(seen.values()), fakes) == []
    assert keys_in(mine, fakes) == []


@pytest.mark.parametrize(
    ("act", "code", "traces"),
    [
        ("raise RuntimeError(words)", UNKNOWN, "fluxfill.log"),
        ("os.abort()", -6, "crash.log"),
    ],
    ids=["error", "crash"],
)
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_no_report_of_a_fault_holds_a_key(
    act: str, code: int, traces: str, fakes: Fakes, folder: Path
) -> None:
    broken = BREAK.replace("{act}", act)
    child = start(fakes, folder, *fill("bfl", "broken.png"), program=("-c", broken))
    told = said(child, code)
    report = (folder / "home" / "log" / traces).read_text()
    assert "in stream" in report  # it tells where it broke, while the key was at hand
    assert keys_in(told, fakes) == []
    assert files_with_keys(folder, fakes) == []
