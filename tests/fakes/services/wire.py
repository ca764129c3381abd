"""Requests as they came over the wire: forms taken apart, everything described for the log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from email.message import Message
from typing import Any

from aiohttp import web

LONG_TEXT = 4000  # longer strings in JSON are logged by size and hash, as pictures are


@dataclass(frozen=True)
class Part:
    """One part of a multipart form."""

    name: str
    filename: str | None
    content_type: str | None
    data: bytes


def form_parts(content_type: str, body: bytes) -> dict[str, Part]:
    """The parts of a multipart form by name; none if `body` is no such form."""
    boundary = _header(content_type).get_param("boundary")
    if not content_type.startswith("multipart/form-data") or not boundary:
        return {}
    pieces = body.split(b"--" + str(boundary).encode())[1:-1]
    parts = [_part(piece) for piece in pieces]
    return {part.name: part for part in parts}


def _part(piece: bytes) -> Part:
    head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = [line.partition(":") for line in head.decode().split("\r\n")]
    named = {name.lower(): value.strip() for name, _, value in lines}
    disposition = _header(named.get("content-disposition", ""))
    name = disposition.get_param("name", "")
    return Part(
        str(name),
        disposition.get_filename(),
        named.get("content-type"),
        data.removesuffix(b"\r\n"),
    )


def _header(value: str) -> Message:
    message = Message()
    message["Content-Type"] = value
    message["Content-Disposition"] = value
    return message


def described(request: web.Request, body: bytes) -> dict[str, Any]:
    """A request for the log: everything but the pictures themselves."""
    parts = form_parts(request.headers.get("Content-Type", ""), body)
    return {
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "size": len(body),
        "sha256": sha(body),
        "json": _json(request, body),
        "fields": {name: _described_part(part) for name, part in parts.items()},
    }


def _described_part(part: Part) -> dict[str, Any]:
    return {
        "filename": part.filename,
        "content_type": part.content_type,
        "size": len(part.data),
        "sha256": sha(part.data),
    }


def _json(request: web.Request, body: bytes) -> object:
    if request.content_type != "application/json":
        return None
    try:
        return shortened(json.loads(body))
    except ValueError:
        return None


def shortened(value: object, name: str = "") -> object:
    """`value` with every picture and long string told by size and hash: a string again."""
    if isinstance(value, dict):
        return {key: shortened(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value]
    if isinstance(value, str) and (len(value) > LONG_TEXT or _is_picture(name, value)):
        return f"{len(value)} characters, SHA-256 {sha(value.encode())}"
    return value


def _is_picture(name: str, value: str) -> bool:
    return name in ("image", "mask") and not value.startswith("http")


def sha(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
