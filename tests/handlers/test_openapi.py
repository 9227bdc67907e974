"""The API's description: valid, complete, current, and shown on a page that works offline."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from handlers.api import routes
from handlers.base import verbs_of
from server.app import description
from server.commands.openapi import check, write

STATIC = Path(__file__).parents[2] / "static"
# What a file of each kind can name. Scripts are code: what they ask for, the policy decides.
NAMED = {
    "page": re.compile(r'(?:href|src)="([^"]+)"'),
    "css": re.compile(r"""(?:url\(["']?|sourceMappingURL=)([^"')\s*]+)"""),
    "js": re.compile(r"//# sourceMappingURL=(\S+)"),
}
HOST = re.compile(r"https?://(?!www\.w3\.org/)[\w.]+|(?<![:'\"\w])//[\w-]+\.\w+")


def described() -> dict:
    return json.loads(description())


def operations() -> list[dict]:
    return [operation for verbs in described()["paths"].values() for operation in verbs.values()]


def test_the_description_is_valid_openapi() -> None:
    document = described()
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_verb_of_every_route_is_described() -> None:
    served = {(r.template, verb) for r in routes() for verb in verbs_of(r.handler)}
    told = {(path, verb) for path, verbs in described()["paths"].items() for verb in verbs}
    assert told == served


def test_operations_have_distinct_ids_and_a_summary() -> None:
    ids = [operation["operationId"] for operation in operations()]
    assert len(ids) == len(set(ids))
    assert [o["operationId"] for o in operations() if not o["summary"]] == []


def test_whoever_needs_a_scope_is_told_which_and_who_holds_it() -> None:
    give = described()["paths"]["/api/v1/accounts"]["post"]
    assert give["security"] == [{"bearer": []}, {"cookie": []}]
    assert give["x-scope"] == "grant:give"
    assert "monitor" in give["x-roles"]
    assert "`grant:give`" in give["description"]
    assert {"401", "403", "409", "413", "415", "422", "503"} <= give["responses"].keys()


def test_a_public_verb_says_so() -> None:
    home = described()["paths"]["/api/v1/divisions"]["get"]
    assert home["security"] == []
    assert home["description"] == "Public."
    assert "401" not in home["responses"]


def test_parameters_come_from_the_address_and_the_query_form() -> None:
    below = described()["paths"]["/api/v1/divisions/{division}/below"]["get"]
    found = {(p["in"], p["name"]): p for p in below["parameters"]}
    assert re.fullmatch(found["path", "division"]["schema"]["pattern"], "330825101")
    assert found["query", "limit"]["schema"]["maximum"] == 100
    assert found["query", "after"]["required"] is False


def test_errors_list_every_code_that_can_be_answered() -> None:
    schemas = described()["components"]["schemas"]
    assert "not_found" in schemas["Problem"]["properties"]["code"]["enum"]
    assert "required" in schemas["MistakeView"]["properties"]["code"]["enum"]


def test_nothing_secret_is_part_of_a_described_answer() -> None:
    views = {
        name: schema
        for name, schema in described()["components"]["schemas"].items()
        if {"password_hash", "phone_hash", "token_hash", "openid"}
        & schema.get("properties", {}).keys()
    }
    assert views == {}


def test_a_changed_declaration_makes_the_written_description_out_of_date(tmp_path, capsys) -> None:
    file = tmp_path / "openapi.json"
    assert check(file) == 1
    write(file)
    assert check(file) == 0
    file.write_bytes(file.read_bytes().replace(b"3.1.0", b"3.1.1"))
    assert check(file) == 1
    assert "make openapi" in capsys.readouterr().err


async def test_the_served_description_is_the_generated_one_and_is_kept_by_clients(api) -> None:
    reply = await api("GET", "/openapi.json")
    assert reply.raw.body == description()
    again = await api("GET", "/openapi.json", headers={"If-None-Match": reply.raw.headers["Etag"]})
    assert again.status == 304


async def test_every_asset_that_the_page_names_is_served(api) -> None:
    page = await api("GET", "/docs")
    todo = names_in(page.raw.body.decode(), "/docs")
    seen: set[str] = set()
    while todo:
        address = todo.pop()
        seen.add(address)
        reply = await api("GET", address)
        assert reply.status == 200, address
        if address.endswith((".css", ".js")):
            todo |= names_in(reply.raw.body.decode(), address) - seen
    assert {"/docs/page.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"} <= seen


def names_in(text: str, address: str) -> set[str]:
    """The addresses that a page, style or script names, relative to where it stands."""
    found = NAMED.get(address.rpartition(".")[2], NAMED["page"]).findall(text)
    folder = address.rpartition("/")[0]
    return {f"{folder}/{name}" for name in found if not name.startswith(("data:", "#"))}


async def test_the_page_names_no_foreign_host_and_runs_nothing_inline(api) -> None:
    page = await api("GET", "/docs")
    style = await api("GET", "/docs/swagger-ui.css")
    ours = page.raw.body + (STATIC / "docs" / "page.js").read_bytes() + style.raw.body
    assert HOST.findall(ours.decode()) == []
    assert re.findall(rb"<script>|<style|\son\w+=|\sstyle=", page.raw.body) == []


async def test_the_page_may_not_load_or_send_anything_elsewhere(api) -> None:
    policy = (await api("GET", "/docs")).raw.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_only_files_of_the_page_are_served(api) -> None:
    assert (await api("GET", "/docs/__init__.py")).status == 404
    assert (await api("GET", "/docs/..%2F..%2Frequirements.txt")).status == 404
    assert (await api("GET", "/docs/..")).status == 404


@pytest.mark.skipif(shutil.which("node") is None, reason="runs the page's own script")
def test_the_page_understands_what_we_use_of_openapi_3_1(tmp_path) -> None:
    """Swagger UI 4 reads 3.0: the page's own script must leave nothing that only 3.1 knows."""
    (tmp_path / "in.json").write_bytes(description())
    told = json.loads(run_script(tmp_path / "in.json"))
    text = json.dumps(told["components"]["schemas"])
    assert '"type": "null"' not in text
    assert '"const"' not in text
    assert '"prefixItems"' not in text
    assert '"nullable": true' in text


def run_script(file: Path) -> str:
    script = f"""
        const {{ inOldWords }} = require({json.dumps(str(STATIC / "docs" / "page.js"))});
        const fs = require("fs");
        const told = inOldWords(JSON.parse(fs.readFileSync({json.dumps(str(file))})));
        process.stdout.write(JSON.stringify(told));
    """
    return subprocess.run(["node", "-e", script], capture_output=True, check=True, text=True).stdout
