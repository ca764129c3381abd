"""What is no usable picture is refused in one clear sentence, and never opens by half."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.file import probe
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.preview import preview
from tests.fakes.odd_files import BROKEN, encoded, frames, photo

NO_PICTURE = {
    "one_byte.jpg", "text.png", "page.jpg", "drawing.svg", "answer.png", "zeros.bmp",
    "noise.webp", "paper.pdf", "drawing.eps", "raw.ppm", "huge.ppm", "photo.heic", "archive.tif",
    "sound.webp",
}  # fmt: skip


def reason(name: str) -> str:
    """What the sentence must say of a file of `BROKEN`."""
    if name in NO_PICTURE:
        return "is no picture that can be opened here"
    if name.startswith("huge"):
        return "is too large: 30000 x 30000 pixels, and 200 million are the most"
    return "is empty" if name.startswith("empty") else "is damaged or incomplete"


def refused(source: Path | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        open_picture(source)
    message = caught.value.message
    assert message.endswith(".")
    assert len(message) < 200
    assert not any(unicodedata.category(sign)[0] == "C" for sign in message)
    return message


def test_there_are_enough_broken_files() -> None:
    assert len(BROKEN) >= 40


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_name_and_reason(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    assert refused(path).startswith(f"{name} {reason(name)}.".rstrip("."))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", BROKEN)
def test_broken_bytes_are_refused_too(name: str) -> None:
    assert refused(BROKEN[name]).startswith(f"The pasted picture {reason(name)}")


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", BROKEN)
def test_a_look_at_a_broken_file_fails_in_no_other_way(name: str) -> None:
    for look in (probe, lambda data: preview(data, Size(16, 12))):
        with contextlib.suppress(BadInput):
            look(BROKEN[name])


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_no_cut_opens_with_less_than_the_whole(kind: str) -> None:
    pixels = photo(channels=1) if kind == "GIF" else photo()
    whole = encoded(pixels, kind)
    complete = open_picture(whole).pixels
    opened = 0
    for length in range(1, len(whole), max(1, len(whole) // 60)):
        try:
            cut = open_picture(whole[:length]).pixels
        except BadInput:
            continue
        opened += 1
        assert (cut == complete).all()  # only what comes after the pixels is missing
    assert opened <= 1


@pytest.mark.parametrize("place", ["file", "memory"])
def test_a_cut_png_is_refused_without_a_word_of_the_decoder(
    place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = encoded(photo(), "PNG")
    (tmp_path / "cut.png").write_bytes(whole[:-1])
    refused(tmp_path / "cut.png" if place == "file" else whole[:-1])
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_a_spoiled_file_opens_or_is_refused_and_nothing_else(kind: str) -> None:
    whole = encoded(photo(channels=1) if kind == "GIF" else photo(), kind)
    random = np.random.default_rng(11)
    for _file in range(60):
        spoiled = bytearray(whole)
        for at in random.integers(0, len(whole), 3):
            spoiled[at] = random.integers(0, 256)
        with contextlib.suppress(BadInput):
            assert open_picture(bytes(spoiled)).pixels.dtype == np.uint8


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["WEBP", "PNG", "TIFF"])
def test_a_cut_animation_is_refused(kind: str) -> None:
    whole = frames(kind)
    refused(whole[: len(whole) // 4])


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    folder = tmp_path / "holiday"
    folder.mkdir()
    assert refused(folder).startswith("holiday is no file but a folder or device")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.png") == "gone.png was not found. Choose another file."
    assert "not found" in refused(tmp_path / "gone" / "a.png")
    assert "not found" in refused(tmp_path / ("long" * 100))


@pytest.mark.skipif(os.name == "nt", reason="no such devices")
def test_a_device_or_pipe_does_not_hang(tmp_path: Path) -> None:
    assert "folder or device" in refused(Path("/dev/zero"))
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    assert "folder or device" in refused(pipe)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(photo(), "PNG"))
    path.chmod(0)
    assert "may not be read" in refused(path)


def test_forbidden_reading_is_put_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(photo(), "PNG"))

    def forbidden(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path).startswith("secret.png may not be read")


@pytest.mark.skipif(os.name == "nt", reason="names are checked by the system")
def test_a_name_cannot_forge_the_message(tmp_path: Path) -> None:
    path = tmp_path / "a\n\x1b[31m\u202egnp.exe"
    path.write_bytes(b"x")
    assert refused(path).startswith("a [31m gnp.exe is no picture")


def test_size_is_checked_before_a_pixel_is_decoded() -> None:
    """In a process that may not even hold the pixels."""
    script = (
        "import resource, sys\n"
        "from tests.fakes.odd_files import BROKEN\n"
        "from fluxfill_studio.core.errors import BadInput\n"
        "from fluxfill_studio.imaging.opening import open_picture\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in BROKEN:\n"
        "    try:\n"
        "        open_picture(BROKEN[name])\n"
        "        sys.exit(name)\n"
        "    except BadInput:\n"
        "        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert int(done.stdout) < 64 * 1024  # KB
