"""What each fake service does when all goes well, and what it refuses."""

from __future__ import annotations

import functools
import io
import operator
from collections.abc import Callable

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.fakes.services.running import ALL, Fakes
from tests.unit.fakes.talking import PHOTO, Talker, data_uri, hole, photo, pixels_of, png

Talk = Callable[[str], Talker]
CREATED = {"replicate": 201, "apiframe": 202}
BY_ADDRESS = ("apiframe", "eachlabs")
WITH_PRESETS = ("replicate", "kkiai", "chainhub", "apiframe")
REFUSED = {"bfl": 422, "replicate": 422, "kkiai": 400, "chainhub": 400, "apiframe": 400}

WRONG: list[dict[str, object]] = [
    {"steps": 51},
    {"steps": 0},
    {"steps": "many"},
    {"guidance": 1.4},
    {"guidance": 100.5},
    {"safety_tolerance": 7},
    {"safety_tolerance": -1},
    {"output_format": "gif"},
    {"prompt": 5},
    {"prompt_upsampling": "yes"},
    {"sead": 4},
    {"image": None},
    {"mask": None},
]


@pytest.mark.parametrize("service", ALL)
def test_a_job_runs_from_create_to_a_filled_picture(service: str, talk: Talk) -> None:
    talker = talk(service)
    answer = talker.create(output_format="png")
    assert answer.status_code == CREATED.get(service, 200)
    result = talker.fetch(talker.begun(output_format="png"))
    filled, inside = pixels_of(result.content), hole() > 0
    assert filled.shape == photo().shape
    change = np.abs(filled.astype(int) - photo())
    assert change[inside].mean() > 10
    assert 0 < change[~inside].mean() < 4


@pytest.mark.parametrize("service", ALL)
def test_the_seed_alone_decides_the_picture(service: str, talk: Talk) -> None:
    talker = talk(service)
    first, again, other = (
        talker.fetch(talker.begun(seed=seed, output_format="png")).content for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("service", ALL)
def test_a_running_job_says_so_until_it_is_finished(service: str, talk: Talk, fakes: Fakes) -> None:
    fakes.set(seconds=60)
    talker = talk(service)
    job = talker.begun()
    running = {"Pending", "starting", "QUEUED"}
    assert talker.poll(job).json()["status"] in running
    fakes.finish(job)
    assert talker.fetch(job).status_code == 200


@pytest.mark.parametrize("service", ALL)
def test_what_no_service_takes_is_refused_and_costs_nothing(
    service: str, talk: Talk, fakes: Fakes
) -> None:
    talker = talk(service)
    for change in WRONG:
        assert talker.create(**change).status_code == REFUSED.get(service, 400), change
    assert fakes.accepted() == []


def test_ranges_differ_between_services(talk: Talk) -> None:
    assert talk("bfl").create(safety_tolerance=0, output_format="jpeg").is_success
    assert talk("bfl").create(output_format="jpg").status_code == 422
    assert talk("bfl").create(prompt=None).is_success
    for service in ("replicate", "kkiai", "chainhub"):
        assert talk(service).create(steps=15, guidance=1.5, output_format="jpg").is_success
    for service in ALL[1:]:
        talker = talk(service)
        refused = [{"safety_tolerance": 0}, {"output_format": "jpeg"}, {"prompt": None}]
        assert all(not talker.create(**change).is_success for change in refused)
    for service in BY_ADDRESS:
        assert talk(service).create(guidance=2.5, steps=1).is_success
        assert talk(service).create(guidance=60).status_code == 400


@pytest.mark.parametrize("service", ALL)
def test_a_wrong_key_is_refused_everywhere(service: str, talk: Talk, fakes: Fakes) -> None:
    talker = talk(service)
    body = talker.body(talker.params())
    for headers in ({}, {name: value + "x" for name, value in talker.headers.items()}):
        answer = talker.client.post(talker.create_address, headers=headers, json=body)
        assert answer.status_code == (403 if service == "bfl" else 401)
    assert fakes.accepted() == []


@pytest.mark.parametrize("service", ALL)
def test_a_mask_must_fit_and_be_black_and_white(service: str, talk: Talk) -> None:
    talker = talk(service)
    grey = np.full((64, 96), 128, np.uint8)
    for mask in (hole(96, 63), grey):
        given = talker.params() | {"mask": talker._given(png(mask))}
        answer = talker.client.post(
            talker.create_address, headers=talker.headers, json=talker.body(given)
        )
        assert answer.status_code == REFUSED.get(service, 400)


@pytest.mark.parametrize("service", ["bfl", "replicate", "kkiai", "chainhub"])
def test_alpha_may_stand_for_the_mask(service: str, talk: Talk) -> None:
    talker = talk(service)
    clear = np.dstack([photo(), 255 - hole()])
    job = talker.begun(image=talker._given(png(clear)), mask=None, output_format="png")
    change = np.abs(pixels_of(talker.fetch(job).content).astype(int) - photo())
    assert change[hole() > 0].mean() > 10 > 4 > change[hole() == 0].mean()


@pytest.mark.parametrize("service", BY_ADDRESS)
def test_services_that_want_addresses_take_no_data(service: str, talk: Talk) -> None:
    assert talk(service).create(image=data_uri(PHOTO)).status_code == 400


def test_eachlabs_takes_public_addresses_only(talk: Talk) -> None:
    for address in ("http://pictures.example/a.png", "https://127.0.0.1:9/a.png"):
        assert talk("eachlabs").create(image=address).status_code == 400


@pytest.mark.parametrize("service", ["replicate", "kkiai", "chainhub", *BY_ADDRESS])
def test_a_picture_that_is_not_there_fails_the_job(service: str, talk: Talk) -> None:
    talker = talk(service)
    job = talker.begun(image="https://pictures.example/gone.png")
    told = talker.until(job, lambda word: word.lower() == "failed")
    assert "could not" in str(told.get("error") or told.get("message")).lower()


@pytest.mark.parametrize("service", WITH_PRESETS)
def test_presets_grow_the_picture(service: str, talk: Talk) -> None:
    talker = talk(service)
    more = {"mode": "outpaint"} if service == "apiframe" else {}
    job = talker.begun(outpaint="Right outpaint", mask=None, output_format="png", **more)
    grown = pixels_of(talker.fetch(job).content)
    assert grown.shape == (64, 144, 3)
    assert np.abs(grown[:, :96].astype(int) - photo()).mean() < 4


def test_services_without_presets_refuse_them(talk: Talk) -> None:
    assert talk("bfl").create(outpaint="Make square").status_code == 422
    assert talk("eachlabs").create(outpaint="Make square").status_code == 400
    assert talk("apiframe").create(outpaint="None", mode="outpaint").status_code == 400


def test_replicates_answers_fit_its_size_rule(talk: Talk) -> None:
    talker = talk("replicate")
    wide = {"image": data_uri(png(photo(1500, 170))), "mask": data_uri(png(hole(1500, 170)))}
    filled = Image.open(io.BytesIO(talker.fetch(talker.begun(**wide)).content))
    assert filled.size == (1440, 160)
    assert filled.format == "JPEG"


def test_bfl_polls_elsewhere_with_a_webhook_and_forgets_strangers(talk: Talk) -> None:
    talker = talk("bfl")
    plain = talker.create().json()
    assert plain["polling_url"] == f"{talker.base}/v1/get_result?id={plain['id']}"
    hooked = talker.create(webhook_url="https://hooks.example/1", webhook_secret="s").json()
    assert "polling_url" not in hooked
    assert talker.fetch(hooked["id"]).status_code == 200
    lost = talker.poll("11111111-2222")
    assert (lost.status_code, lost.json()["status"]) == (200, "Task not found")


@pytest.mark.parametrize("service", ["kkiai", "chainhub"])
def test_gateways_name_another_host_and_lack_what_they_never_promised(
    service: str, talk: Talk
) -> None:
    talker = talk(service)
    told = talker.create().json()
    assert told["urls"]["get"] == f"https://api.replicate.com/v1/predictions/{told['id']}"
    for path in ("/replicate/v1/predictions", "/replicate/v1/account", "/v1/predictions"):
        missing = talker.client.get(talker.base + path, headers=talker.headers)
        assert missing.status_code == 404
        assert missing.json()["error"]["type"] == "new_api_error"


def test_one_idempotency_key_is_one_job(talk: Talk, fakes: Fakes) -> None:
    talker = talk("apiframe")
    body = talker.body(talker.params())

    def send(key: str, body: dict[str, object]) -> httpx.Response:
        headers = talker.headers | {"Idempotency-Key": key}
        return talker.client.post(talker.create_address, headers=headers, json=body)

    first, again = send("k1", body), send("k1", body)
    assert first.json()["jobId"] == again.json()["jobId"]
    other = body | {"fluxFillParams": body["fluxFillParams"] | {"seed": 8}}
    assert send("k1", other).status_code == 409
    assert send("k2", other).json()["jobId"] != first.json()["jobId"]
    assert [row["idempotency_key"] for row in fakes.accepted()] == ["k1", "k2"]


def test_apiframe_takes_no_prompt_at_the_top(talk: Talk) -> None:
    talker = talk("apiframe")
    body = talker.body(talker.params()) | {"prompt": "a pond"}
    answer = talker.client.post(talker.create_address, headers=talker.headers, json=body)
    assert answer.status_code == 400
    assert "prompt" in answer.json()["details"]


def test_eachlabs_uploads_want_their_headers_and_never_the_key(talk: Talk, fakes: Fakes) -> None:
    talker = talk("eachlabs")
    told = talker.presign().json()
    put, required = talker.client.put, told["required_headers"]
    assert put(told["presigned_url"], content=PHOTO).status_code == 403
    carried = put(told["presigned_url"], content=PHOTO, headers=required | talker.headers)
    assert carried.status_code == 400
    assert put(told["presigned_url"], content=PHOTO, headers=required).status_code == 200
    assert talker.client.get(told["public_url"]).content == PHOTO
    address = f"{talker.base}/v1/upload/{told['id']}"
    assert talker.client.delete(address, headers=talker.headers).is_success
    assert talker.client.get(told["public_url"]).status_code == 404
    assert {row["role"] for row in fakes.log(kind="file")} == {"storage", "delivery"}


@pytest.mark.parametrize(("service", "limit"), [("bfl", 24), ("eachlabs", 10)])
def test_too_many_jobs_at_once_are_put_off(
    service: str, limit: int, talk: Talk, fakes: Fakes
) -> None:
    fakes.set(seconds=60)
    talker = talk(service)
    body = talker.body(talker.params())

    def send() -> int:
        headers = talker.headers
        return talker.client.post(talker.create_address, headers=headers, json=body).status_code

    assert [send() for _ in range(limit + 1)] == [200] * limit + [429]
    fakes.finish()
    assert talker.address(fakes.accepted()[0]["job"])
    assert send() == 200


@pytest.mark.parametrize(
    ("service", "path", "keys", "price", "refusal"),
    [
        ("bfl", "/v1/credits", ["credits"], 5, 402),
        ("kkiai", "/api/usage/token/", ["data", "total_available"], 25_000, 403),
        ("apiframe", "/v2/me", ["team", "credits"], 9, 402),
    ],
)
def test_balances_fall_and_an_empty_purse_is_refused(
    service: str,
    path: str,
    keys: list[str],
    price: float,
    refusal: int,
    talk: Talk,
    fakes: Fakes,
) -> None:
    talker = talk(service)

    def balance() -> float:
        told = talker.client.get(talker.base + path, headers=talker.headers).json()
        return functools.reduce(operator.getitem, keys, told)

    before = balance()
    talker.begun()
    assert before - balance() == pytest.approx(price)
    fakes.set(service, credit=0.01)
    assert talker.create().status_code == refusal


def test_a_refusal_for_money_names_it(talk: Talk, fakes: Fakes) -> None:
    fakes.set(credit=0.01)
    refused = talk("apiframe").create().json()
    assert (refused["creditsRequired"], refused["creditsAvailable"]) == (9, 1)
    assert talk("kkiai").create().json()["error"]["code"] == "insufficient_user_quota"


@pytest.mark.parametrize(
    ("service", "word"), [("replicate", "canceled"), ("eachlabs", "cancelled")]
)
def test_a_job_can_be_cancelled_where_that_exists(
    service: str, word: str, talk: Talk, fakes: Fakes
) -> None:
    fakes.set(seconds=60)
    talker = talk(service)
    job = talker.begun()
    path = "predictions" if service == "replicate" else "prediction"
    address = f"{talker.base}/v1/{path}/{job}/cancel"
    assert talker.client.post(address, headers=talker.headers).json()["status"] == word
    assert talker.poll(job).json()["status"] == word


def test_results_die_after_their_life(talk: Talk, fakes: Fakes) -> None:
    for service in ALL:
        talker = talk(service)
        address = talker.address(talker.begun())
        assert talker.client.get(address).status_code == 200
        fakes.set(service, life=0)
        assert talker.client.get(address).status_code == 404
    told = talk("replicate").poll(fakes.accepted("replicate")[0]["job"]).json()
    assert (told["status"], told["output"], told["data_removed"]) == ("succeeded", None, True)


def test_lists_find_lost_jobs(talk: Talk, fakes: Fakes) -> None:
    fakes.set("replicate", minute_limit=None)
    talker = talk("replicate")
    body = talker.body(talker.params(image="https://pictures.example/1.png"))
    for _ in range(101):
        talker.client.post(talker.create_address, headers=talker.headers, json=body)
    page = talker.client.get(f"{talker.base}/v1/predictions", headers=talker.headers).json()
    rest = talker.client.get(page["next"], headers=talker.headers).json()
    listed = [row["id"] for row in page["results"] + rest["results"]]
    assert listed == [row["job"] for row in reversed(fakes.accepted())]
    assert page["results"][0]["input"]["image"] == "https://pictures.example/1.png"
    last = page["results"][0]["created_at"]
    later = {"created_after": last.replace("Z", "+00:00")}
    address = f"{talker.base}/v1/predictions"
    newer = talker.client.get(address, headers=talker.headers, params=later).json()
    assert listed[0] in [row["id"] for row in newer["results"]]
    assert listed[50] not in [row["id"] for row in newer["results"]]
    apiframe = talk("apiframe")
    job = apiframe.begun()
    listed = apiframe.client.get(f"{apiframe.base}/v2/jobs", headers=apiframe.headers).json()
    assert [row["id"] for row in listed["jobs"]] == [job]


def test_replicate_holds_an_answer_open_on_request(talk: Talk) -> None:
    talker = talk("replicate")
    headers = talker.headers | {"Prefer": "wait"}
    body = talker.body(talker.params())
    held = talker.client.post(talker.create_address, headers=headers, json=body).json()
    assert held["status"] == "succeeded"
    assert talker.create().json()["status"] == "starting"


def test_an_upload_lies_there_as_it_was_sent(talk: Talk) -> None:
    talker = talk("apiframe")
    assert talker.client.get(talker.upload(PHOTO)).content == PHOTO


@pytest.mark.parametrize("service", ALL)
def test_a_result_wants_its_signature_and_no_key(service: str, talk: Talk) -> None:
    talker = talk(service)
    address = talker.address(talker.begun())
    assert talker.client.get(address.partition("?")[0]).status_code == 403
    assert talker.client.get(address).status_code == 200
