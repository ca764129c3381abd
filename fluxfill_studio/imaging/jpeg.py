"""What the structure of a JPEG file tells without decoding it."""

from __future__ import annotations

PADDING, SCAN, PROGRESSIVE = 0xFF, 0xDA, 0xC2
END = b"\xff\xd9"
SCAN_MARK = b"\xff\xda"


def has_end(jpeg: bytes) -> bool:
    """Whether the pixel data come to their end marker; a decoder would paint the rest grey."""
    scan, _progressive = _first_scan(jpeg)
    return scan is not None and jpeg.find(END, scan) >= 0


def coarse(jpeg: bytes) -> bytes | None:
    """A JPEG of the first scan alone, which has an eighth of the detail; None if not progressive.

    It takes a fraction of the time to decode.
    """
    scan, progressive = _first_scan(jpeg)
    if scan is None or not progressive:
        return None
    second = jpeg.find(SCAN_MARK, scan + 2)
    return jpeg[:second] + END if second >= 0 else None


def _first_scan(jpeg: bytes) -> tuple[int | None, bool]:
    """Where the first scan begins, None if nowhere; whether the file is progressive."""
    at, progressive = 2, False
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == SCAN:
            return at, progressive
        progressive |= marker == PROGRESSIVE
        at += 1 if marker == PADDING else 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return None, progressive
