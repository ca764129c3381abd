"""The command line as a script sees it: real processes, files, exit codes, JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "event", "job", "state", "provider", "remote_id", "output", "width", "height", "seed",
    "changed_outside_mask", "seconds", "price_usd", "error",
}  # fmt: skip


def start(*arguments: object, cwd: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "FLUXFILL_HOME": str(cwd / "home")}
    return subprocess.Popen(
        [sys.executable, "-m", "fluxfill_studio", *map(str, arguments)],
        cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    child = start(*arguments, cwd=cwd)
    out, err = child.communicate(timeout=60)
    return subprocess.CompletedProcess(child.args, child.returncode, out, err)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A textured picture with an EXIF-free sRGB look."""
    random = np.random.default_rng(1)
    rows, columns = np.mgrid[0:120, 0:160]
    base = np.stack([rows, columns, rows + columns], axis=2) % 64 + 90
    pixels = (base + random.integers(0, 20, (120, 160, 3))).astype(np.uint8)
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    painted = np.zeros((120, 160), np.uint8)
    painted[40:70, 60:100] = 255
    path = tmp_path / "mask.png"
    Image.fromarray(painted).save(path)
    return path


def test_fill_writes_the_png_and_says_only_its_name(photo: Path, mask: Path) -> None:
    done = run("fill", photo, "--mask", mask, "--seed", 5, cwd=photo.parent)
    assert done.returncode == 0, done.stderr
    output = photo.with_name("photo-fill.png")
    assert done.stdout == f"{output}\n"
    before, after = np.asarray(Image.open(photo)), np.asarray(Image.open(output))
    inside = np.asarray(Image.open(mask)) > 0
    assert np.array_equal(before[~inside], after[~inside])
    assert (before[inside] != after[inside]).any()


def test_json_ends_with_the_whole_record_and_the_seed_repeats(photo: Path, mask: Path) -> None:
    answers = []
    for name in ("a.png", "b.png"):
        done = run("fill", photo, "--mask", mask, "--seed", 9, "-o", name, "--json",
                   cwd=photo.parent)  # fmt: skip
        assert done.returncode == 0, done.stderr
        *earlier, last = map(json.loads, done.stdout.splitlines())
        assert {event["event"] for event in earlier} <= {"progress"}
        assert set(last) == KEYS
        assert (last["event"], last["state"], last["seed"]) == ("done", "imported", 9)
        assert (last["width"], last["height"], last["changed_outside_mask"]) == (160, 120, 0)
        answers.append((photo.parent / name).read_bytes())
    assert np.array_equal(*(np.asarray(Image.open(photo.parent / n)) for n in ("a.png", "b.png")))


def test_outpaint_grows_as_defined_and_keeps_the_original(photo: Path) -> None:
    done = run("fill", photo, "--outpaint", "Right outpaint", "-o", "wide.png", "--json",
               cwd=photo.parent)  # fmt: skip
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["width"], last["height"], last["changed_outside_mask"]) == (240, 120, 0)
    wide = np.asarray(Image.open(photo.parent / "wide.png"))
    assert np.array_equal(wide[:, :160], np.asarray(Image.open(photo)))
    assert wide[:, 160:].std() > 3


def test_transparency_is_the_mask_without_another(photo: Path) -> None:
    pixels = np.dstack([np.asarray(Image.open(photo)), np.full((120, 160), 255, np.uint8)])
    pixels[20:50, 20:50, 3] = 0
    clear = photo.with_name("clear.png")
    Image.fromarray(pixels).save(clear)
    done = run("fill", clear, cwd=photo.parent)
    assert done.returncode == 0, done.stderr
    after = np.asarray(Image.open(photo.with_name("clear-fill.png")))
    assert (after[:, :, 3] == 255).all()
    opaque = pixels[:, :, 3] == 255
    assert np.array_equal(after[opaque], pixels[opaque])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["fill"], 2, "IMAGE"),
        (["fill", "gone.png", "--mask", "mask.png"], 3, "gone.png"),
        (["fill", "photo.png"], 2, "--mask or --outpaint"),
        (["fill", "photo.png", "--mask", "photo.png", "-o", "photo.png"], 2, "replace"),
        (["fill", "photo.png", "--mask", "mask.png", "-o", "mask.png"], 2, "replace"),
        (["fill", "photo.png", "--mask", "mask.png", "-o", "out.jpg"], 2, ".png"),
        (["fill", "photo.png", "--mask", "mask.png", "-o", "no/such/out.png"], 3, "folder"),
        (["fill", "photo.png", "--mask", "small.png"], 3, "10 x 10"),
        (["fill", "photo.png", "--mask", "black.png"], 3, "empty"),
        (["fill", "photo.png", "--mask", "white.png"], 3, "nothing is left"),
        (["fill", "notes.txt", "--mask", "mask.png"], 3, "notes.txt"),
        (["fill", "photo.png", "--outpaint", "Sideways"], 2, "Sideways"),
        (["fill", "photo.png", "--outpaint", "None"], 2, "grows nothing"),
        (["fill", "photo.png", "--mask", "mask.png", "--provider", "acme"], 2, "acme"),
        (["fill", "photo.png", "--mask", "mask.png", "--seed", "-1"], 2, "seed"),
        (["fill", "photo.png", "--mask", "mask.png", "--outpaint", "Make square"], 2, "not allow"),
    ],
)
def test_bad_input_is_said_in_words_and_writes_nothing(
    photo: Path, mask: Path, arguments: list[str], code: int, words: str
) -> None:
    folder = photo.parent
    Image.new("L", (10, 10)).save(folder / "small.png")
    Image.new("L", (160, 120)).save(folder / "black.png")
    Image.new("L", (160, 120), 255).save(folder / "white.png")
    (folder / "notes.txt").write_text("no picture")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = run(*arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert before == {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def test_a_failure_is_json_too(photo: Path, mask: Path) -> None:
    done = run("fill", photo, "--mask", "gone.png", "--json", cwd=photo.parent)
    last = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 3
    assert last["event"] == "failed"
    assert "gone.png" in last["error"]
    assert set(last) == KEYS


def test_providers_lists_the_engine_in_words_and_as_json(tmp_path: Path) -> None:
    words = run("providers", cwd=tmp_path)
    assert words.returncode == 0
    assert "local" in words.stdout
    lines = run("providers", "--json", cwd=tmp_path).stdout.splitlines()
    record, *services = map(json.loads, lines)
    assert len(services) == 6
    assert not any(service["key_present"] for service in services)
    assert record["id"] == "local"
    assert record["reads_prompt"] is False
    assert record["price_usd"] is None


@pytest.fixture
def long_fill(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A fill that takes seconds, caught while its engine's child is running."""
    pixels = np.random.default_rng(2).integers(0, 256, (900, 1200, 3), np.uint8)
    painted = np.zeros((900, 1200), np.uint8)
    painted[200:700, 300:900] = 255
    Image.fromarray(pixels).save(tmp_path / "big.png", compress_level=1)
    Image.fromarray(painted).save(tmp_path / "big-mask.png")
    child = start("fill", "big.png", "--mask", "big-mask.png", "--json", cwd=tmp_path)
    assert child.stdout is not None
    child.stdout.readline()  # the first progress: the engine is at work
    yield child
    child.kill()
    child.wait()
    for stream in (child.stdout, child.stderr):
        assert stream is not None
        stream.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_cancels_without_an_orphan(long_fill: subprocess.Popen[str]) -> None:
    children = psutil.Process(long_fill.pid).children(recursive=True)
    assert children
    long_fill.send_signal(signal.SIGINT)
    out, _err = long_fill.communicate(timeout=30)
    assert long_fill.returncode == 130
    assert json.loads(out.splitlines()[-1])["event"] == "cancelled"
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_kill_leaves_no_orphan(long_fill: subprocess.Popen[str]) -> None:
    children = psutil.Process(long_fill.pid).children(recursive=True)
    assert children
    long_fill.kill()
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
