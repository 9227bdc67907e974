"""The settings of a process itself: where it listens, its database, secrets, sessions and limits.

It knows nothing of villages; `server/settings.py` adds what they set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProcessSettings(BaseSettings):
    """Settings from the environment or `.env`.

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
