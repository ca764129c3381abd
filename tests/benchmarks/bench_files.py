"""Measures opening, showing and exporting pictures.

    python tests/benchmarks/bench_files.py [--json FILE] [--check]

At 33 MP: wall time of the first preview and of the complete picture with its pyramid (medians of
5), CPU time of a PNG export (median of 3). At 200 MP: peak memory of a process that opens one,
for each kind of file (Linux). CPU time of showing a 1920 x 1080 view through a wide profile,
against littleCMS itself. The pictures are a real photo, tiled, with grain, if Debian's
lomiri-wallpapers-16.04 is there, else smooth noise with grain.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from reporting import arguments, report

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Rect, Size  # noqa: E402
from fluxfill_studio.imaging.colour import convert, to_screen  # noqa: E402
from fluxfill_studio.imaging.opening import open_picture  # noqa: E402
from fluxfill_studio.imaging.preview import preview  # noqa: E402
from fluxfill_studio.imaging.pyramid import Pyramid  # noqa: E402
from fluxfill_studio.imaging.saving import save_png  # noqa: E402
from tests.fakes.odd_files import profile  # noqa: E402

PHOTO = Path("/usr/share/backgrounds/Dragonfly_by_Bolly.jpg")
VIEW = Size(1920, 1080)
QUALITY = 92
PEAK = """
import sys
from pathlib import Path
from fluxfill_studio.imaging.opening import open_picture
open_picture(Path(sys.argv[1]))
status = Path("/proc/self/status").read_text()
print(next(int(line.split()[1]) * 1024 / 1e6 for line in status.splitlines() if "VmHWM" in line))
"""  # getrusage would count the parent before exec too


def main() -> int:
    options = arguments(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure_time(Path(folder)) | measure_memory(Path(folder))
    return report(figures, "files", options)


def measure_time(folder: Path) -> dict[str, float]:
    pixels = photo(7040, 4690)
    plain, progressive = folder / "33.jpg", folder / "33p.jpg"
    Image.fromarray(pixels).save(plain, quality=QUALITY)
    Image.fromarray(pixels).save(progressive, quality=QUALITY, progressive=True)
    view = np.ascontiguousarray(pixels[: VIEW.height, : VIEW.width])
    wide = profile("swapped")
    began = time.process_time()
    to_screen(view, wide)
    first = time.process_time() - began
    shown = median(lambda: to_screen(view, wide), clock=time.process_time)
    converted = median(lambda: convert(view, wide, None), clock=time.process_time)
    return {
        "preview_ms": 1e3 * median(lambda: preview(plain, VIEW)),
        "preview_progressive_ms": 1e3 * median(lambda: preview(progressive, VIEW)),
        "complete_ms": 1e3 * median(lambda: complete(plain)),
        "complete_progressive_ms": 1e3 * median(lambda: complete(progressive)),
        "export_cpu_s": median(lambda: export(folder, pixels), 3, time.process_time),
        "screen_cpu_ms": 1e3 * shown,
        "screen_of_littlecms": shown / converted,
        "screen_first_cpu_ms": 1e3 * first,
    }


def measure_memory(folder: Path) -> dict[str, float]:
    """Peak MB of a process for each kind; 199,985,000 pixels."""
    image = Image.fromarray(photo(17390, 11500))
    writers: dict[str, Callable[[Path], None]] = {
        "jpeg": lambda path: image.save(path, "JPEG", quality=QUALITY),
        "png": lambda path: save_png(path, np.asarray(image), None, {}),
        "tiff": lambda path: image.save(path, "TIFF", compression="tiff_lzw"),
        "cmyk": lambda path: image.convert("CMYK").save(path, "JPEG", quality=QUALITY),
    }
    figures = {}
    for kind, write in writers.items():
        path = folder / kind
        write(path)
        figures[f"peak_200mp_{kind}_mb"] = peak_mb(path)
        path.unlink()
    return figures


def photo(width: int, height: int) -> np.ndarray:
    """(height, width, 3) uint8 as a camera would make it."""
    random = np.random.default_rng(3)
    if PHOTO.exists():
        tile = open_picture(PHOTO).pixels
    else:
        coarse = random.integers(0, 256, (45, 70, 3), np.uint8)
        tile = cv2.resize(coarse, (4200, 2700), interpolation=cv2.INTER_CUBIC)
    made = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, 256):
        strip = made[top : top + 256]
        rows = np.arange(top, top + len(strip)) % len(tile)
        columns = np.arange(width) % tile.shape[1]
        grain = random.integers(-4, 5, (*strip.shape[:2], 1), np.int16)
        strip[...] = np.clip(tile[rows][:, columns] + grain, 0, 255)
    return made


def complete(path: Path) -> None:
    pixels = open_picture(path).pixels
    Pyramid(pixels, Rect(0, 0, pixels.shape[1], pixels.shape[0])).build()


def export(folder: Path, pixels: np.ndarray) -> None:
    save_png(folder / "export.png", pixels, profile("swapped"), {"Software": "benchmark"})


def median(
    work: Callable[[], object], runs: int = 5, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Seconds by `clock`, after one run that does not count."""
    work()
    seconds = []
    for _run in range(runs):
        began = clock()
        work()
        seconds.append(clock() - began)
    return statistics.median(seconds)


def peak_mb(path: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
