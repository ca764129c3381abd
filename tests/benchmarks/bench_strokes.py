"""What 500 mixed strokes at 33 MP cost: stamping, bytes of undo; and whether memory stays flat.

    python tests/benchmarks/bench_strokes.py [--json FILE] [--check]

60 % of the strokes are 20 to 60 px wide, 30 % 100 to 300, 10 % 500 to 1000; 20 to 120 moves
each; one in five erases. No window: the tool on a document, process CPU.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import psutil
from reporting import arguments, report

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Point  # noqa: E402
from fluxfill_studio.document.document import Document  # noqa: E402
from fluxfill_studio.imaging.stamp import Brush  # noqa: E402
from fluxfill_studio.settings.table import (  # noqa: E402
    BRUSH_PRESSURE_OPACITY,
    BRUSH_PRESSURE_SIZE,
)
from fluxfill_studio.tools.base import PointerEvent, PointerKind  # noqa: E402
from fluxfill_studio.tools.brush import BrushTool  # noqa: E402
from fluxfill_studio.tools.brush_settings import BrushSettings  # noqa: E402

WIDTH, HEIGHT = 7037, 4690
MIX = ((0.6, 20, 60), (0.3, 100, 300), (0.1, 500, 1000))
STROKES, MANY = 500, 10_000


def main() -> int:
    options = arguments(__doc__).parse_args()
    cv2.setNumThreads(1)
    figures: dict[str, float] = {}
    mixed("sharp", 1.0, figures)
    mixed("soft", 0.5, figures)
    many(figures)
    return report(figures, "strokes", options)


def mixed(name: str, hardness: float, figures: dict[str, float]) -> None:
    """The mix at one hardness: undo bytes, CPU of a move and of lifting the pen."""
    chance = random.Random(3)
    document = blank()
    moves: list[float] = []
    lifts: list[float] = []
    for _stroke in range(STROKES):
        low, high = chance.choices([m[1:] for m in MIX], [m[0] for m in MIX])[0]
        brush = Brush(chance.randint(low, high), hardness)
        tool = BrushTool(BrushSettings(brush), subtract=chance.random() < 0.2)
        paint(tool, document, way(chance, chance.randint(20, 120)), moves, lifts)
    figures[f"undo_{name}_mb"] = document.undo.cost_bytes / 1e6
    figures[f"move_{name}_ms"] = statistics.median(moves)
    figures[f"move_{name}_p95_ms"] = p95(moves)
    figures[f"lift_{name}_p95_ms"] = p95(lifts)
    while document.undo.undo():
        pass
    assert not document.mask.any(), "undo must restore every pixel"


def many(figures: dict[str, float]) -> None:
    """Small strokes of a pen with pressure, over and over."""
    chance = random.Random(5)
    document = blank()
    document.undo.budget = lambda: 4_000_000
    settings = BrushSettings(Brush(24, 0.8))
    settings.kept.set(BRUSH_PRESSURE_SIZE, True)
    settings.kept.set(BRUSH_PRESSURE_OPACITY, True)
    tool = BrushTool(settings)
    process, sizes = psutil.Process(), []
    for stroke in range(MANY):
        paint(tool, document, way(chance, 5), [], [], chance)
        if stroke % (MANY // 10) == MANY // 10 - 1:
            sizes.append(process.memory_info().rss / 1e6)
    figures["many_growth_mb"] = sizes[-1] - sizes[len(sizes) // 2]
    figures["many_undo_mb"] = document.undo.cost_bytes / 1e6


def blank() -> Document:
    return Document(np.zeros((HEIGHT, WIDTH, 1), np.uint8))


def way(chance: random.Random, moves: int) -> list[Point]:
    """A hand's way: it keeps its direction more or less."""
    at = Point(chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT))
    turn, points = chance.uniform(0, 2 * math.pi), [at]
    for _move in range(moves):
        turn += chance.gauss(0, 0.3)
        step = chance.uniform(5, 30)
        at = at.moved(step * math.cos(turn), step * math.sin(turn))
        points.append(at)
    return points


def paint(
    tool: BrushTool,
    document: Document,
    points: list[Point],
    moves: list[float],
    lifts: list[float],
    chance: random.Random | None = None,
) -> None:
    """One stroke, its CPU ms noted; with `chance` of a pen whose pressure wanders."""
    kind = PointerKind.PEN if chance else PointerKind.MOUSE
    tool.press(PointerEvent(points[0], kind=kind), document)
    for point in points[1:]:
        pressure = chance.random() if chance else 1.0
        start = time.process_time()
        tool.move(PointerEvent(point, pressure=pressure, kind=kind))
        moves.append((time.process_time() - start) * 1e3)
    start = time.process_time()
    tool.release(PointerEvent(points[-1], kind=kind))
    lifts.append((time.process_time() - start) * 1e3)


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
