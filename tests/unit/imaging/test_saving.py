"""A saved file is the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import CannotWrite
from fluxfill_studio.imaging.atomic import written
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.saving import save_png
from tests.fakes.odd_files import photo

ROOT = Path(__file__).parents[3]
KILLS = 10
SAVER = """
import sys
from pathlib import Path
import numpy as np
from fluxfill_studio.imaging.saving import save_png

path = Path(sys.argv[1])
pictures = [np.random.default_rng(n).integers(0, 256, (1500, 1500, 3), np.uint8) for n in (1, 2)]
for turn in range(10_000):
    print(turn, flush=True)
    save_png(path, pictures[turn % 2], None, {"turn": str(turn)})
"""


def refused(path: Path) -> str:
    with pytest.raises(CannotWrite) as caught:
        save_png(path, photo(), None, {})
    message = caught.value.message
    assert message.startswith(f"{path.name} was not written: ")
    assert not any(unicodedata.category(sign)[0] == "C" for sign in message)
    return message


def test_a_new_file_and_its_folder_hold_nothing_else(tmp_path: Path) -> None:
    save_png(tmp_path / "a.png", photo(), None, {})
    assert np.array_equal(open_picture(tmp_path / "a.png").pixels, photo())
    assert os.listdir(tmp_path) == ["a.png"]


def test_saving_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    save_png(path, photo(), None, {})
    assert np.array_equal(open_picture(path).pixels, photo())


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_are_those_of_any_new_file_or_of_the_old_one(tmp_path: Path) -> None:
    usual, saved, kept = tmp_path / "usual", tmp_path / "a.png", tmp_path / "b.png"
    usual.touch()
    save_png(saved, photo(), None, {})
    assert saved.stat().st_mode == usual.stat().st_mode
    kept.touch()
    kept.chmod(0o640)
    save_png(kept, photo(), None, {})
    assert kept.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    link.symlink_to(real)
    save_png(link, photo(), None, {})
    assert link.is_symlink()
    assert np.array_equal(open_picture(real).pixels, photo())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is full"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EIO, "the disk reported an error"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file(
    code: int, words: str, call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def fail(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        assert words in refused(path)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_disk_that_really_refuses_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        + SAVER.replace("for turn", "from fluxfill_studio.core.errors import CannotWrite\nfor turn")
        .replace("    save_png", "    try: save_png")
        .replace("(turn)})", "(turn)})\n    except CannotWrite as error: sys.exit(error.message)")
    )
    done = run_saver(script, path)
    _out, errors = done.communicate(timeout=60)
    assert errors.strip() == (
        "a.png was not written: the disk takes no file of that size. "
        "Choose another place and try again."
    )
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.png"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"the folder {tmp_path / 'gone'} does not exist" in refused(tmp_path / "gone" / "a.png")


def test_a_folder_or_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    refused(tmp_path / "a.png")
    (tmp_path / "file").write_bytes(b"")
    assert "is not a folder" in refused(tmp_path / "file" / "b.png")
    assert sorted(os.listdir(tmp_path)) == ["a.png", "file"]


@pytest.mark.skipif(os.name == "nt", reason="other limits")
def test_a_name_that_is_too_long_says_so(tmp_path: Path) -> None:
    assert "the name is too long" in refused(tmp_path / f"{'a' * 300}.png")
    longest = tmp_path / f"{'a' * 251}.png"
    save_png(longest, photo(), None, {})
    assert longest.exists()


def test_an_error_of_the_caller_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="keyword"):
        save_png(path, photo(), None, {"": "text"})
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there anyway")
def test_two_savers_do_not_disturb_each_other(tmp_path: Path) -> None:
    with written(tmp_path / "a.png") as file:
        save_png(tmp_path / "b.png", photo(), None, {})
        file.write(b"new")
    assert (tmp_path / "a.png").read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == ["a.png", "b.png"]


def run_saver(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "."},
    )


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_killed_saver_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    random = np.random.default_rng()
    leftovers = 0
    for _kill in range(KILLS):
        saver = run_saver(SAVER, path)
        assert saver.stdout is not None
        for line in saver.stdout:
            if int(line) == 2:  # two saves are done, the third has begun
                break
        # Anywhere within the next saves; nothing waits for it.
        try:
            saver.wait(float(random.uniform(0, 0.12)))
        except subprocess.TimeoutExpired:
            saver.send_signal(signal.SIGKILL)
        saver.communicate(timeout=10)
        assert saver.returncode == -signal.SIGKILL
        assert open_picture(path).pixels.shape == (1500, 1500, 3)
        leftovers += len(os.listdir(tmp_path)) - 1
    assert leftovers > 0, "no kill fell into a save"
    save_png(path, photo(), None, {})
    assert os.listdir(tmp_path) == ["a.png"]
