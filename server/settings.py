"""Every setting in one frozen place, read once in `main()`; nobody else reads the environment."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from handlers.notices import TEXTS
from models.catalogue import CalendarRules
from models.deadlines import DeadlineRules, Top
from models.inquiries import InquiryRules
from models.notice_times import NoticeTimes
from models.subscriptions import Template
from models.working_days import UnknownYear
from nlp.conflict import ASK_THRESHOLD, THRESHOLD
from server.process_settings import ProcessSettings
from server.wechat.fitting import is_known

# As WeChat's console makes it: base64 of 32 bytes without the last "=".
AES_KEY_LENGTH = 43
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class MissingSettingError(Exception):
    """A setting that this command needs is not set; the text says which, for a person."""


class Settings(ProcessSettings):
    """All settings; the README lists each one with its default."""

    # Deadlines of feedback (hours; working calendar for the normal acceptance).
    emergency_accept_minutes: int = Field(30, ge=1, description="Emergency: accept within")
    emergency_answer_minutes: int = Field(120, ge=1, description="Emergency: answer within")
    urgent_accept_minutes: int = Field(120, ge=1, description="Urgent: accept within")
    urgent_answer_minutes: int = Field(60 * 24, ge=1, description="Urgent: answer within")
    normal_accept_working_days: int = Field(1, ge=1, description="Normal: accept within")
    normal_answer_days: int = Field(7, ge=1, description="Normal: answer within")
    complex_answer_days: int = Field(15, ge=1, description="Complex, marked by a person: answer")
    extension_days: int = Field(15, ge=0, description="All extensions of a case together")
    waiting_days: int = Field(
        5, ge=0, description="The clock of a case stands still for its reporter, in all, this long"
    )
    reopen_days: int = Field(15, ge=1, description="A case may be reopened this long after answer")
    no_reply_days: int = Field(7, ge=1, description="An answer nobody rates closes after this long")
    still_solved_days: int = Field(
        28, ge=0, description='Ask "is it still solved?" this long after closing; 0 never asks'
    )
    yellow_percent: int = Field(
        80, ge=1, le=99, description="A yellow card at this share of the time; red when it is over"
    )
    red_goes_up_minutes: int = Field(
        0, ge=0, description="How long after its red card a case goes up one level"
    )
    escalation_top: Top = Field(
        "county", description="The highest level to which cases go up: village, township, county"
    )
    transfers_that_go_up: int = Field(
        3, ge=1, description="A case passed on or returned this often goes up by itself"
    )
    reopenings_that_go_up: int = Field(
        2, ge=1, description="A case reopened this often goes up by itself"
    )
    extra_working_days: tuple[date, ...] = Field(
        (), description='Days that are worked whatever the calendar says: ["2027-02-06"]'
    )
    extra_days_off: tuple[date, ...] = Field((), description="Days off, likewise")
    unknown_year: UnknownYear = Field(
        "weekdays",
        description="A year the calendar does not know yet: weekdays, or also fixed_holidays",
    )

    # The disclosure calendar (models/catalogue/README.md).
    obligation_near_days: int = Field(
        5, ge=0, description="A disclosure is near (yellow card) this many days before it is due"
    )
    obligation_months_ahead: int = Field(
        12, ge=1, le=60, description="How far ahead disclosures that will be due are made"
    )
    obligation_rolls: bool = Field(
        False, description="A due day that is a day off moves to the next working day"
    )

    review_days: int = Field(
        5, ge=1, description="Days the overseers have for reviewing a disclosure"
    )
    review_reminded_days: int = Field(
        2, ge=1, description="Days after their reminder until the township reviews it instead"
    )

    # What villagers ask about disclosures (models/inquiries/README.md).
    inquiry_answer_days: int = Field(10, ge=1, description="An inquiry is answered within")
    inquiry_above_days: int = Field(
        10, ge=1, description="Time of each level that gets an inquiry which nobody answered"
    )
    inquiry_remind_days: int = Field(
        3, ge=0, description="Those who have an inquiry are reminded this long before it is due"
    )
    inquiries_per_day: int = Field(
        5, ge=1, description="Inquiries of a person in a day; demands, too"
    )
    demand_percent: int = Field(
        10, ge=1, le=10, description="This share of a village may demand to see something"
    )
    demand_least: int = Field(
        3, ge=1, description="So many at least, where only the registered villagers are known"
    )

    # What is found in reports (nlp/README.md).
    concern_threshold: float = Field(
        THRESHOLD, ge=0, le=1, description="From here on a report accuses the village's cadres"
    )
    ask_threshold: float = Field(
        ASK_THRESHOLD, ge=0, le=1, description="From here on the reporter is asked whether it does"
    )

    # WeChat (server/WECHAT.md). Without an appid nothing is sent anywhere.
    wechat_appid: str = Field("", description="AppID of the mini program; empty: no WeChat")
    wechat_secret: SecretStr = Field(SecretStr(""), description="AppSecret of the mini program")
    wechat_token: SecretStr = Field(
        SecretStr(""), description="Token of the message push, as typed in WeChat's console"
    )
    wechat_aes_key: SecretStr = Field(
        SecretStr(""), description="EncodingAESKey of the message push (43 characters)"
    )
    wechat_templates: tuple[Template, ...] = Field(
        (), description="Subscribe templates as JSON (server/WECHAT.md); without any none are sent"
    )
    wechat_page_appid: str = Field(
        "", description="AppID of the official account, for pages in WeChat's own browser"
    )
    wechat_page_secret: SecretStr = Field(
        SecretStr(""), description="AppSecret of the official account"
    )
    wechat_page_scope: Literal["snsapi_base", "snsapi_userinfo"] = Field(
        "snsapi_userinfo", description="snsapi_base asks nobody, and tells us no unionid"
    )
    wechat_push_seconds: int = Field(
        300, ge=1, description="A push of WeChat whose time is further off is refused"
    )
    public_url: str = Field(
        "",
        description="Where villagers and WeChat reach this installation: https://village.example",
    )
    poster_font: str = Field(
        "", description="Chinese font for posters, or a folder of some; empty: one comes along"
    )
    wechat_state: Literal["formal", "trial", "developer"] = Field(
        "formal", description="Version of the mini program that messages and codes open"
    )
    wechat_base_url: str = Field(
        "https://api.weixin.qq.com/", description="WeChat's servers; another one only for trials"
    )
    wechat_seconds: float = Field(
        5.0, gt=0, description="Longest time of one call to WeChat, fetching a token included"
    )
    wechat_threads: int = Field(8, ge=1, description="Calls to WeChat at one time per process")
    wechat_queue: int = Field(32, ge=0, description="Calls that may wait; more are refused")

    sms_file: str = Field(
        "", description="File to which text messages for cadres are appended; empty: none are sent"
    )

    # Jobs and logs.
    quiet_from_hour: int = Field(
        22, ge=0, le=23, description="From this hour nothing but danger is sent out of the app"
    )
    quiet_until_hour: int = Field(
        7, ge=0, le=23, description="Until this hour, likewise; the same hour twice: no quiet hours"
    )
    digest_hour: int = Field(
        8, ge=0, le=23, description="When cadres get what does not hurry as one message a day"
    )
    worker_poll_seconds: float = Field(1.0, gt=0, description="Pause between looks for work")
    job_lease_seconds: int = Field(60, ge=1, description="Time a worker holds a job")
    job_tries: int = Field(8, ge=1, description="Tries before a job is dead")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_requests: Literal["all", "notable"] = Field(
        "notable", description="Log every request, or only errors and slow ones"
    )
    slow_request_ms: int = Field(500, ge=1, description="A request slower than this is notable")

    @property
    def deadlines(self) -> DeadlineRules:
        """The deadlines of feedback, as the domain takes them."""
        names = DeadlineRules.model_fields
        return DeadlineRules(**{name: getattr(self, name) for name in names})

    @property
    def notice_times(self) -> NoticeTimes:
        """When people may be disturbed."""
        names = NoticeTimes.model_fields
        return NoticeTimes(**{name: getattr(self, name) for name in names})

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secret values themselves, which logs replace wherever they turn up."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr) and v)

    @property
    def calendar(self) -> CalendarRules:
        """The settings of the disclosure calendar."""
        names = CalendarRules.model_fields
        return CalendarRules(**{name: getattr(self, name) for name in names})

    @property
    def inquiries(self) -> InquiryRules:
        """The spans of an inquiry's life."""
        names = InquiryRules.model_fields
        return InquiryRules(**{name: getattr(self, name) for name in names})

    @model_validator(mode="after")
    def _refuse_half_a_wechat(self) -> Self:
        """An appid without its secret would fail at the first villager, not at the start."""
        if self.wechat_appid and not self.wechat_secret.get_secret_value():
            raise ValueError("WECHAT_APPID is set, WECHAT_SECRET is not")
        needed = (self.wechat_page_secret.get_secret_value(), self.public_url)
        if self.wechat_page_appid and not all(needed):
            raise ValueError("WECHAT_PAGE_APPID needs WECHAT_PAGE_SECRET and PUBLIC_URL")
        if self.wechat_aes_key.get_secret_value() and len(self.wechat_aes_key) != AES_KEY_LENGTH:
            raise ValueError(f"WECHAT_AES_KEY must have {AES_KEY_LENGTH} characters")
        return self

    @model_validator(mode="after")
    def _refuse_unknown_templates(self) -> Self:
        """A field that nothing fits, or a kind that is never sent, shows at the start."""
        for template in self.wechat_templates:
            fields = [name for name in template.fields if not is_known(name)]
            kinds = [kind for kind in template.kinds if kind not in {*TEXTS, "digest"}]
            if fields or kinds:
                raise ValueError(f"WECHAT_TEMPLATES: unknown {', '.join([*fields, *kinds])}")
        return self

    @model_validator(mode="after")
    def _refuse_an_open_demo(self) -> Self:
        """Demo passwords are public knowledge, so a demo must not be reachable from outside."""
        if self.demo and self.host not in LOOPBACK:
            raise ValueError("DEMO listens on loopback only: set HOST=127.0.0.1 or DEMO=false")
        return self
