"""Filing for somebody who has no phone at hand: who they are, and that they agree.

Whoever writes it down has no more to say in the case than their desk gives them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from bson import ObjectId
from pydantic import StringConstraints

from handlers.forms import Form
from handlers.services import Services
from models.accounts import Role
from models.feedback.documents import Channel
from models.feedback.parties import Authorised
from models.feedback.receipts import derived_code, hash_of, new_code, shown_code
from models.phones import normal_phone
from models.sessions import Session

PHONE = r"^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$"
PHONE_PURPOSE = "feedback.phone"
PERSON_PURPOSE = "feedback.person"
STAFF_CHANNELS: frozenset[Channel] = frozenset({"walk_in", "phone", "grid_worker"})
# What the person is read out before anything is written down; stored as it was read.
STATEMENT = "本人委托工作人员代为登记诉求，已核对内容，同意登记本人姓名和电话，仅用于办理和回访。"


class FiledFor(Form):
    """Whose report it is. `agreed`: the statement was read to them and they agreed."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    phone: Annotated[str, StringConstraints(pattern=PHONE)]
    agreed: Literal[True]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose case it is: by whom rules of routing go, what they said, and what is stored of them.

    `receipt` is the code of who has no account; `told` are those who hear that it was filed.
    """

    routed_as: ObjectId
    says: bool | None
    fields: dict[str, Any]
    receipt: str | None = None
    told: tuple[ObjectId, ...] = ()

    def without_receipt(self) -> Whose:
        """The same where the code must not be handed over: to a cadre of those who are accused.

        The township calls the person instead.
        """
        if "authorised" not in self.fields:
            return self
        return replace(self, receipt=None, fields={**self.fields, "receipt_hash": None})


async def whose_case(
    form: FiledFor, village: str, cadre: Session, role: Role, key: str | None, services: Services
) -> Whose:
    """The person's own case: in their account if they have one, else with a receipt code.

    What the cadre says on whether cadres are accused is not asked: it is not their word. With the
    request's `Idempotency-Key` a retry gets the same code.
    """
    vault, known = services.vault, await _account_of(form, village, services)
    fresh = derived_code(vault.lookup(f"receipt:{cadre.account}:{key}")) if key else new_code()
    code, unnamed = (None, None) if known else (fresh, ObjectId())
    owner = known or unnamed
    assert owner is not None, "one of the two is there"
    authorised = Authorised(
        by=cadre.account, name=cadre.name, role=role, statement=STATEMENT, at=services.store.now()
    )
    fields = {
        "reporter_name": form.name[0] + "*" * (len(form.name) - 1),
        "owners": (owner,),
        "unnamed": unnamed,
        "receipt_hash": code and hash_of(code),
        "person": vault.seal(form.name, PERSON_PURPOSE),
        "phone": vault.seal(form.phone, PHONE_PURPOSE),
        "authorised": authorised,
    }
    return Whose(owner, None, fields, code and shown_code(code), (known,) if known else ())


async def _account_of(form: FiledFor, village: str, services: Services) -> ObjectId | None:
    """The active account of the village with this phone and name; None if there is none."""
    phone = normal_phone(form.phone)
    if phone is None:
        return None
    found = await services.store.accounts.by_phone(services.vault.lookup(phone))
    return next(
        (
            account.id
            for account in found
            if account.active
            and account.name == form.name
            and any(g.role == "villager" and g.division == village for g in account.grants)
        ),
        None,
    )
