"""What the program remembers from one picture to the next."""

import asyncio
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core import text
from fluxfill_studio.settings.table import UNDO_MB
from fluxfill_studio.studio.studio import Studio


def test_variations_and_recent_pictures_are_remembered(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.png" for name in "abcdefgh"]
    for path in paths:
        Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(path)

    async def first() -> None:
        studio = Studio()
        for path in [*paths, paths[5]]:
            session, _picture = await studio.open(path)
        session.form.set(variations=4)
        await studio.close()

    async def second() -> None:
        studio = Studio()
        assert [path.name[0] for path in studio.recent()] == list("fhgedc")
        paths[7].unlink()
        assert [path.name[0] for path in studio.recent()] == list("fgedc")
        session, _picture = await studio.open(paths[0])
        assert session.form.wishes.variations == 4
        await studio.close()

    asyncio.run(first())
    asyncio.run(second())


def test_the_catalogue_follows_the_setting_or_the_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    # one message, as msgfmt writes it
    ids, words = b"\0Brush\0", b"Content-Type: text/plain; charset=UTF-8\n\0Pinsel\0"
    head = struct.pack("<7I", 0x950412DE, 0, 2, 28, 44, 0, 0)
    texts = 28 + 32
    table = struct.pack("<4I", 0, texts, 5, texts + 1)
    table += struct.pack("<4I", 40, texts + len(ids), 6, texts + len(ids) + 41)
    (folder / "fluxfill_studio.mo").write_bytes(head + table + ids + words)
    monkeypatch.setenv("LANGUAGE", "de")
    text.set_language("system", tmp_path)
    assert text._("Brush") == "Pinsel"
    text.set_language("en", tmp_path)
    assert text._("Brush") == "Brush"


def test_the_memory_for_undo_follows_its_setting(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "a.png")

    async def play() -> None:
        studio = Studio()
        session, _picture = await studio.open(tmp_path / "a.png")
        assert session.document.undo.budget() == 256 << 20
        studio.settings.set(UNDO_MB, 16)
        assert session.document.undo.budget() == 16 << 20
        await studio.close()

    asyncio.run(play())
