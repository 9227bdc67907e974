"""The floor of live events: a bare Tornado that writes one text to all websockets that are open.

It knows nothing of Cunwu: no sessions, no order, no limits.
"""

from __future__ import annotations

import asyncio
import os

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.websocket import WebSocketHandler

OPEN: set[Socket] = set()


class Socket(WebSocketHandler):
    def open(self, *args: str, **kwargs: str) -> None:
        OPEN.add(self)
        self.write_message('{"type":"hello"}')

    def on_close(self) -> None:
        OPEN.discard(self)


class Tell(tornado.web.RequestHandler):
    """Writes the body to everybody."""

    def post(self) -> None:
        text = self.request.body.decode()
        for socket in OPEN:
            socket.write_message(text)
        self.set_status(204)


class Ready(tornado.web.RequestHandler):
    def get(self) -> None:
        self.finish(b"{}")


async def serve() -> None:
    """Listens until it is ended."""
    routes = [("/", Ready), ("/live", Socket), ("/tell", Tell)]
    application = tornado.web.Application(routes, log_function=lambda handler: None)
    HTTPServer(application).listen(int(os.environ["PORT"]), address="127.0.0.1", backlog=1024)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
