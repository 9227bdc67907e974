"""The pretended WeChat runs alone, so that a trial shows the whole path without an appid."""

from __future__ import annotations

import re
import subprocess
import sys

import httpx
import pytest

from tests.processes import ROOT, environment

APPID, SECRET = "wx0123456789abcdef", "fake-app-secret-0123456789"


@pytest.fixture(scope="module")
def alone():
    """The address that it prints."""
    command = [sys.executable, "-m", "tests.fakes.wechat", "--port", "0"]
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    )
    told = running.stdout.readline()
    with httpx.Client(base_url=re.search(r"WECHAT_BASE_URL=(\S+)", told)[1], timeout=30) as client:
        yield client
    running.terminate()
    running.communicate()


def test_a_demo_code_signs_in_again_and_again(alone):
    query = {"appid": APPID, "secret": SECRET, "js_code": "demo-zhang"}
    first, second = (alone.get("/sns/jscode2session", params=query).json() for _ in range(2))
    assert first["openid"] == second["openid"]
    assert alone.get("/sns/jscode2session", params={**query, "secret": "x"}).json()["errcode"] == (
        40125
    )


def test_what_was_sent_is_shown_and_faults_are_arranged_from_outside(alone):
    secret = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
    token = alone.post("/cgi-bin/stable_token", json=secret).json()["access_token"]
    message = {"touser": "o" + "a" * 27, "template_id": "t", "data": {"thing1": {"value": "灯"}}}
    send = {"url": "/cgi-bin/message/subscribe/send", "params": {"access_token": token}}
    assert alone.post(**send, json=message).json()["errcode"] == 0
    assert alone.get("/_fake/sent").json() == [message]
    fault = {"call": "subscribe", "errcode": 43101, "errmsg": "user refuse"}
    assert alone.post("/_fake/fail", json=fault).status_code == 204
    assert alone.post(**send, json=message).json()["errcode"] == 43101
    assert alone.post("/_fake/heal", json={}).status_code == 204
