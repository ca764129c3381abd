"""Every service from the command line, against its fake: pictures, money, exit codes, recovery."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from PIL import Image

from tests.fakes.services.running import ALL, Fakes

ROOT = Path(__file__).resolve().parents[2]
DONE, FAILED, USAGE, BAD_INPUT, NO_ACCESS, UNKNOWN, CANCELLED = 0, 1, 2, 3, 4, 5, 130


@pytest.fixture(scope="module")
def running() -> Iterator[Fakes]:
    with Fakes() as fakes:
        yield fakes


@pytest.fixture
def fakes(running: Fakes) -> Fakes:
    running.reset()
    return running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A photo of 300 x 260 and a mask on it."""
    rows, columns = np.mgrid[0:260, 0:300]
    pixels = np.stack([rows % 200, columns % 200, (rows + columns) % 200], axis=2) + 30
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "photo.png")
    mask = np.zeros((260, 300), np.uint8)
    mask[90:150, 100:180] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def start(fakes: Fakes, folder: Path, *words: object, **extra: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "FLUXFILL_HOME": str(folder / "home")}
    return subprocess.Popen(
        [sys.executable, "-m", "fluxfill_studio", *map(str, words)],
        cwd=folder, env=environment | fakes.environment() | extra, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


Ended: TypeAlias = tuple[int, dict[str, Any], str]
"""Exit code, last JSON object, stderr."""


def run(fakes: Fakes, folder: Path, *words: object, **extra: str) -> Ended:
    return ended(start(fakes, folder, *words, "--json", **extra))


def ended(child: subprocess.Popen[str]) -> Ended:
    out, err = child.communicate(timeout=90)
    assert "Traceback" not in err, err
    lines = [json.loads(line) for line in out.splitlines()]
    return child.returncode, lines[-1] if lines else {}, err


def fill(fakes: Fakes, folder: Path, service: str, *words: object) -> Ended:
    return ended(start_fill(fakes, folder, service, *words))


def start_fill(fakes: Fakes, folder: Path, service: str, *words: object) -> subprocess.Popen[str]:
    return start(
        fakes, folder, "fill", "photo.png", "--mask", "mask.png", "--provider", service,
        "--prompt", "a red door", "--seed", 7, "-o", f"{service}.png", "--json", *words,
    )  # fmt: skip


def fill_all(fakes: Fakes, folder: Path, *services: str) -> dict[str, Ended]:
    """At once, as separate programs on one ledger."""
    children = {service: start_fill(fakes, folder, service) for service in services}
    return {service: ended(child) for service, child in children.items()}


def assert_filled(folder: Path, name: str) -> None:
    before, after = (np.asarray(Image.open(folder / n)) for n in ("photo.png", name))
    inside = np.asarray(Image.open(folder / "mask.png")) > 0
    assert np.array_equal(before[~inside], after[~inside])
    assert (before[inside] != after[inside]).mean() > 0.5


def test_every_service_fills_the_mask_and_nothing_else(fakes: Fakes, folder: Path) -> None:
    for service, (code, last, err) in fill_all(fakes, folder, *ALL).items():
        assert code == DONE, err
        assert_filled(folder, f"{service}.png")
        assert (last["event"], last["state"], last["seed"]) == ("done", "imported", 7)
        assert last["changed_outside_mask"] == 0
        assert last["provider"] == service
        (accepted,) = fakes.accepted(service)
        assert last["remote_id"] == accepted["job"]
        assert accepted["seed"] == 7
    out, _err = start(fakes, folder, "jobs", "--json").communicate(timeout=60)
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["remote_id"] for line in lines} == {row["job"] for row in fakes.accepted()}
    assert {line["state"] for line in lines} == {"imported"}


def test_the_canvas_grows_by_our_own_geometry(fakes: Fakes, folder: Path) -> None:
    code, last, err = run(
        fakes, folder, "fill", "photo.png", "--outpaint", "Right outpaint",
        "--provider", "replicate", "-o", "wide.png",
    )  # fmt: skip
    assert code == DONE, err
    assert (last["width"], last["height"], last["changed_outside_mask"]) == (450, 260, 0)
    wide = np.asarray(Image.open(folder / "wide.png"))
    assert np.array_equal(wide[:, :300], np.asarray(Image.open(folder / "photo.png")))
    assert wide[:, 300:].std() > 3


def test_a_preset_of_the_service_itself_is_a_picture_of_its_own(fakes: Fakes, folder: Path) -> None:
    code, last, err = run(
        fakes, folder, "fill", "photo.png", "--outpaint", "Zoom out 2x", "--native",
        "--provider", "replicate", "-o", "own.png",
    )  # fmt: skip
    assert code == DONE, err
    assert last["changed_outside_mask"] is None
    with Image.open(folder / "own.png") as own:
        assert own.size == (last["width"], last["height"])
    refused, _last, err = run(
        fakes, folder, "fill", "photo.png", "--outpaint", "Zoom out 2x", "--native",
        "--provider", "bfl", "-o", "none.png",
    )  # fmt: skip
    assert refused == USAGE
    assert "--native" in err


def test_what_is_out_of_range_is_refused_before_anything_is_sent(
    fakes: Fakes, folder: Path
) -> None:
    children = [
        start_fill(fakes, folder, "bfl", "--steps", 10),
        start_fill(fakes, folder, "apiframe", "--guidance", 60),
        start_fill(fakes, folder, "eachlabs", "--safety-tolerance", 0),
    ]
    for code, last, err in map(ended, children):
        assert code == BAD_INPUT, err
        assert last["event"] == "failed"
    assert fakes.log() == []


def test_an_empty_prompt_says_what_is_sent_where_one_is_needed(fakes: Fakes, folder: Path) -> None:
    children = [start_fill(fakes, folder, id_, "--prompt", "") for id_ in ("apiframe", "bfl")]
    (asks, _last, needed), (other, _line, free) = map(ended, children)
    assert (asks, other) == (DONE, DONE), needed + free
    assert "is sent" in needed
    assert "is sent" not in free


def test_without_a_key_nothing_is_sent(fakes: Fakes, folder: Path) -> None:
    code, last, err = run(
        fakes, folder, "fill", "photo.png", "--mask", "mask.png", "--provider", "bfl",
        "-o", "x.png", FLUXFILL_BFL_API_KEY="",
    )  # fmt: skip
    assert code == NO_ACCESS, err
    assert "FLUXFILL_BFL_API_KEY" in last["error"]
    assert fakes.log() == []


@pytest.mark.parametrize(
    ("fault", "code", "word"),
    [
        ({"kind": "refuse", "why": "denied"}, NO_ACCESS, "key"),
        ({"kind": "refuse", "why": "broke"}, NO_ACCESS, "credit"),
        ({"kind": "ending", "word": "moderated output"}, FAILED, "seed"),
    ],
)
def test_a_refusal_has_its_exit_code_and_its_words(
    fakes: Fakes, folder: Path, fault: dict[str, Any], code: int, word: str
) -> None:
    services = ("bfl", "kkiai", "apiframe")
    for service in services:
        fakes.script({"service": service, "on": "create", "fault": fault})
    for service, (ended_as, last, err) in fill_all(fakes, folder, *services).items():
        assert ended_as == code, err
        assert word in last["error"].lower()
        assert not (folder / f"{service}.png").exists()


CUT = {"kind": "cut", "after": True}


def test_a_lost_answer_is_unknown_and_waits_for_a_decision(fakes: Fakes, folder: Path) -> None:
    fakes.script({"service": "bfl", "on": "create", "fault": CUT})
    code, last, err = fill(fakes, folder, "bfl")
    assert code == UNKNOWN, err
    assert (last["event"], last["state"]) == ("unknown", "unknown")
    assert len(fakes.accepted("bfl")) == 1
    run(fakes, folder, "jobs", "resume")
    assert len(fakes.accepted("bfl")) == 1  # never by itself
    job = last["job"][:8]
    assert f"jobs resolve {job}" in err
    code, _line, err = run(fakes, folder, "jobs", "resolve", job, "--check")
    assert code == UNKNOWN, err
    code, _line, err = run(fakes, folder, "jobs", "resolve", job, "--resubmit")
    assert code == DONE, err
    assert len(fakes.accepted("bfl")) == 2
    assert_filled(folder, "bfl.png")
    code, _line, err = run(fakes, folder, "jobs", "resolve", job, "--drop")
    assert code == USAGE, err


def test_a_lost_answer_is_found_again_where_the_service_allows(fakes: Fakes, folder: Path) -> None:
    services = ("replicate", "apiframe")
    for service in services:
        fakes.script({"service": service, "on": "create", "fault": CUT})
    for service, (code, _last, err) in fill_all(fakes, folder, *services).items():
        assert code == DONE, err
        assert len(fakes.accepted(service)) == 1
        assert_filled(folder, f"{service}.png")


def polled(fakes: Fakes, service: str) -> None:
    """Wait until a job there has been asked about."""
    deadline = time.monotonic() + 30
    while not fakes.log(service=service, kind="poll"):
        assert time.monotonic() < deadline


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_cancels_where_that_can_be_and_says_what_goes_on(
    fakes: Fakes, folder: Path
) -> None:
    services = ("bfl", "replicate")
    fakes.set("bfl", seconds=60)
    fakes.set("replicate", seconds=60)
    children = {service: start_fill(fakes, folder, service) for service in services}
    for service, child in children.items():
        polled(fakes, service)
        child.send_signal(signal.SIGINT)
    seen = {service: ended(child) for service, child in children.items()}
    code, last, err = seen["bfl"]
    assert (code, last["event"], last["state"]) == (CANCELLED, "cancelled", "accepted"), err
    assert last["job"][:8] in last["error"]
    assert "jobs resume" in last["error"]
    code, last, err = seen["replicate"]
    assert (code, last["event"], last["state"]) == (CANCELLED, "cancelled", "cancelled"), err
    assert fakes.log(service="replicate", kind="cancel")


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_after_kill_9_resume_brings_the_paid_picture(fakes: Fakes, folder: Path) -> None:
    fakes.set("bfl", seconds=60)
    child = start(
        fakes, folder, "fill", "photo.png", "--mask", "mask.png", "--provider", "bfl",
        "-o", "late.png",
    )  # fmt: skip
    polled(fakes, "bfl")
    child.kill()
    child.communicate()
    fakes.finish()
    code, last, err = run(fakes, folder, "jobs", "resume", FLUXFILL_BFL_API_KEY="")
    assert (code, last["state"]) == (NO_ACCESS, "accepted"), err
    assert last["error"].startswith("Sent and accepted. Needs the BFL key")
    code, last, err = run(fakes, folder, "jobs", "resume")
    assert code == DONE, err
    assert last["output"] == str(folder / "late.png")
    assert_filled(folder, "late.png")
    assert len(fakes.accepted("bfl")) == 1
    code, last, err = run(fakes, folder, "jobs", "resume")
    assert (code, last) == (DONE, {})


def test_providers_tell_prices_keys_and_balances(fakes: Fakes, folder: Path) -> None:
    child = start(fakes, folder, "providers", "--balance", "--json")
    out, err = child.communicate(timeout=60)
    assert child.returncode == DONE, err
    records = {r["id"]: r for r in map(json.loads, out.splitlines())}
    assert list(records) == ["local", *ALL]
    assert records["bfl"]["balance_usd"] is not None
    assert records["replicate"]["balance"] is None
    assert records["bfl"]["ranges"]["steps"] == {"low": 15, "high": 50, "default": 50}
    assert all(r["key_from"] == "environment" for name, r in records.items() if name != "local")
