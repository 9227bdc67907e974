"""What a villager tells in the chat until it is filed: texts, pictures, and what must be asked.

Which village, where the person has several; whether the cadres are accused, where the words leave
that open; and whether it is what others have reported, whose case one may join.
"""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from handlers.filing import MAX_PICTURES, MAX_TEXT, MIN_TEXT
from models.accounts import Account
from models.chats import Chat
from models.errors import NotFound
from models.store import Store
from server.chat_cases import ChatCases
from server.chat_words import SAYS, STATES, Turn, listed

CADRES, ALIKE = "cadres", "alike"
EMPTY = {"text": "", "pictures": (), "village": "", "asked": (), "says": None}
# What each answer to the question means; who is not sure is protected like who says yes.
SAID = {"yes": True, "no": False, "unsure": None}


class Drafts:
    """The draft of one conversation; nothing is a case before it is filed."""

    def __init__(self, store: Store, cases: ChatCases) -> None:
        self._store = store
        self._cases = cases

    def note(self, chat: Chat, account: Account, text: str) -> Turn:
        """Adds a text; whatever was asked about the draft is asked anew."""
        if not villages_of(account):
            return chat, SAYS["help_cadre"] if account.is_staff else SAYS["unbound"]
        whole = f"{chat.text}\n{text}".strip()
        if len(whole) > MAX_TEXT:
            return chat, SAYS["too_long"].format(most=MAX_TEXT)
        after = chat.model_copy(update={"text": whole, "asked": (), "says": None})
        return after, _noted(after)

    async def add_picture(self, chat: Chat, account: Account, data: bytes) -> Turn:
        """Keeps a picture; raises what the upload raises."""
        if len(chat.pictures) >= MAX_PICTURES:
            return chat, SAYS["too_many"].format(most=MAX_PICTURES)
        picture = await self._cases.keep_picture(account.id, data)
        after = chat.model_copy(update={"pictures": (*chat.pictures, picture)})
        return after, _noted(after)

    def cancel(self, chat: Chat) -> Turn:
        """Forgets the draft."""
        return chat.model_copy(update=EMPTY), SAYS["cancelled"]

    def answers(self, chat: Chat, command: str | None) -> bool:
        """True if the word answers the last question about the draft."""
        last = chat.asked[-1] if chat.asked else ""
        return (last == CADRES and command in SAID) or (last == ALIKE and command == "another")

    async def go_on(self, chat: Chat, account: Account, command: str, key: str) -> Turn:
        """Takes the answer, and files or asks the next question."""
        if command in SAID:
            chat = chat.model_copy(update={"says": SAID[command]})
        return await self.submit(chat, account, key)

    async def submit(self, chat: Chat, account: Account, key: str) -> Turn:
        """Files the draft, unless something must be asked first."""
        villages = villages_of(account)
        if not villages:
            return chat, SAYS["unbound"]
        if not chat.text and not chat.pictures:
            return chat, SAYS["nothing"]
        if len(chat.text) < MIN_TEXT:
            return chat, SAYS["too_short"].format(least=MIN_TEXT)
        if chat.village not in villages:
            if len(villages) > 1:
                return listed(chat, await self.places("village", villages), "which_village")
            chat = chat.model_copy(update={"village": villages[0]})
        question = await self._question(chat, account)
        if question is not None:
            return question
        case = await self._cases.file(
            chat.village, account, chat.text, chat.pictures, key, says=chat.says
        )
        return chat.model_copy(update=EMPTY), SAYS["filed"].format(number=case.case_no)

    async def join(self, chat: Chat, account: Account, case: ObjectId) -> Turn:
        """Says "me too" to a case in place of the draft."""
        try:
            await self._store.feedback.follow(case, chat.village, account.id)
        except NotFound:
            return chat, SAYS["not_joined"]
        return chat.model_copy(update={**EMPTY, "choices": ()}), SAYS["joined"]

    async def places(self, kind: str, codes: Sequence[str]) -> list[tuple[str, str]]:
        """A row for each village."""
        found = [await self._store.divisions.by_code(code) for code in codes]
        return [(f"{kind}/{d.code}", d.name) for d in found]

    async def _question(self, chat: Chat, account: Account) -> Turn | None:
        """What must be asked before the draft is filed; each question once."""
        asks, near = await self._cases.look(chat.village, account, chat.text, chat.says)
        if asks and CADRES not in chat.asked:
            return chat.model_copy(update={"asked": (*chat.asked, CADRES)}), SAYS["ask_cadres"]
        if near and ALIKE not in chat.asked:
            asked = chat.model_copy(update={"asked": (*chat.asked, ALIKE)})
            rows = [
                (f"also/{c.id}", f"{c.filed_on} {'、'.join(c.topics)} {STATES[c.state]}")
                for c in near
            ]
            return listed(asked, rows, "alike")
        return None


def villages_of(account: Account) -> tuple[str, ...]:
    """The villages whose villager the person is."""
    return tuple(g.division for g in account.grants if g.role == "villager")


def _noted(chat: Chat) -> str:
    return SAYS["noted"].format(letters=len(chat.text), pictures=len(chat.pictures))
