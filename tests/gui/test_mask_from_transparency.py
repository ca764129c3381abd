"""The transparent pixels of a picture as its mask: offered at opening, added with a preview."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from tests.gui.front import Front


@pytest.fixture
def clear_corner(tmp_path: Path) -> Path:
    pixels = np.full((90, 120, 4), 255, np.uint8)
    pixels[60:, 80:, 3] = 0
    path = tmp_path / "corner.png"
    Image.fromarray(pixels).save(path)
    return path


def test_the_offer_adds_them_to_what_is_painted(front: Front, clear_corner: Path) -> None:
    front.open(clear_corner)
    front.paint()
    document = front.window.session.document
    front.in_loop(front.window.layout.notices.notice.action.run)
    front.until(lambda: not front.window.session.adjusting.waiting)
    assert front.window.layout.adjust.name.text() == "Mask from transparency"
    assert document.mask[75, 100] == 255
    assert document.mask[20, 20] == 255
    front.key(Qt.Key.Key_Escape)
    assert not document.mask[75, 100]
    assert document.mask[20, 20] == 255


def test_an_offer_from_before_does_nothing_to_another_picture(
    front: Front, clear_corner: Path, photo: Path
) -> None:
    front.open(clear_corner)
    notice = front.window.layout.notices.notice
    front.open(photo)
    front.in_loop(notice.action.run)
    assert front.window.session.adjusting.operation is None
    assert not front.window.session.document.mask.any()
