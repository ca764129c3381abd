"""A plain client of each dialect, to try the fakes without the program's adapters."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
from PIL import Image

from tests.fakes.services.running import Fakes

MODEL = "/models/black-forest-labs/flux-fill-pro/predictions"
PATIENCE_S = 5.0
SUCCEEDED = {"Ready", "succeeded", "COMPLETED", "success"}


def png(pixels: np.ndarray[Any, Any]) -> bytes:
    """`pixels`, uint8, as a PNG file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def pixels_of(data: bytes) -> np.ndarray[Any, Any]:
    """A file's pixels, (h, w, 3) uint8 RGB."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def photo(width: int = 96, height: int = 64) -> np.ndarray[Any, Any]:
    """A soft picture without noise, (h, w, 3) uint8."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 / width, y * 255 / height, (x + y) % 256], -1).astype(np.uint8)


def hole(width: int = 96, height: int = 64) -> np.ndarray[Any, Any]:
    """A mask, (h, w) uint8: a white box in the middle."""
    mask = np.zeros((height, width), np.uint8)
    mask[height // 4 : height // 2, width // 4 : width // 2] = 255
    return mask


PHOTO, HOLE = png(photo()), png(hole())


def data_uri(data: bytes) -> str:
    """`data` in an address."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


class Talker:
    """Speaks one dialect; the answers come back as they are."""

    def __init__(self, fakes: Fakes, service: str, client: httpx.Client) -> None:
        self.fakes, self.service, self.client = fakes, service, client
        self.base = fakes.base(service)
        self.predictions = self.base + ("/v1" if service == "replicate" else "/replicate/v1")

    @property
    def headers(self) -> dict[str, str]:
        """The key, as this service wants it."""
        key = self.fakes.key(self.service)
        if self.service == "bfl":
            return {"x-key": key}
        if self.service in ("apiframe", "eachlabs"):
            return {"X-API-Key": key}
        return {"Authorization": f"Bearer {key}"}

    def params(self, **changes: object) -> dict[str, Any]:
        """A good request's parameters; a change to None leaves one out."""
        image, mask = self._given(PHOTO), self._given(HOLE)
        params = {"image": image, "mask": mask, "prompt": "a pond", "seed": 7}
        if self.service == "apiframe":
            params["mode"] = "inpaint"
        return {name: value for name, value in (params | changes).items() if value is not None}

    def _given(self, data: bytes) -> str:
        if self.service == "bfl":
            return base64.b64encode(data).decode()
        if self.service in ("apiframe", "eachlabs"):
            return self.upload(data)
        return data_uri(data)

    def upload(self, data: bytes) -> str:
        """The address under which `data` now lies."""
        if self.service == "apiframe":
            files = {"file": ("a.png", data, "image/png")}
            told = self.client.post(f"{self.base}/v2/uploads", headers=self.headers, files=files)
            return str(told.json()["url"])
        told = self.presign().json()
        put = self.client.put(told["presigned_url"], content=data, headers=told["required_headers"])
        assert put.status_code == 200, put.text
        return str(told["public_url"])

    def presign(self) -> httpx.Response:
        """A place for an upload at Eachlabs."""
        wish = {"content_type": "image/png", "file_type": "image", "expires_in_seconds": 60}
        return self.client.post(f"{self.base}/v1/upload/presign", headers=self.headers, json=wish)

    def body(self, params: dict[str, Any]) -> dict[str, Any]:
        """The JSON of a create."""
        if self.service == "bfl":
            return params
        if self.service == "apiframe":
            return {"model": "flux-fill-pro", "fluxFillParams": params}
        if self.service == "eachlabs":
            return {"model": "flux-fill-pro", "input": params}
        return {"input": params}

    @property
    def create_address(self) -> str:
        """Where jobs begin."""
        paths = {
            "bfl": f"{self.base}/v1/flux-pro-1.0-fill",
            "apiframe": f"{self.base}/v2/images/edit",
            "eachlabs": f"{self.base}/v1/prediction",
        }
        return paths.get(self.service, self.predictions + MODEL)

    def create(self, **changes: object) -> httpx.Response:
        """Begin a job."""
        body = self.body(self.params(**changes))
        return self.client.post(self.create_address, headers=self.headers, json=body)

    def begun(self, **changes: object) -> str:
        """Begin a job; its id."""
        answer = self.create(**changes)
        assert answer.is_success, answer.text
        told = answer.json()
        return str(told.get("id") or told.get("jobId") or told.get("predictionID"))

    def poll(self, job: str) -> httpx.Response:
        """How the job stands."""
        addresses = {
            "bfl": f"{self.base}/v1/get_result?id={job}",
            "apiframe": f"{self.base}/v2/jobs/{job}",
            "eachlabs": f"{self.base}/v1/prediction/{job}",
        }
        address = addresses.get(self.service, f"{self.predictions}/predictions/{job}")
        return self.client.get(address, headers=self.headers)

    def until(self, job: str, fits: Callable[[str], bool]) -> dict[str, Any]:
        """The first poll answer whose status fits."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            told = self.poll(job).json()
            if fits(told["status"]):
                return dict(told)
        raise AssertionError(f"{self.service} still says {told}")

    def address(self, job: str) -> str:
        """The finished result's address."""
        told = self.until(job, SUCCEEDED.__contains__)
        if self.service == "bfl":
            return str(told["result"]["sample"])
        return str(told["result"]["images"][0] if self.service == "apiframe" else told["output"])

    def fetch(self, job: str) -> httpx.Response:
        """The finished result."""
        return self.client.get(self.address(job))
