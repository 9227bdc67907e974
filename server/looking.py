"""What looks for due things share: each is dealt with by itself, whatever it is."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from pymongo.errors import PyMongoError

from models.errors import Conflict, Unavailable

log = logging.getLogger("cunwu.worker")

T = TypeVar("T")


async def one_by_one(
    due: Iterable[T], act: Callable[[T], Awaitable[int]], name: Callable[[T], object]
) -> int:
    """How much `act` did, all in all; one that fails keeps no other waiting.

    It is logged by its `name` and comes again at the next look, as does what could not be asked
    just now; where somebody acted meanwhile, nothing is due any more. An outage ends the look.
    """
    done = 0
    for one in due:
        try:
            done += await act(one)
        except (Conflict, Unavailable):
            continue
        except PyMongoError:
            raise
        except Exception:
            log.exception("left for the next look", extra={"about": str(name(one))})
    return done
