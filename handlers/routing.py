"""A route: an address template and its handler. What an address may hold: `handlers/paths.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.base import ApiHandler


@dataclass(frozen=True, slots=True)
class Route:
    """`template` is an address such as `/villages/{village}/posts`, below the API's root."""

    template: str
    handler: type[ApiHandler]
