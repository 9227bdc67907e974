"""How a text will look once it is out: rendered by the same code, so that a page never guesses."""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form
from handlers.markdown import to_html, to_text
from handlers.post_forms import Body
from handlers.routing import Route
from models.base import Value


class TextToShow(Form):
    """A Markdown source that is still being written."""

    body: Body = ""


class ShownText(Value):
    """Sanitised HTML, and the words that are read aloud."""

    html: str
    text: str


class PreviewOfText(ApiHandler):
    @endpoint(scope="post:draft", body=TextToShow, returns=ShownText)
    async def post(self, division: str, form: TextToShow) -> ShownText:
        """How a Markdown text will look to readers; nothing is stored."""
        rendered = await self.services.blocking.run(to_html, form.body)
        return ShownText(html=rendered, text=to_text(rendered))


routes = [Route("/divisions/{division}/preview", PreviewOfText)]
