"""The fakes against what nobody here wrote: Replicate's own client, a gateway's API description."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import replicate
import yaml

from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from tests.fakes.services.running import ROOT, Fakes
from tests.unit.fakes.talking import HOLE, PHOTO, Talker, hole, photo, pixels_of
from tests.unit.providers.asking import submitted

DESCRIPTION = ROOT / "tests" / "fakes" / "services" / "openapi" / "chainhub.yaml"
PATH = "/replicate/v1/models/black-forest-labs/flux-fill-pro/predictions"
MODEL = "black-forest-labs/flux-fill-pro"
PYTHON_TYPES = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "object": dict,
    "null": type(None),
}


@pytest.fixture
def official(fakes: Fakes) -> Iterator[replicate.Client]:
    """Replicate's own client, led to the fake."""
    client = replicate.Client(api_token=fakes.key("replicate"), base_url=fakes.base("replicate"))
    yield client
    client._client.close()


def test_the_official_client_uploads_runs_downloads_and_lists(
    official: replicate.Client, fakes: Fakes, client: httpx.Client
) -> None:
    given = {"image": io.BytesIO(PHOTO), "mask": io.BytesIO(HOLE), "prompt": "a pond", "seed": 1}
    output = official.run(MODEL, input={**given, "output_format": "png"})
    # It wraps results in objects only when they lie at https addresses.
    filled = pixels_of(client.get(output).content)
    change = np.abs(filled.astype(int) - photo())
    assert change[hole() > 0].mean() > 10 > 4 > change[hole() == 0].mean()
    assert len(fakes.log(kind="upload")) == 2
    (listed,) = official.predictions.list().results
    assert (listed.status, listed.id) == ("succeeded", fakes.accepted()[0]["job"])


def test_the_official_client_polls_reads_progress_and_cancels(
    official: replicate.Client, fakes: Fakes
) -> None:
    fakes.set("replicate", seconds=60)
    image, mask = (official.files.create(io.BytesIO(data)) for data in (PHOTO, HOLE))
    begun = official.models.predictions.create(
        MODEL, input={"image": image.urls["get"], "mask": mask.urls["get"], "prompt": "p"}
    )
    begun.reload()
    assert begun.status == "starting"
    assert begun.progress.total == 50
    begun.cancel()
    assert begun.status == "canceled"
    assert official.files.delete(image.id)


def description() -> dict[str, Any]:
    """The published text, its unquoted colons repaired."""
    text = Path(DESCRIPTION).read_text(encoding="utf-8")
    return dict(yaml.safe_load(re.sub(r"(?m)^( +description: )(.*: .*)$", _quoted, text)))


def _quoted(line: re.Match[str]) -> str:
    return line[1] + "'" + line[2].replace("'", "''") + "'"


def schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the request and of its answer, in JSON."""
    post = description()["paths"][PATH]["post"]
    request = post["requestBody"]["content"]["application/json"]
    answer = post["responses"]["200"]["content"]["application/json"]
    # Typed integer, although its smallest value is 1.5.
    request["schema"]["properties"]["input"]["properties"]["guidance"]["type"] = "number"
    # Copied from another model; the example beside it has other fields.
    del answer["schema"]["properties"]["input"]["required"]
    return request, answer


def wrong(value: object, schema: dict[str, Any], where: str = "") -> list[str]:
    """Where `value` is not what `schema` says: types, required and unknown fields."""
    kind = PYTHON_TYPES[schema["type"]]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return [f"{where} is no {schema['type']}"]
    if not isinstance(value, dict):
        return []
    fields = schema["properties"]
    found = [f"{where}.{name} lacks" for name in schema.get("required", ()) if name not in value]
    for name, item in value.items():
        found += wrong(item, fields[name], f"{where}.{name}") if name in fields else []
    return found


def test_the_description_bites() -> None:
    request, answer = schemas()
    assert wrong(request["example"], request["schema"]) == []
    assert wrong(answer["example"], answer["schema"]) == []
    bad = {"input": {"image": 5, "steps": 2.5, "guidance": 2.5, "prompt_upsampling": 1}}
    assert wrong(bad, request["schema"]) == [
        ".input.prompt lacks",
        ".input.image is no string",
        ".input.steps is no integer",
        ".input.prompt_upsampling is no boolean",
    ]


def test_requests_and_answers_fit_the_description(talk: Callable[[str], Talker]) -> None:
    request, answer = schemas()
    talker = talk("chainhub")
    assert talker.create_address == talker.base + PATH
    assert wrong(talker.body(talker.params(guidance=2.5)), request["schema"]) == []
    lacking = wrong(talker.create().json(), answer["schema"])
    assert lacking == [".urls.stream lacks"]


def test_what_the_adapters_of_the_gateways_send_fits_the_description(
    fakes: Fakes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in fakes.environment("kkiai", "chainhub").items():
        monkeypatch.setenv(name, value)

    async def send() -> None:
        providers = make_providers(Keys(), Settings(home / "settings.json"))
        params = {"steps": 20, "guidance": 2.5, "safety_tolerance": 3, "prompt_upsampling": True}
        try:
            await submitted(providers["kkiai"], **params)
            await submitted(providers["chainhub"], native="Make square")
        finally:
            await providers.close()

    asyncio.run(send())
    request, _ = schemas()
    for create in fakes.log(kind="create"):
        assert create["path"] == PATH
        assert wrong(create["json"], request["schema"]) == []
        # The seed stands in no gateway's paper; it is sent as Replicate takes it.
        described = request["schema"]["properties"]["input"]["properties"]
        assert create["json"]["input"].keys() - described == {"seed"}


def test_what_the_description_requires_the_fake_requires(talk: Callable[[str], Talker]) -> None:
    request, _ = schemas()
    for name in request["schema"]["properties"]["input"]["required"]:
        assert talk("chainhub").create(**{name: None}).status_code == 400
