"""Every fault of the script, seen by a client that nobody here wrote."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Callable

import httpx
import psutil
import pytest
from PIL import Image

from tests.fakes.services.recipes import RECIPES
from tests.fakes.services.running import ALL, ROOT, Fakes
from tests.unit.fakes.talking import Talker

Talk = Callable[[str], Talker]
LIFE_OF_A_CUT_OFF = 0.2  # seconds a client waits for bytes that never come


def strike(fakes: Fakes, service: str, on: str, kind: str, **values: object) -> None:
    """One fault, once."""
    fakes.script({"service": service, "on": on, "fault": {"kind": kind, **values}})


@pytest.mark.parametrize("service", ALL)
def test_a_job_can_be_accepted_and_its_answer_cut(service: str, talk: Talk, fakes: Fakes) -> None:
    strike(fakes, service, "create", "cut", after=True)
    with pytest.raises(httpx.ReadError):  # a reset; an orderly end is RemoteProtocolError
        talk(service).create()
    assert len(fakes.accepted(service)) == 1
    strike(fakes, service, "create", "cut")
    with pytest.raises(httpx.ReadError):
        talk(service).create()
    assert len(fakes.accepted(service)) == 1


def test_equal_intents_have_equal_digests(talk: Talk, fakes: Fakes) -> None:
    for service in ALL:
        for seed in (1, 1, 2):
            talk(service).begun(seed=seed)
        first, again, other = (row["digest"] for row in fakes.accepted(service))
        assert first == again != other


@pytest.mark.parametrize("status", [500, 502, 504])
def test_an_accepted_job_can_be_answered_by_an_error(status: int, talk: Talk, fakes: Fakes) -> None:
    strike(fakes, "bfl", "create", "status", status=status, body="oh no", after=True)
    answer = talk("bfl").create()
    assert (answer.status_code, answer.text) == (status, "oh no")
    assert len(fakes.accepted()) == 1


def test_an_answer_can_hang_or_be_late(talk: Talk, fakes: Fakes, client: httpx.Client) -> None:
    talker = talk("bfl")
    for kind in ("hang", "delay"):
        strike(fakes, "bfl", "balance", kind, seconds=1)
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{talker.base}/v1/credits", headers=talker.headers, timeout=0.05)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", (httpx.ReadError, httpx.RemoteProtocolError)),
        ("truncate", httpx.RemoteProtocolError),
        ("drip", httpx.ReadTimeout),
    ],
)
def test_a_result_can_break_on_the_way(
    kind: str, error: type[Exception], talk: Talk, fakes: Fakes, client: httpx.Client
) -> None:
    talker = talk("replicate")
    address = talker.address(talker.begun())
    strike(fakes, "replicate", "fetch", kind, pause=1)
    with pytest.raises(error):
        client.get(address, timeout=LIFE_OF_A_CUT_OFF)
    assert talker.client.get(address).status_code == 200


def test_a_close_delimited_result_looks_whole_but_is_not(talk: Talk, fakes: Fakes) -> None:
    talker = talk("eachlabs")
    address = talker.address(talker.begun(output_format="png"))
    strike(fakes, "eachlabs", "fetch", "short")
    half = talker.client.get(address).content
    whole = talker.client.get(address).content
    assert whole.startswith(half)
    assert len(half) == len(whole) // 2


def test_a_throttled_request_says_when_in_two_ways(talk: Talk, fakes: Fakes) -> None:
    talker = talk("replicate")
    strike(fakes, "replicate", "create", "throttle", seconds=7)
    strike(fakes, "replicate", "create", "throttle", seconds=30, told="text")
    by_header, by_text = talker.create(), talker.create()
    assert (by_header.status_code, by_header.headers["Retry-After"]) == (429, "7")
    assert by_text.status_code == 429
    assert "Retry-After" not in by_text.headers
    assert "resets in ~30s" in by_text.json()["detail"]
    assert talker.create().is_success


@pytest.mark.parametrize(
    ("kind", "content_type", "begin"),
    [
        ("html", "text/html", b"<!doctype"),
        ("empty", "application/json", b""),
        ("garbage", "application/json", b'{"id"'),
    ],
)
def test_an_answer_can_be_no_json(
    kind: str, content_type: str, begin: bytes, talk: Talk, fakes: Fakes
) -> None:
    talker = talk("apiframe")
    job = talker.begun()
    strike(fakes, "apiframe", "poll", kind)
    answer = talker.poll(job)
    assert answer.headers["content-type"].startswith(content_type)
    assert answer.content.startswith(begin)
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()


def test_an_answer_can_have_other_types_and_other_fields(talk: Talk, fakes: Fakes) -> None:
    talker = talk("bfl")
    job = talker.begun()
    strike(fakes, "bfl", "poll", "types")
    strike(fakes, "bfl", "poll", "patch", set={"status": "New"}, drop=["id"])
    wrong, patched = talker.poll(job).json(), talker.poll(job).json()
    assert wrong["status"] == 12345
    assert patched["status"] == "New"
    assert "id" not in patched


def test_a_small_answer_can_become_huge(talk: Talk, fakes: Fakes, client: httpx.Client) -> None:
    strike(fakes, "bfl", "balance", "bomb", megabytes=20)
    address = f"{talk('bfl').base}/v1/credits"
    with client.stream("GET", address) as answer:
        assert sum(map(len, answer.iter_bytes())) == 20_000_000
        assert int(answer.headers["content-length"]) < 30_000


def test_redirects_lead_away_and_a_stranger_notes_who_follows(talk: Talk, fakes: Fakes) -> None:
    talker = talk("bfl")
    address = talker.address(talker.begun())
    for to in ("file", "private", "loop", "https://other.example/"):
        strike(fakes, "bfl", "fetch", "redirect", to=to)
    places = [talker.client.get(address).headers["location"] for _ in range(4)]
    assert places[0].startswith("file:///")
    assert places[1].startswith("http://169.254.")
    assert places[2:] == [address, "https://other.example/"]
    strike(fakes, "bfl", "fetch", "redirect", to="elsewhere", status=307)
    moved = talker.client.get(address, follow_redirects=True, headers={"x-key": "secret"})
    assert moved.content == talker.client.get(address).content
    (seen,) = fakes.log(role="elsewhere")
    assert seen["headers"]["x-key"] == "secret"
    assert str(moved.url).startswith(fakes.elsewhere)


def test_services_refuse_in_their_own_words(talk: Talk, fakes: Fakes) -> None:
    codes = {}
    for service in ALL:
        strike(fakes, service, "create", "refuse", why="quota")
        codes[service] = talk(service).create().status_code
    assert codes == dict.fromkeys(ALL, 402) | {"kkiai": 403, "chainhub": 403}


ENDS = {
    "bfl": ("Error", "Request Moderated", "Content Moderated", "Error"),
    "replicate": ("failed", "failed", "failed", "aborted"),
    "apiframe": ("FAILED", "FAILED", "FAILED", "CANCELLED"),
    "eachlabs": ("failed", "error", "error", "cancelled"),
}


@pytest.mark.parametrize("service", ENDS)
def test_a_job_ends_as_the_script_wants(service: str, talk: Talk, fakes: Fakes) -> None:
    talker = talk(service)
    words = ("failed", "moderated input", "moderated output", "aborted")
    for word, told in zip(words, ENDS[service], strict=True):
        strike(fakes, service, "create", "ending", word=word)
        talker.until(talker.begun(), told.__eq__)


def test_moderation_comes_with_its_reasons(talk: Talk, fakes: Fakes) -> None:
    strike(fakes, "bfl", "create", "ending", word="moderated output", reasons=["Gore"])
    told = talk("bfl").until(talk("bfl").begun(), "Content Moderated".__eq__)
    assert told["details"] == {"Moderation Reasons": ["Gore"]}
    strike(fakes, "replicate", "create", "ending", word="moderated input")
    told = talk("replicate").until(talk("replicate").begun(), "failed".__eq__)
    assert "E005" in told["error"]


def test_apiframe_gives_the_credits_of_a_failure_back_once(talk: Talk, fakes: Fakes) -> None:
    talker = talk("apiframe")
    strike(fakes, "apiframe", "create", "ending", word="failed")
    job = talker.begun()
    assert [talker.until(job, "FAILED".__eq__)["creditCost"] for _ in range(2)] == [0, 0]
    left = talker.client.get(f"{talker.base}/v2/me", headers=talker.headers).json()
    assert left["team"]["credits"] == 18_000


def test_running_words_and_progress_can_be_any(talk: Talk, fakes: Fakes) -> None:
    strike(fakes, "bfl", "create", "running", word="Reasoning", progress=55)
    strike(fakes, "bfl", "create", "length", seconds=60)
    told = talk("bfl").poll(talk("bfl").begun()).json()
    assert (told["status"], told["progress"]) == ("Reasoning", 55)


def test_the_output_can_have_any_shape(talk: Talk, fakes: Fakes) -> None:
    talker = talk("replicate")
    shapes = {"string": str, "list": list, "images": dict, "missing": type(None), "number": int}
    for form, kind in shapes.items():
        strike(fakes, "replicate", "create", "output", form=form)
        told = talker.until(talker.begun(), "succeeded".__eq__)
        assert type(told["output"]) is kind


def test_a_result_can_be_any_file(
    talk: Talk, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # else Pillow warns of the bomb
    talker = talk("bfl")

    def result(form: str, **values: object) -> bytes:
        strike(fakes, "bfl", "create", "picture", form=form, **values)
        return talker.fetch(talker.begun(output_format="png")).content

    assert Image.open(io.BytesIO(result("size", width=30, height=20))).size == (30, 20)
    modes = {"alpha": "RGBA", "grey": "L", "palette": "P", "deep": "I;16"}
    for form, mode in modes.items():
        assert Image.open(io.BytesIO(result(form))).mode == mode
    bomb = result("bomb")
    assert len(bomb) < 10_000
    assert Image.open(io.BytesIO(bomb)).size == (60_000, 60_000)
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(result("truncated"))).load()
    assert result("empty") == b""
    assert 1_500_000 < len(result("large", megabytes=2)) < 2_500_000


def test_faults_wait_their_turn_and_stop(talk: Talk, fakes: Fakes) -> None:
    talker = talk("bfl")
    job = talker.begun()
    status = {"kind": "status", "status": 503}
    fakes.script({"service": "bfl", "on": "poll", "skip": 1, "times": 2, "fault": status})
    assert [talker.poll(job).status_code for _ in range(4)] == [200, 503, 503, 200]
    assert fakes.remaining() == []
    fakes.script({"on": "any", "times": None, "fault": status})
    assert {talk(service).create().status_code for service in ("bfl", "kkiai")} == {503}


@pytest.mark.parametrize(
    "line",
    [
        {"service": "bfl", "on": "poll", "fault": {"kind": "cutt"}},
        {"service": "bfl", "on": "polls", "fault": {"kind": "cut"}},
        {"service": "bfl", "on": "poll", "fault": {"kind": "ending", "word": "failed"}},
        {"service": "bfl", "on": "create", "fault": {"kind": "ending", "word": "fails"}},
        {"service": "other", "on": "create", "fault": {"kind": "cut"}},
        {"service": "bfl", "on": "create", "time": 2, "fault": {"kind": "cut"}},
    ],
    ids=str,
)
def test_a_fault_that_could_never_strike_is_a_mistake(
    line: dict[str, object], fakes: Fakes
) -> None:
    with pytest.raises(ValueError, match="Error"):
        fakes.script(line)


def test_every_recipe_can_be_played_at_every_service(fakes: Fakes) -> None:
    for recipe in RECIPES:
        fakes.script(recipe.line("bfl"))
    assert len(fakes.remaining()) == len(RECIPES) == len({recipe.name for recipe in RECIPES}) >= 60


def test_the_log_tells_all_but_the_pictures(talk: Talk, fakes: Fakes) -> None:
    talker = talk("apiframe")
    talker.fetch(talker.begun())
    first, *_, last = fakes.log()
    assert (first["kind"], first["fields"]["file"]["filename"]) == ("upload", "a.png")
    assert (last["kind"], last["role"], last["method"]) == ("fetch", "delivery", "GET")
    assert "x-api-key" in first["headers"]
    assert "x-api-key" not in last["headers"]
    talk("bfl").begun()
    sent = fakes.log(service="bfl")[0]["json"]
    assert sent["prompt"] == "a pond"
    assert "characters, SHA-256" in sent["image"]


def test_the_fakes_end_with_whoever_started_them() -> None:
    code = "import os; from tests.fakes.services.running import Fakes;"
    code += "print(Fakes('bfl').pid, flush=True); os._exit(9)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(int(told.stdout))
        try:
            process.wait(timeout=5)
        except psutil.TimeoutExpired:
            process.kill()
            raise
