"""Measures selecting by what is in the picture, on 33 MP.

    python tests/benchmarks/bench_select.py [--json FILE] [--check]

Wall time from the press until the mask is laid, medians of 5: the magic wand on a sky that fills
a third of the picture and on all of a noisy picture, and the first answer of smart select for a
frame round nearly all of the picture, the soft edge included. CPU time of the ways that the edge
lasso finds after each point. Memory of the process with the picture open and all of it done.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Point  # noqa: E402
from fluxfill_studio.document.document import Document  # noqa: E402
from fluxfill_studio.imaging.edges import Ways  # noqa: E402
from fluxfill_studio.settings.store import Settings  # noqa: E402
from fluxfill_studio.settings.table import WAND_TOLERANCE  # noqa: E402
from fluxfill_studio.tools.base import PointerEvent  # noqa: E402
from fluxfill_studio.tools.kit import Kit  # noqa: E402
from fluxfill_studio.tools.smart_select import SmartSelectTool  # noqa: E402
from fluxfill_studio.tools.wand import WandTool  # noqa: E402

BUDGETS = tomllib.loads((ROOT / "tests/benchmarks/budgets.toml").read_text())["select"]
WIDTH, HEIGHT = 7040, 4690
TIMES = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    figures = measure()
    missed = [name for name, limit in BUDGETS.items() if figures[name] > limit]
    for name, value in figures.items():
        limit = BUDGETS.get(name)
        print(f"{name:24} {value:9.1f}" + ("" if limit is None else f"   budget {limit}"))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    print(f"{len(BUDGETS) - len(missed)} of {len(BUDGETS)} budgets met; missed: {missed or 'none'}")
    return 1 if options.check and missed else 0


def measure() -> dict[str, float]:
    document = Document(landscape())
    settings = Settings()
    kit = Kit(settings, lambda work, done: done(work()))
    wand, smart = WandTool(kit), SmartSelectTool(kit)

    def click() -> None:
        wand.press(PointerEvent(Point(100, 100)), document)
        wand.release(PointerEvent(Point(100, 100)))

    def frame() -> None:
        smart.press(PointerEvent(Point(300, 300)), document)
        smart.release(PointerEvent(Point(WIDTH - 300, HEIGHT - 300)))
        smart.cancel()

    figures: dict[str, float] = {}
    figures["wand_sky_ms"], figures["wand_sky_cpu_ms"] = timed(click, document)
    settings.set(WAND_TOLERANCE, 100)
    figures["wand_all_ms"], figures["wand_all_cpu_ms"] = timed(click, document)
    figures["smart_ms"], figures["smart_cpu_ms"] = timed(frame, document)
    start = Point(WIDTH / 2, HEIGHT / 3)
    for name, scale in (("near", 1), ("far", 12)):
        _wall, cpu = timed(partial(Ways, document.pixels, None, start, scale), document)
        figures[f"ways_{name}_cpu_ms"] = cpu
    figures["memory_mb"] = psutil.Process().memory_info().rss / 1e6
    return figures


def timed(act: Callable[[], object], document: Document) -> tuple[float, float]:
    """Wall and CPU milliseconds, medians; what was done is undone after each."""
    walls, cpus = [], []
    for _time in range(TIMES + 1):  # the first is not counted
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        document.undo.undo()
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def landscape() -> np.ndarray:
    """A sky with grain over a busy ground; the skyline is rough."""
    rng = np.random.default_rng(7)
    small = rng.integers(0, 256, (HEIGHT // 40, WIDTH // 40, 3), np.uint8)
    pixels = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    skyline = HEIGHT // 3 + 200 * np.sin(np.arange(WIDTH) / 300) + rng.integers(0, 30, WIDTH)
    for top in range(0, HEIGHT, 256):
        strip = pixels[top : top + 256]
        sky = np.arange(top, top + len(strip))[:, None] < skyline
        strip[sky] = (110, 160, 225)
        strip += rng.integers(0, 6, strip.shape, np.uint8) // 2
    return pixels


if __name__ == "__main__":
    raise SystemExit(main())
