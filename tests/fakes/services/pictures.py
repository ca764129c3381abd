"""The pictures a fake service makes: the sent one, its masked part filled by prompt and seed.

Like the real model it repaints everything a little: the kept part comes back re-encoded.
"""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from PIL import Image

from tests.fakes.services.refusals import BAD, Refused

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
REPAINT = 128  # mask values from here on
ROUGH_PX = 192  # long side of the rough filling
SPREADS_PX = 60.0, 24.0, 10.0, 4.0, 1.5
FADE = 0.3  # of the hole's depth, over which the clouds set in
CLOUDS = (22, 7), (8, 40)  # strength and grid of coarse and fine ones
LAST_GREY, GREYS_ALLOWED = 32, 0.05  # how far from black or white, in how much of a mask
PICTURE_FORMS = (
    "size", "text", "html", "bomb", "truncated", "empty", "large", "alpha", "grey", "palette",
    "deep",
)  # fmt: skip
# What each preset makes of a picture: growth of width and height, and where the old one lies.
GROWTH = {
    "Zoom out 1.5x": (1.5, 1.5, 0.5, 0.5),
    "Zoom out 2x": (2.0, 2.0, 0.5, 0.5),
    "Left outpaint": (1.5, 1.0, 1.0, 0.0),
    "Right outpaint": (1.5, 1.0, 0.0, 0.0),
    "Top outpaint": (1.0, 1.5, 0.0, 1.0),
    "Bottom outpaint": (1.0, 1.5, 0.0, 0.0),
}

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Order:
    """What a job is to paint.

    Attributes:
        image, mask: files as they were sent; without a mask the image's alpha counts.
        preset: an outpaint preset, or "" to repaint the masked part.
        file_format: `png` or `jpeg`.
        long_side: the answer is shrunk to this, in pixels; None keeps the size.
        multiple: sides of the answer are floored to this.
    """

    image: bytes
    mask: bytes | None
    prompt: str
    seed: int
    preset: str = ""
    file_format: str = "png"
    long_side: int | None = None
    multiple: int = 1


def opened(data: bytes, name: str) -> Image.Image:
    """The picture in `data`, its pixels not yet decoded; Refused if it is none."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(BAD, "Invalid image", [(name, "is not a readable image")]) from error
    return picture


def checked_pair(image: bytes, mask: bytes | None) -> None:
    """Refused unless `mask` fits `image` and is black and white, or `image` has alpha."""
    picture = opened(image, "image")
    if mask is None:
        if "A" not in picture.getbands():
            raise Refused(BAD, "No mask", [("mask", "is required: the image has no alpha")])
        return
    stencil = opened(mask, "mask")
    if stencil.size != picture.size:
        sizes = f"{stencil.size} against {picture.size}"
        raise Refused(BAD, "Mask size differs", [("mask", f"must be of the image's size: {sizes}")])
    try:
        levels = np.asarray(stencil.convert("L"))
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(BAD, "Invalid image", [("mask", "is broken")]) from error
    greys = np.mean((levels > LAST_GREY) & (levels < 255 - LAST_GREY))
    if greys > GREYS_ALLOWED:
        raise Refused(BAD, "Mask is grey", [("mask", "must be black and white")])


def painted(order: Order) -> bytes:
    """The answer as a file; the same order gives the same bytes."""
    ground = _ground(order.image, order.mask, order.preset, order.long_side, order.multiple)
    answer = ground.kept.copy()
    part = answer[ground.rows, ground.columns]
    height, width = part.shape[:2]
    filled = ground.suggested + ground.fade * _clouds(width, height, order)
    filled = np.clip(filled, 0, 255).astype(np.uint8)
    answer[ground.rows, ground.columns] = np.where(ground.fade > 0, filled, part)
    return encoded(answer, order.file_format)


@dataclass(frozen=True)
class _Ground:
    """What all seeds of one request share.

    Attributes:
        kept: the whole picture at the answer's size, re-encoded.
        rows, columns: where it has its hole.
        suggested: what the surroundings suggest there, (h, w, 3) float32.
        fade: how much the clouds count there, 0 at the hole's edge and outside, (h, w, 1).
    """

    kept: Array
    rows: slice
    columns: slice
    suggested: Array
    fade: Array


@functools.lru_cache(maxsize=8)
def _ground(
    image: bytes, mask: bytes | None, preset: str, long_side: int | None, multiple: int
) -> _Ground:
    picture, hole = _canvas(image, mask, preset)
    size = _answer_size(picture.shape[1], picture.shape[0], long_side, multiple)
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(hole, size, interpolation=cv2.INTER_NEAREST)
    x, y, width, height = cv2.boundingRect(hole)
    rows, columns = slice(y, y + height), slice(x, x + width)
    depth = cv2.distanceTransform(hole, cv2.DIST_L2, 3)[rows, columns, None]
    fade = np.minimum(1, depth / max(1.0, FADE * float(depth.max(initial=0))))
    suggested = _suggested(picture, hole)[rows, columns]
    return _Ground(_repeated(picture), rows, columns, suggested, fade)


def encoded(pixels: Array, file_format: str) -> bytes:
    """(h, w, 3) uint8 RGB as a file of `png`, `jpeg`/`jpg` or `webp`."""
    suffix = {"png": ".png", "webp": ".webp"}.get(file_format, ".jpg")
    options = [cv2.IMWRITE_PNG_COMPRESSION, 1] if suffix == ".png" else []
    done, data = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    assert done
    return bytes(data)


def _canvas(image: bytes, mask: bytes | None, preset: str) -> tuple[Array, Array]:
    """The picture, (h, w, 3) uint8, and its hole, (h, w) uint8, 255 where it is repainted."""
    picture = opened(image, "image")
    pixels = np.asarray(picture.convert("RGB"))
    if preset:
        return _grown(pixels, preset)
    if mask is not None:
        levels = np.asarray(opened(mask, "mask").convert("L"))
        return pixels, np.where(levels >= REPAINT, 255, 0).astype(np.uint8)
    alpha = np.asarray(picture.getchannel("A"))
    return pixels, np.where(alpha < REPAINT, 255, 0).astype(np.uint8)


def _grown(pixels: Array, preset: str) -> tuple[Array, Array]:
    height, width = pixels.shape[:2]
    if preset == "Make square":
        side = max(width, height)
        new_width, new_height, at_x, at_y = side, side, 0.5, 0.5
    else:
        grow_x, grow_y, at_x, at_y = GROWTH[preset]
        new_width, new_height = round(width * grow_x), round(height * grow_y)
    left, top = round((new_width - width) * at_x), round((new_height - height) * at_y)
    canvas = np.zeros((new_height, new_width, 3), np.uint8)
    hole = np.full((new_height, new_width), 255, np.uint8)
    canvas[top : top + height, left : left + width] = pixels
    hole[top : top + height, left : left + width] = 0
    return canvas, hole


def _answer_size(width: int, height: int, long_side: int | None, step: int) -> tuple[int, int]:
    share = min(1.0, (long_side or max(width, height)) / max(width, height))

    def floored(side: int) -> int:
        return max(step, int(round(side * share) // step * step))

    return floored(width), floored(height)


def _repeated(picture: Array) -> Array:
    """`picture` once through a lossy codec, as the model's own coder changes it."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return cv2.imdecode(data, cv2.IMREAD_UNCHANGED)


def _suggested(picture: Array, hole: Array) -> Array:
    """The kept pixels spread into the hole, from coarse to fine, (h, w, 3) float32."""
    height, width = hole.shape
    share = min(1.0, ROUGH_PX / max(width, height))
    small = (max(1, round(width * share)), max(1, round(height * share)))
    rough = cv2.resize(picture, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    keep = cv2.resize(hole, small, interpolation=cv2.INTER_NEAREST)[..., None] == 0
    keep = keep.astype(np.float32)
    spread = np.full_like(rough, 128)
    for sigma in SPREADS_PX:
        weight = cv2.GaussianBlur(keep, (0, 0), sigma)[..., None]
        near = cv2.GaussianBlur(rough * keep, (0, 0), sigma) / np.maximum(weight, 1e-6)
        trust = np.minimum(1, weight * 4)
        spread += trust * (near - spread)
    return cv2.resize(spread, (width, height), interpolation=cv2.INTER_CUBIC)


def _clouds(width: int, height: int, order: Order) -> Array:
    """Soft coloured clouds that only prompt and seed decide, (h, w, 3) float32."""
    digest = hashlib.sha256(f"{order.seed}\n{order.prompt}".encode()).digest()
    dice = np.random.default_rng(list(digest))
    tint = dice.uniform(-40, 40, 3).astype(np.float32)
    coarse, fine = (dice.normal(0, size, (n, n, 3)).astype(np.float32) for size, n in CLOUDS)
    return sum(
        (
            cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
            for grid in (coarse, fine)
        ),
        start=tint,
    )


def bomb(side: int = 60_000) -> bytes:
    """A tiny PNG whose header claims `side` x `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    parts = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def odd(form: dict[str, Any], made: bytes) -> tuple[bytes, str]:
    """The answer as a `picture` fault wants it, and its content type.

    Forms: `size` (with `width` and `height`), `text`, `html`, `bomb`, `truncated`, `empty`,
    `large` (with `megabytes`, noise), `alpha`, `grey`, `palette`, `deep` (16 bits).
    """
    word = form["form"]
    if word in ("text", "html", "bomb", "truncated", "empty"):
        page = b"<!doctype html><title>Not here</title><p>This file is gone."
        data = {
            "text": b"this is no picture\n" * 40,
            "html": page,
            "bomb": bomb(),
            "truncated": made[: len(made) // 2],
            "empty": b"",
        }[word]
        return data, "text/html" if word == "html" else "image/png"
    if word == "large":
        side = int((form.get("megabytes", 20) * 1e6 / 3) ** 0.5)
        noise = np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)
        return encoded(noise, "png"), "image/png"
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    if word == "size":
        picture = picture.resize((form["width"], form["height"]))
    elif word == "deep":
        picture = picture.convert("I;16")
    else:
        picture = picture.convert({"alpha": "RGBA", "grey": "L", "palette": "P"}[word])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue(), "image/png"
