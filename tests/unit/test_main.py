"""The way in: what goes to the command line, what to the editor, what is refused in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fluxfill_studio import __version__
from fluxfill_studio.core.paths import ENGINE_CHILD

SCREENS = "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"


def run(*arguments: str, code: str | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    """The program's whole life without any display, unless `extra` names one."""
    environment = {name: value for name, value in os.environ.items() if name not in SCREENS}
    start = ["-m", "fluxfill_studio"] if code is None else ["-c", code]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        env=environment | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_version_is_told_without_a_display() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a display")
@pytest.mark.parametrize("arguments", [(), ("photo.jpg",)])
def test_without_a_display_the_editor_is_refused_in_one_sentence(
    arguments: tuple[str, ...],
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_qt_the_editor_is_refused_in_one_sentence() -> None:
    code = "import sys; sys.modules['PySide6'] = None; from fluxfill_studio.__main__ import main"
    done = run(code=code + "; sys.exit(main([]))", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert "fluxfill-studio[editor]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_library_that_qt_lacks_is_named(tmp_path: Path) -> None:
    package = tmp_path / "PySide6"
    package.mkdir()
    broken = "raise ImportError('libEGL.so.1: cannot open shared object file', name=__name__)\n"
    (package / "__init__.py").write_text(broken)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"
    code += "; from fluxfill_studio.__main__ import main; sys.exit(main([]))"
    done = run(code=code, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert "libEGL.so.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unusable_state_folder_is_a_notice_and_no_obstacle() -> None:
    done = run("--version", FLUXFILL_HOME=os.devnull + "/x")
    assert done.returncode == 0
    assert "No log can be written" in done.stderr


def test_a_bundle_can_become_the_engines_child() -> None:
    code = f"""
import sys
from fluxfill_studio import __main__
from fluxfill_studio.engine import child
child.main = lambda argv: print('child', argv) or 7
sys.exit(__main__.main([{ENGINE_CHILD!r}, 'a', 'b']))
"""
    done = run(code=code)
    assert (done.returncode, done.stdout) == (7, "child ['a', 'b']\n")
    assert "PySide6" not in done.stderr
