"""What reaches the log files, from real processes, and what must never reach them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core import log

KEY = "sk-secret/0123456789"


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process that has started the log."""
    return subprocess.run(
        [sys.executable, "-c", f"from fluxfill_studio.core import log\n{code}"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def written(home: Path) -> str:
    return (home / "log" / "fluxfill.log").read_text(encoding="utf-8")


def test_an_uncaught_error_is_logged_and_shown(home: Path) -> None:
    done = run("assert log.start() is None\nraise KeyError('lost')")
    assert done.returncode == 1
    assert "KeyError: 'lost'" in done.stderr
    assert "CRITICAL" in written(home)
    assert "KeyError: 'lost'" in written(home)


def test_errors_of_threads_and_finalizers_are_logged(home: Path) -> None:
    code = """
import threading
log.start()
class Bad:
    def __del__(self): raise ValueError('from a finalizer')
del (bad := Bad())
thread = threading.Thread(target=lambda: 1 / 0, name='worker')
thread.start(); thread.join()
"""
    assert run(code.replace("del (bad := Bad())", "bad = Bad()\ndel bad")).returncode == 0
    assert "ValueError: from a finalizer" in written(home)
    assert "uncaught error in thread worker" in written(home)
    assert "ZeroDivisionError" in written(home)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_native_crash_leaves_its_stack(home: Path) -> None:
    done = run("log.start()\nimport os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    assert done.returncode < 0
    crash = (home / "log" / "crash.log").read_text(encoding="utf-8")
    assert "Segmentation fault" in crash
    assert 'File "<string>"' in crash


def test_no_secret_and_no_query_reaches_file_or_terminal(home: Path) -> None:
    code = f"""
import logging, urllib.parse
log.start()
key = {KEY!r}
log.keep_secret(key)
logging.getLogger('x').info('sent %s', key)
logging.getLogger('x').info('GET https://a.b/p?k=%s#frag', urllib.parse.quote(key, safe=''))
logging.getLogger('x').info('key in a path /%s/', urllib.parse.quote(key, safe=''))
logging.getLogger('x').info('PUT https://me:pass@a.b/up?signature=abc')
raise RuntimeError('refused: ' + key)
"""
    done = run(code)
    for text in (written(home), done.stderr):
        assert "secret" not in text
        assert "signature" not in text
        assert "pass@" not in text
    assert "sent ***" in written(home)
    assert "GET https://a.b/p\n" in written(home)
    assert "PUT https://a.b/up\n" in written(home)
    assert "refused: ***" in done.stderr


def test_without_a_usable_folder_the_program_goes_on_and_says_so() -> None:
    code = "notice = log.start()\nprint(notice)\nimport logging\nlogging.warning('still told')"
    done = run(code, FLUXFILL_HOME=os.devnull + "/x")
    assert done.returncode == 0
    assert "No log can be written" in done.stdout
    assert "still told" in done.stderr


def test_the_log_is_rotated(home: Path) -> None:
    code = "log.LOG_BYTES = 2000\nlog.start()\nimport logging\nfor n in range(400): logging.info(n)"
    assert run(code).returncode == 0
    files = sorted(path.name for path in (home / "log").iterdir())
    expected = ["crash.log", "fluxfill.log", *(f"fluxfill.log.{n}" for n in (1, 2, 3))]
    assert files == expected
    assert all(path.stat().st_size <= 2000 for path in (home / "log").iterdir())


def test_a_windowed_program_without_stderr_does_not_stumble(home: Path) -> None:
    code = "import sys\nsys.stderr = None\nlog.start()\nraise KeyError('silent')"
    done = run(code)
    assert (done.returncode, done.stderr) == (1, "")
    assert "KeyError: 'silent'" in written(home)


@given(st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=4), st.text())
def test_a_registered_secret_never_survives(secret: str, around: str) -> None:
    before = set(log._secrets)
    try:
        log.keep_secret(secret)
        assert secret not in log.masked(around + secret + around)
    finally:
        log._secrets.clear()
        log._secrets.update(before)


@pytest.mark.parametrize("text", ["a: b", "50% of 3 // 4", "C:\\x\\y", "12:30 what? no", "#1"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert log.masked(text) == text
