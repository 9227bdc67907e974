"""Answers who writes to the official account, by the words and sentences of `wechat/chat.json`.

A message changes the stored conversation first and is answered afterwards, so that a job that is
repeated answers again and files nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bson import ObjectId

from handlers.wechat import WeChat, WeChatAway, WeChatError, WeChatOff
from models.accounts import Account
from models.chats import Chat
from models.errors import Conflict, DomainError, NotFound
from models.feedback.documents import desks_of
from models.pushes import Pushed
from models.store import Store
from models.viewers import Viewer
from server.chat_cases import MAX_PICTURES, MAX_TEXT, MIN_TEXT, ChatCases
from server.worker import NotYet

DATA = json.loads((Path(__file__).parent / "wechat" / "chat.json").read_text(encoding="utf-8"))
SAYS: Mapping[str, str] = DATA["says"]
COMMANDS = {word: name for name, words in DATA["words"].items() for word in words}
LIST, EXCERPT = 5, 20
# WeChat takes 2048 bytes; Chinese characters have three each.
MOST_CHARACTERS = 600
AWAY_SECONDS, AGAIN_SECONDS = 60.0, 1.0
# Nothing more goes in or out today; an answer may leave, and a picture be fetched, for two days.
DAY_IS_OVER, OVER_SECONDS = 45009, 3600.0


class Chatting:
    """One `talk` for each message; the rest says what becomes of it."""

    def __init__(self, store: Store, wechat: WeChat, cases: ChatCases) -> None:
        self._store = store
        self._wechat = wechat
        self._cases = cases

    async def talk(self, key: str, pushed: Pushed) -> None:
        """Hears the message and answers it; raises `NotYet` while WeChat is away."""
        account = await self._store.accounts.by_openid(pushed.openid)
        if account is None or not account.active:
            await self._say(pushed.openid, SAYS["unknown"])
            return
        chat = await self._store.chats.of(account.id)
        if key not in chat.heard:
            chat = await self._hear(chat, account, key, pushed)
        if chat.heard[-1] == key:
            await self._say(pushed.openid, chat.reply)

    async def _hear(self, chat: Chat, account: Account, key: str, pushed: Pushed) -> Chat:
        after, reply = await self._answer(chat, account, key, pushed)
        after = after.model_copy(update={"reply": reply[:MOST_CHARACTERS]})
        if not await self._store.chats.keep(chat, after, key):
            raise NotYet(AGAIN_SECONDS)
        return after.model_copy(update={"heard": (*chat.heard, key)})

    async def _say(self, openid: str, text: str) -> None:
        try:
            await self._wechat.send_text(openid, text)
        except WeChatOff:
            return
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except WeChatError as error:
            _wait_for_tomorrow(error)
            # Too late or not wanted any more: what was said is stored all the same.

    async def _answer(
        self, chat: Chat, account: Account, key: str, pushed: Pushed
    ) -> tuple[Chat, str]:
        text = pushed.text.strip()
        if pushed.kind == "image":
            return await self._picture(chat, account, pushed.picture)
        if pushed.kind != "text" or not text:
            return chat, SAYS["other"]
        command = COMMANDS.get(text)
        if command == "submit":
            return await self._submit(chat, account, key)
        if command == "cancel":
            return chat.model_copy(update={"text": "", "pictures": ()}), SAYS["cancelled"]
        if command == "progress":
            return await self._progress(chat, account)
        if command == "disclosures":
            return await self._disclosures(chat, account)
        if command == "inbox" and account.is_staff:
            return await self._inbox(chat, account)
        if command == "help":
            return chat, SAYS["help_cadre"] if account.is_staff else SAYS["help"]
        if text.isdecimal() and len(text) <= 2 and chat.choices:
            return await self._pick(chat, account, int(text))
        word = next((w for w in DATA["words"]["answer"] if text.startswith(w)), None)
        if word and account.is_staff:
            return await self._answer_case(chat, account, text.removeprefix(word).strip(" ：:"))
        return self._note(chat, account, text)

    def _note(self, chat: Chat, account: Account, text: str) -> tuple[Chat, str]:
        if _village(account) is None:
            return chat, SAYS["help_cadre"] if account.is_staff else SAYS["unbound"]
        whole = f"{chat.text}\n{text}".strip()
        if len(whole) > MAX_TEXT:
            return chat, SAYS["too_long"].format(most=MAX_TEXT)
        after = chat.model_copy(update={"text": whole})
        return after, _noted(after)

    async def _picture(self, chat: Chat, account: Account, media: str) -> tuple[Chat, str]:
        if _village(account) is None:
            return chat, SAYS["unbound"]
        if len(chat.pictures) >= MAX_PICTURES:
            return chat, SAYS["too_many"].format(most=MAX_PICTURES)
        try:
            picture = await self._cases.keep_picture(account.id, await self._wechat.picture(media))
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except DomainError as error:
            _wait_for_tomorrow(error)
            return chat, SAYS["bad_picture"]
        after = chat.model_copy(update={"pictures": (*chat.pictures, picture)})
        return after, _noted(after)

    async def _submit(self, chat: Chat, account: Account, key: str) -> tuple[Chat, str]:
        village = _village(account)
        if village is None:
            return chat, SAYS["unbound"]
        if not chat.text and not chat.pictures:
            return chat, SAYS["nothing"]
        if len(chat.text) < MIN_TEXT:
            return chat, SAYS["too_short"].format(least=MIN_TEXT)
        case = await self._cases.file(village, account, chat.text, chat.pictures, key)
        after = chat.model_copy(update={"text": "", "pictures": ()})
        return after, SAYS["filed"].format(number=case.case_no)

    async def _progress(self, chat: Chat, account: Account) -> tuple[Chat, str]:
        page = await self._store.feedback.of_person(account.id, limit=LIST)
        rows = [
            (f"case/{c.id}", f"{_short(c.title or c.text)}：{DATA['states'][c.state]}")
            for c in page.items
        ]
        return _listed(chat, rows, "cases")

    async def _disclosures(self, chat: Chat, account: Account) -> tuple[Chat, str]:
        village = _village(account)
        if village is None:
            return chat, SAYS["unbound"]
        page = await self._store.disclosures.of_village(village, limit=LIST)
        rows = [(f"disclosure/{d.id}", _short(d.title)) for d in page.items]
        return _listed(chat, rows, "disclosures")

    async def _inbox(self, chat: Chat, account: Account) -> tuple[Chat, str]:
        viewer = Viewer(account.id, account.grants)
        page = await self._store.feedback.inbox(desks_of(viewer), limit=LIST)
        seen = [case for case in page.items if case.admits(viewer)]
        return _listed(chat, [(f"todo/{c.id}", _short(c.title or c.text)) for c in seen], "inbox")

    async def _pick(self, chat: Chat, account: Account, place: int) -> tuple[Chat, str]:
        if not 1 <= place <= len(chat.choices):
            return chat, SAYS["no_choice"]
        kind, _, chosen = chat.choices[place - 1].partition("/")
        try:
            if kind == "disclosure":
                return chat, await self._disclosure(ObjectId(chosen))
            case = await self._store.feedback.get(ObjectId(chosen))
        except NotFound:
            return chat, SAYS["gone"]
        if kind == "case":
            if not case.is_owned_by(account.id):
                return chat, SAYS["gone"]
            words = SAYS["answered_with"].format(text=case.answer) if case.answer else ""
            state = DATA["states"][case.state]
            told = {"number": case.case_no, "state": state, "answer": words or SAYS["not_answered"]}
            return chat, SAYS["case"].format(**told)
        if not case.admits(Viewer(account.id, account.grants)):
            return chat, SAYS["gone"]
        told = {"number": case.case_no, "text": case.text[:400]}
        return chat.model_copy(update={"picked": chosen}), SAYS["to_answer"].format(**told)

    async def _disclosure(self, disclosure_id: ObjectId) -> str:
        found = await self._store.disclosures.get(disclosure_id)
        if found.state != "published":
            raise NotFound
        return SAYS["disclosure"].format(title=found.title, summary=found.summary)

    async def _answer_case(self, chat: Chat, account: Account, text: str) -> tuple[Chat, str]:
        if not chat.picked or not text:
            return chat, SAYS["answer_what"]
        after = chat.model_copy(update={"picked": ""})
        try:
            case = await self._cases.answer(ObjectId(chat.picked), account, text)
        except (Conflict, DomainError):
            return after, SAYS["gone"]
        return after, SAYS["answered"].format(number=case.case_no)


def _wait_for_tomorrow(error: DomainError) -> None:
    """Raises `NotYet` if WeChat does nothing more of that kind today."""
    if isinstance(error, WeChatError) and error.errcode == DAY_IS_OVER:
        raise NotYet(OVER_SECONDS) from None


def _village(account: Account) -> str | None:
    """The village whose villager the person is; the first, where they are of several."""
    return next((g.division for g in account.grants if g.role == "villager"), None)


def _noted(chat: Chat) -> str:
    return SAYS["noted"].format(letters=len(chat.text), pictures=len(chat.pictures))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _listed(chat: Chat, rows: list[tuple[str, str]], name: str) -> tuple[Chat, str]:
    if not rows:
        return chat.model_copy(update={"choices": ()}), SAYS[f"no_{name}"]
    lines = "\n".join(f"{place}. {shown}" for place, (_, shown) in enumerate(rows, 1))
    after = chat.model_copy(update={"choices": tuple(choice for choice, _ in rows)})
    return after, SAYS[name].format(lines=lines)
