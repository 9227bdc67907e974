"""What the chat shows in lists, and what a number out of one picks: cases, disclosures, to-dos."""

from __future__ import annotations

from bson import ObjectId

from handlers.filing import MAX_PICTURES
from models.accounts import Account
from models.chats import Chat
from models.errors import DomainError, NotFound
from models.feedback.documents import desks_of
from models.store import Store
from models.viewers import Viewer
from server.chat_cases import ChatCases
from server.chat_drafts import Drafts, villages_of
from server.chat_words import SAYS, STATES, Turn, listed, short

MOST = 5
EXCERPT = 400


class Lists:
    """Each verb answers with a list, or with what was picked out of one."""

    def __init__(self, store: Store, cases: ChatCases, drafts: Drafts) -> None:
        self._store = store
        self._cases = cases
        self._drafts = drafts

    async def progress(self, chat: Chat, account: Account) -> Turn:
        """The person's own cases, newest first."""
        page = await self._store.feedback.of_person(account.id, limit=MOST)
        rows = [
            (f"case/{c.id}", f"{short(c.title or c.text)}：{STATES[c.state]}") for c in page.items
        ]
        return listed(chat, rows, "cases")

    async def disclosures(self, chat: Chat, account: Account) -> Turn:
        """The newest disclosures of the person's village; of several, which one."""
        villages = villages_of(account)
        if not villages:
            return chat, SAYS["unbound"]
        if len(villages) > 1:
            return listed(chat, await self._drafts.places("news", villages), "which_news")
        return await self._disclosures_of(chat, villages[0])

    async def inbox(self, chat: Chat, account: Account) -> Turn:
        """What waits at the cadre's desks."""
        viewer = Viewer(account.id, account.grants)
        page = await self._store.feedback.inbox(desks_of(viewer), limit=MOST)
        seen = [case for case in page.items if case.admits(viewer)]
        return listed(chat, [(f"todo/{c.id}", short(c.title or c.text)) for c in seen], "inbox")

    async def pick(self, chat: Chat, account: Account, place: int, key: str) -> Turn:
        """What stands at that place of the last list."""
        if not 1 <= place <= len(chat.choices):
            return chat, SAYS["no_choice"]
        kind, _, chosen = chat.choices[place - 1].partition("/")
        if kind == "village":
            chat = chat.model_copy(update={"village": chosen, "choices": ()})
            return await self._drafts.submit(chat, account, key)
        if kind == "news":
            mine = chosen in villages_of(account)
            return await self._disclosures_of(chat, chosen) if mine else (chat, SAYS["unbound"])
        if kind == "also":
            return await self._drafts.join(chat, account, ObjectId(chosen))
        try:
            if kind == "disclosure":
                return chat, await self._disclosure(ObjectId(chosen))
            return await self._case(chat, account, kind, ObjectId(chosen))
        except NotFound:
            return chat, SAYS["gone"]

    async def add_picture(self, chat: Chat, account: Account, data: bytes) -> Turn:
        """Keeps a picture for the answer to the picked case; raises what the upload raises."""
        if len(chat.answer_pictures) >= MAX_PICTURES:
            return chat, SAYS["too_many_for_answer"].format(most=MAX_PICTURES)
        kept = (*chat.answer_pictures, await self._cases.keep_picture(account.id, data))
        after = chat.model_copy(update={"answer_pictures": kept})
        return after, SAYS["answer_picture"].format(pictures=len(kept))

    async def answer(self, chat: Chat, account: Account, text: str) -> Turn:
        """Answers the picked case, with the pictures that were sent since."""
        if not chat.picked or not text:
            return chat, SAYS["answer_what"]
        after = chat.model_copy(update={"picked": "", "answer_pictures": ()})
        try:
            case = await self._cases.answer(
                ObjectId(chat.picked), account, text, chat.answer_pictures
            )
        except DomainError:
            return after, SAYS["gone"]
        return after, SAYS["answered"].format(number=case.case_no)

    async def _disclosures_of(self, chat: Chat, village: str) -> Turn:
        page = await self._store.disclosures.of_village(village, limit=MOST)
        rows = [(f"disclosure/{d.id}", short(d.title)) for d in page.items]
        return listed(chat, rows, "disclosures")

    async def _case(self, chat: Chat, account: Account, kind: str, case_id: ObjectId) -> Turn:
        case = await self._store.feedback.get(case_id)
        if kind == "case":
            if not case.is_owned_by(account.id):
                raise NotFound
            words = SAYS["answered_with"].format(text=case.answer) if case.answer else ""
            told = {"number": case.case_no, "state": STATES[case.state]}
            return chat, SAYS["case"].format(**told, answer=words or SAYS["not_answered"])
        if not case.admits(Viewer(account.id, account.grants)):
            raise NotFound
        picked = chat.model_copy(update={"picked": str(case_id), "answer_pictures": ()})
        return picked, SAYS["to_answer"].format(number=case.case_no, text=case.text[:EXCERPT])

    async def _disclosure(self, disclosure_id: ObjectId) -> str:
        found = await self._store.disclosures.get(disclosure_id)
        if found.state != "published":
            raise NotFound
        return SAYS["disclosure"].format(title=found.title, summary=found.summary)
