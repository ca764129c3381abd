"""The two set-up commands: which Python they take, how they heal, what they say is missing.

Environments here are real but empty: the pinned files are replaced by files without packages.
"""

import ast
import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from fluxfill_studio import __main__ as program

ROOT = Path(__file__).parents[3]
PACKAGING = ROOT / "packaging"
sys.path.insert(0, str(PACKAGING))
import find_python  # noqa: E402
import run  # noqa: E402
import setup_environment  # noqa: E402
import system_packages  # noqa: E402

sys.path.remove(str(PACKAGING))

OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts stand in for programs")


@pytest.fixture(autouse=True)
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(find_python.CHOICE, raising=False)


def script(path: Path, body: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


class TestFinding:
    @posix
    def test_a_dead_shim_is_run_and_passed_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        was_run = tmp_path / "was-run"
        script(tmp_path / "dead" / "python9.9", f": > {was_run}; exit 127")
        alive = script(tmp_path / "alive" / "python9.8", f'exec {sys.executable} "$@"')
        monkeypatch.setattr(find_python, "SUPPORTED", ("9.9", "9.8", OWN))
        monkeypatch.setenv("PATH", os.pathsep.join(map(str, (tmp_path / "dead", alive.parent))))
        python = find_python.find_python()
        assert was_run.exists()
        assert python.version == OWN
        assert Path(python.executable).samefile(sys._base_executable)  # type: ignore[attr-defined]

    @posix
    def test_a_program_that_says_something_else_is_no_python(self, tmp_path: Path) -> None:
        assert find_python.probe([str(script(tmp_path / "python3.13", "echo 3.13"))]) is None
        failing = script(tmp_path / "python3.12", "echo 3.12; echo /x; echo True; exit 1")
        assert find_python.probe([str(failing)]) is None
        assert find_python.probe([str(tmp_path / "nothing")]) is None

    def test_without_any_python_one_sentence_says_where_to_get_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(find_python, "SUPPORTED", ("9.9",))
        with pytest.raises(find_python.Missing, match=r"3\.11, 3\.12 or 3\.13.*python\.org"):
            find_python.find_python()

    def test_the_users_choice_must_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(find_python.CHOICE, str(tmp_path / "nothing"))
        with pytest.raises(find_python.Missing, match="does not run"):
            find_python.find_python()

    def test_the_users_choice_must_be_supported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(find_python.CHOICE, sys.executable)
        assert find_python.find_python().version == OWN
        monkeypatch.setattr(find_python, "SUPPORTED", ("9.9",))
        with pytest.raises(find_python.Missing, match=f"which is Python {OWN}"):
            find_python.find_python()

    def test_a_python_that_can_make_an_environment_is_preferred(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lame = find_python.Python(OWN, "/lame", False)
        good = find_python.Python(OWN, "/good", True)
        monkeypatch.setattr(find_python, "candidates", lambda: [lame, good])
        monkeypatch.setattr(find_python, "probe", lambda python: python)
        assert find_python.find_python() is good

    def test_the_scripts_can_be_read_by_an_old_python(self) -> None:
        for path in PACKAGING.glob("*.py"):
            ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))


class Clone(SimpleNamespace):
    """A clone's folder with pinned files that need nothing from the network."""

    root: Path

    def pin(self, level: str, text: str) -> None:
        (self.root / "packaging" / "requirements" / f"{level}.txt").write_text(text)

    def prepare(self, level: str) -> Path:
        return Path(setup_environment.prepare(level))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone whose environment was cut off by kill -9 and then prepared again."""
    root = tmp_path_factory.mktemp("a clöne with spaces ")
    patch = pytest.MonkeyPatch()
    patch.setenv(find_python.CHOICE, sys.executable)
    clone = Clone(root=root, cut_off=False)
    (root / "packaging" / "requirements").mkdir(parents=True)
    for level in setup_environment.LEVELS:
        clone.pin(level, f"# {level}\n")
    for path in PACKAGING.glob("*.py"):
        (root / "packaging" / path.name).write_bytes(path.read_bytes())
    (root / "beside.py").write_text("here = True\n")
    clone.cut_off = cut_off_a_preparation(root)
    patch.setattr(setup_environment, "ROOT", str(root))
    patch.setattr(setup_environment, "REQUIREMENTS", str(root / "packaging" / "requirements"))
    clone.python = clone.prepare("core")
    yield clone
    patch.undo()


def cut_off_a_preparation(root: Path) -> bool:
    """Kill a real run while it fills `.venv`; whether it left something unfinished behind."""
    child = subprocess.Popen(
        [sys.executable, "-c", "import setup_environment; setup_environment.prepare('core')"],
        cwd=root / "packaging",
        stderr=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )
    pause = threading.Event()
    while not (root / ".venv" / "pyvenv.cfg").exists() and child.poll() is None:
        pause.wait(0.005)
    if os.name == "nt":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    unfinished = not (root / ".venv" / setup_environment.STAMP).exists()
    (root / ".venv" / "left-over").touch()
    return unfinished


class TestEnvironment:
    def test_an_interrupted_run_heals(self, made: Clone) -> None:
        assert made.cut_off
        assert not (made.root / ".venv" / "left-over").exists()
        code = "import beside, sys; print(beside.here, sys.prefix)"
        answer = subprocess.check_output([made.python, "-c", code], text=True, cwd=made.root.parent)
        assert answer == f"True {made.root / '.venv'}\n"

    def test_a_second_run_starts_nothing(
        self, made: Clone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(find_python.CHOICE, raising=False)
        monkeypatch.setattr(subprocess, "Popen", None)
        assert made.prepare("core") == made.python

    @pytest.mark.parametrize("level", ["core", "test"])
    def test_other_pins_are_installed(
        self, made: Clone, level: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        installed: list[str] = []
        monkeypatch.setattr(setup_environment, "install", lambda _, pins: installed.append(pins))
        made.pin(level, f"# {level} changed\n")
        assert made.prepare("core") == made.python
        assert made.prepare("core") == made.python
        assert [Path(pins).stem for pins in installed] == ["core"]

    def test_more_is_added_and_then_kept(
        self, made: Clone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        installed: list[str] = []
        monkeypatch.setattr(setup_environment, "install", lambda _, pins: installed.append(pins))
        made.prepare("test")
        made.prepare("editor")
        made.pin("core", "# core changed again\n")
        made.prepare("core")
        assert [Path(pins).stem for pins in installed] == ["test", "test"]

    def test_a_moved_clone_is_put_on_the_path_anew(
        self, made: Clone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual = str(made.root / ".venv")
        assert setup_environment.is_ready(usual, "core")
        monkeypatch.setattr(setup_environment, "ROOT", str(made.root) + "-moved")
        assert not setup_environment.is_ready(usual, "core")

    def test_another_python_gets_its_own_folder(self, made: Clone) -> None:
        other = find_python.Python("3.12", "/elsewhere/python3.12", True)
        assert setup_environment.folder_for(other) == str(made.root / ".venv-3.12")
        own = find_python.probe([sys.executable])
        assert setup_environment.folder_for(own) == str(made.root / ".venv")

    def test_packages_that_cannot_be_installed_are_one_sentence(
        self, made: Clone, capfd: pytest.CaptureFixture[str]
    ) -> None:
        made.pin("test", "fluxfill-no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
        pins = setup_environment.requirements("test")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PIP_NO_INDEX", "1")
            with pytest.raises(find_python.Missing, match="is the network there"):
                setup_environment.install(str(made.root / ".venv"), pins)
        made.pin("test", "# test\n")
        assert "fluxfill-no-such-package" in capfd.readouterr().err


@posix
class TestSystemPackages:
    @pytest.fixture
    def apt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """An apt-get that only installs after an update, and notes what it was told."""
        notes = tmp_path / "apt-was-told"
        body = f'echo "$@" >> {notes}; [ "$1" = update ] || /bin/grep -q update {notes}'
        script(tmp_path / "bin" / "apt-get", body)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        return notes

    def test_root_installs_after_fetching_the_lists(
        self, apt: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        system_packages.need_packages("Qt needs it", ["libegl1"])
        install = "install -y --no-install-recommends libegl1 -qq"
        assert apt.read_text().splitlines() == [install, "update -qq", install]

    def test_others_are_told_the_command(self, apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        command = "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
        with pytest.raises(find_python.Missing, match=command):
            system_packages.need_packages("Qt needs it", ["libegl1", "libgl1"])
        assert not apt.exists()

    def test_a_failing_apt_is_one_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script(tmp_path / "apt-get", "echo the disk is full; exit 100")
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(find_python.Missing, match=r"disk is full\n.*failed: apt-get install"):
            system_packages.need_packages("Qt needs it", ["libegl1"])

    def test_without_apt_the_packages_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(find_python.Missing, match="what your system calls libegl1"):
            system_packages.need_packages("Qt needs it", ["libegl1"])

    @pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
    def test_only_what_does_not_load_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[list[str]] = []
        monkeypatch.setattr(system_packages, "need_packages", lambda _, names: asked.append(names))
        monkeypatch.setattr(
            system_packages, "OFFSCREEN", {"libc.so.6": "libc6", "libfluxfill-no.so.9": "absent"}
        )
        system_packages.need_qt()
        assert asked == [["absent"]]


@pytest.mark.parametrize("arguments", [[], ["a.png"], ["fill"], ["--version"], ["jobs", "x"]])
def test_the_launcher_and_the_program_agree_on_what_needs_a_window(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.is_command(arguments) == program._is_command(arguments)
    values = {"DISPLAY": ("", ":0"), "WAYLAND_DISPLAY": ("", "w"), "QT_QPA_PLATFORM": ("", "xcb")}
    values["QT_QPA_PLATFORM"] += ("offscreen", "wayland;xcb")
    for combination in itertools.product(*values.values()):
        for name, value in zip(values, combination, strict=True):
            monkeypatch.setenv(name, value)
        assert run.has_display() == program._has_display()
