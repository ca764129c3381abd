"""Where state goes and where resources are found: source, wheel and bundle alike."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fluxfill_studio.core import paths
from fluxfill_studio.core.errors import CannotWrite

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(os.name == "nt", reason="file modes")


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@posix
def test_the_state_folder_is_made_for_its_owner_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLUXFILL_HOME", str(home / "new" / "state"))
    folder = paths.state_folder()
    assert folder == home / "new" / "state"
    assert mode(folder) == 0o700


@posix
def test_an_open_state_folder_is_closed_but_a_shared_one_is_left_alone(home: Path) -> None:
    home.chmod(0o755)
    assert mode(paths.state_folder()) == 0o700
    home.chmod(0o1777)
    assert mode(paths.state_folder()) == 0o1777


@posix
def test_a_folder_that_cannot_be_made_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLUXFILL_HOME", os.devnull + "/x")
    with pytest.raises(CannotWrite, match=r"/dev/null/x .*FLUXFILL_HOME"):
        paths.state_folder()


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG rules")
def test_without_a_choice_it_is_the_users_data_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FLUXFILL_HOME")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths.state_folder() == home / ".local" / "share" / "fluxfill-studio"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert paths.state_folder() == home / "data" / "fluxfill-studio"


def test_a_clone_has_its_resources_beside_the_package() -> None:
    assert paths.resource("icons", "x.svg") == ROOT / "resources" / "icons" / "x.svg"


def test_an_installed_package_has_its_resources_inside(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fluxfill_studio", tmp_path / "fluxfill_studio")
    inside = tmp_path / "fluxfill_studio" / "resources"
    inside.mkdir()
    code = "from fluxfill_studio.core.paths import resource; print(resource('a', 'b'))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    answer = subprocess.check_output(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, text=True
    )
    assert Path(answer.strip()) == inside.resolve() / "a" / "b"
