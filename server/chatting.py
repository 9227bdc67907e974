"""Answers who writes to the official account, by the words and sentences of `wechat/chat.json`.

A message changes the stored conversation first and is answered afterwards, so that a job that is
repeated answers again and files nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.wechat import WeChat, WeChatAway, WeChatError, WeChatOff, WeChatPages
from models.accounts import Account
from models.chats import Chat
from models.errors import DomainError
from models.pushes import PAGE, Pushed
from models.store import Store
from models.wechat_accounts import WeChatAccounts
from server.chat_cases import ChatCases
from server.chat_drafts import Drafts, villages_of
from server.chat_lists import Lists
from server.chat_words import COMMANDS, DATA, SAYS, Turn
from server.pushes import Reader
from server.wechat.refusals import DAY_IS_OVER
from server.worker import NotYet

# WeChat takes 2048 bytes; Chinese characters have three each.
MOST_CHARACTERS = 600
AWAY_SECONDS, AGAIN_SECONDS = 60.0, 1.0
# An answer may leave, and a picture be fetched, for two days: on a day that is over there is time.
OVER_SECONDS = 3600.0


class Chatting:
    """One `talk` for each message; the rest says what becomes of it."""

    def __init__(
        self, store: Store, wechat: WeChat, cases: ChatCases, pages: WeChatPages | None = None
    ) -> None:
        """`pages` is the official account, where that is another one than the mini program."""
        self._store = store
        self._wechat = wechat
        self._pages = pages
        self._drafts = Drafts(store, cases)
        self._lists = Lists(store, cases, self._drafts)

    @property
    def events(self) -> Mapping[str, Reader]:
        """A button of the menu is as good as its word; who begins to follow is told how it goes."""
        return {"CLICK": self._clicked, "subscribe": self._followed}

    async def talk(self, key: str, pushed: Pushed) -> None:
        """Hears the message and answers it; raises `NotYet` while WeChat is away."""
        account = await self._account(pushed)
        if account is None or not account.active:
            await self._say(pushed, SAYS["unknown"])
            return
        chat = await self._store.chats.of(account.id)
        if key not in chat.heard:
            chat = await self._hear(chat, account, key, pushed)
        if chat.heard[-1] == key:
            await self._say(pushed, chat.reply)

    async def _hear(self, chat: Chat, account: Account, key: str, pushed: Pushed) -> Chat:
        after, reply = await self._answer(chat, account, key, pushed)
        after = after.model_copy(update={"reply": reply[:MOST_CHARACTERS]})
        if not await self._store.chats.keep(chat, after, key):
            raise NotYet(AGAIN_SECONDS)
        return after.model_copy(update={"heard": (*chat.heard, key)})

    async def _clicked(self, key: str, pushed: Pushed) -> None:
        await self.talk(key, pushed.model_copy(update={"kind": "text", "text": pushed.word}))

    async def _followed(self, key: str, pushed: Pushed) -> None:
        help_word = DATA["words"]["help"][0]
        await self.talk(key, pushed.model_copy(update={"kind": "text", "text": help_word}))

    async def _account(self, pushed: Pushed) -> Account | None:
        """Whose openid it is; a stranger at the official account is known by the unionid, once."""
        if pushed.app != PAGE or self._pages is None:
            return await self._store.accounts.by_openid(pushed.openid)
        people = WeChatAccounts(self._store.accounts)
        found = await people.find("page_openid", pushed.openid, None)
        if found is not None:
            return found
        try:
            unionid = await self._pages.unionid(pushed.openid)
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except WeChatError as error:
            _wait_for_tomorrow(error)
            return None
        return await people.find("page_openid", pushed.openid, unionid) if unionid else None

    def _through(self, pushed: Pushed) -> WeChat | WeChatPages:
        """Who answers: an openid is known to the app alone that it came through."""
        return self._pages if pushed.app == PAGE and self._pages is not None else self._wechat

    async def _say(self, pushed: Pushed, text: str) -> None:
        try:
            await self._through(pushed).send_text(pushed.openid, text)
        except WeChatOff:
            return
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except WeChatError as error:
            _wait_for_tomorrow(error)
            # Too late or not wanted any more: what was said is stored all the same.

    async def _answer(self, chat: Chat, account: Account, key: str, pushed: Pushed) -> Turn:
        text = pushed.text.strip()
        if pushed.kind == "image":
            return await self._picture(chat, account, pushed)
        if pushed.kind != "text" or not text:
            return chat, SAYS["other"]
        command = COMMANDS.get(text)
        if command is not None and self._drafts.answers(chat, command):
            return await self._drafts.go_on(chat, account, command, key)
        if text.isdecimal() and len(text) <= 2 and chat.choices:
            return await self._lists.pick(chat, account, int(text), key)
        word = next((w for w in DATA["words"]["answer"] if text.startswith(w)), None)
        if word and account.is_staff:
            return await self._lists.answer(chat, account, text.removeprefix(word).strip(" ：:"))
        return await self._obey(command, chat, account, key) or self._drafts.note(
            chat, account, text
        )

    async def _obey(
        self, command: str | None, chat: Chat, account: Account, key: str
    ) -> Turn | None:
        """What a word of its own asks for; None for what is a part of the story."""
        match command:
            case "submit":
                return await self._drafts.submit(chat, account, key)
            case "cancel":
                return self._drafts.cancel(chat)
            case "progress":
                return await self._lists.progress(chat, account)
            case "disclosures":
                return await self._lists.disclosures(chat, account)
            case "inbox" if account.is_staff:
                return await self._lists.inbox(chat, account)
            case "help":
                return chat, SAYS["help_cadre"] if account.is_staff else SAYS["help"]
        return None

    async def _picture(self, chat: Chat, account: Account, pushed: Pushed) -> Turn:
        """For the answer that a cadre is about to give, or else for the draft."""
        answers = bool(chat.picked) and account.is_staff
        if not answers and not villages_of(account):
            return chat, SAYS["help_cadre"] if account.is_staff else SAYS["unbound"]
        add = self._lists.add_picture if answers else self._drafts.add_picture
        try:
            return await add(chat, account, await self._through(pushed).picture(pushed.picture))
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except DomainError as error:
            _wait_for_tomorrow(error)
            return chat, SAYS["bad_picture"]


def _wait_for_tomorrow(error: DomainError) -> None:
    """Raises `NotYet` if WeChat does nothing more of that kind today."""
    if isinstance(error, WeChatError) and error.errcode == DAY_IS_OVER:
        raise NotYet(OVER_SECONDS) from None
