"""Every setting in one frozen place, read once in `main()`; nobody else reads the environment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.notices import TEXTS
from models.catalogue import CalendarRules
from models.deadlines import DeadlineRules, Top
from models.inquiries import InquiryRules
from models.notice_times import NoticeTimes
from models.subscriptions import Template
from models.working_days import UnknownYear
from nlp.conflict import ASK_THRESHOLD, THRESHOLD
from server.wechat.fitting import is_known

# As WeChat's console makes it: base64 of 32 bytes without the last "=".
AES_KEY_LENGTH = 43
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class MissingSettingError(Exception):
    """A setting that this command needs is not set; the text says which, for a person."""


class Settings(BaseSettings):
    """Settings from the environment or `.env`; the README lists each one with its default.

    Secrets are `SecretStr`, so that neither a log line nor a traceback can print them.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    # Where the process listens.
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    demo: bool = Field(
        False, description="Demo data and demo passwords; refuses any address but loopback"
    )
    trust_proxy: bool = Field(
        False, description="Believe X-Forwarded-For and X-Real-Ip of the proxy in front"
    )
    cors_origins: tuple[str, ...] = Field((), description="Origins that browsers may call from")

    # The database.
    mongodb_uri: str = Field(
        "", description="MongoDB address; without it `make run` starts the embedded one"
    )
    mongodb_database: str = Field("cunwu", description="Name of the database")
    mongo_driver: Literal["motor", "pymongo"] = Field(
        "motor", description="motor, or PyMongo's own asynchronous client"
    )
    mongo_pool_size: int = Field(50, ge=1, description="Connections to the database per process")
    mongo_timeout_ms: int = Field(
        2000, ge=100, description="Longest time of one database operation, in ms"
    )
    data_dir: Path = Field(Path(".data"), description="Folder of the embedded database and logs")
    mongod: str = Field("", description="Path of a mongod to use instead of the embedded one")

    # Secrets. Outside the demo both keys are required.
    data_keys: SecretStr = Field(
        SecretStr(""),
        description="Key ring for personal data: id:base64(32 bytes)[,id:...]; the first encrypts",
    )
    lookup_key: SecretStr = Field(
        SecretStr(""), description="Key of the look-up hash of phone numbers: base64(32 bytes)"
    )

    # Sessions and logins.
    session_idle_minutes: int = Field(
        60 * 24 * 14, ge=1, description="A villager's session ends after this long unused"
    )
    session_max_days: int = Field(90, ge=1, description="A session ends after this long anyway")
    staff_session_idle_minutes: int = Field(
        60 * 8, ge=1, description="The same for cadres and monitors"
    )
    login_failures: int = Field(5, ge=1, description="Failures that lock a login")
    login_window_minutes: int = Field(15, ge=1, description="The time in which they count")

    # Limits.
    blocking_threads: int = Field(4, ge=1, description="Threads for Pillow, argon2 and wechatpy")
    blocking_queue: int = Field(64, ge=1, description="Blocking work that may wait; more gets 503")
    max_body_bytes: int = Field(1024 * 1024, ge=1024, description="Largest JSON body")
    max_upload_bytes: int = Field(10 * 1024 * 1024, ge=1024, description="Largest picture")
    max_picture_pixels: int = Field(
        51_000_000, ge=1_000_000, description="Largest JPEG in pixels; PNG and WebP: half of it"
    )
    uploads_per_hour: int = Field(60, ge=1, description="Uploads of one account in an hour")
    anonymous_per_hour: int = Field(
        10, ge=1, description="Anonymous reports from one address in an hour"
    )
    receipt_failures: int = Field(
        10, ge=1, description="Wrong receipt codes from one address that lock it for an hour"
    )
    echo_flags: int = Field(
        3, ge=1, description="So many flags hide an echo until a person decides"
    )
    upload_keep_hours: int = Field(
        24, ge=1, description="An upload that nothing refers to is removed after this long"
    )
    request_seconds: float = Field(10.0, gt=0, description="Longest time of one request")
    drain_seconds: float = Field(20.0, gt=0, description="Longest wait for requests at shutdown")
    cache_entries: int = Field(2000, ge=0, description="Encoded answers kept per process")
    stale_seconds: float = Field(
        2.0, gt=0, description="Age at which a cached answer is refused while changes are unheard"
    )

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
    inquiries_per_day: int = Field(5, ge=1, description="Inquiries of one person in a day")
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
