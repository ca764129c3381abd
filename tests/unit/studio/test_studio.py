"""What the program remembers from one picture to the next."""

import asyncio
from pathlib import Path

import numpy as np
from PIL import Image

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
