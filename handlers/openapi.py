"""The API's description (OpenAPI 3.1), made from the declarations alone; it serves nothing itself.

What the frame checks (scope, form, address) is what is written here, so the two cannot differ.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from handlers.access import SCOPES, SIGNED_IN
from handlers.base import Endpoint, verbs_of
from handlers.browser import SESSION_COOKIE, WISH, WISH_HEADER, XSRF_COOKIE, XSRF_HEADER
from handlers.messages import ERRORS, FIELDS
from handlers.paths import DIVISIONS, is_id, parameters, pattern_of
from handlers.problems import Problem, status_of_kind
from handlers.routing import Route

Json = dict[str, Any]
Key = tuple[str, JsonSchemaMode]

REF = "#/components/schemas/{model}"
DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"

# The errors that the frame itself answers with, by status: why, and the codes.
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("The request is not HTTP as this server reads it", ("bad_request",)),
    401: ("Nobody is signed in, or the session is over", ("unauthenticated",)),
    403: ("The role does not allow it", ("forbidden", "password_change_required")),
    404: ("There is none, or it may not be seen", ("not_found",)),
    409: ("The state does not allow it, or somebody was first", ("conflict", "duplicate")),
    413: ("The body is too large", ("too_large",)),
    415: ("The body is of another kind", ("unsupported_media_type",)),
    422: ("The form is wrong; every mistake is in `errors`", ("invalid",)),
    429: ("Too many tries; see Retry-After", ("too_many",)),
    500: ("A fault of the server; quote the request id", ("internal",)),
    503: (
        "A part is away or overloaded; see Retry-After",
        ("database_unavailable", "overloaded", "timeout", "unavailable"),
    ),
}


def describe(routes: Sequence[Route], root: str, version: str) -> Json:
    """The OpenAPI document of all routes; a stable order, so that two runs give equal bytes."""
    found = [(route, verb, verbs_of(route.handler)[verb]) for route, verb in _verbs(routes)]
    schemas, components = _schemas([declaration for _, _, declaration in found])
    paths: Json = {}
    for route, verb, declaration in found:
        operation = _operation(route, root, verb, declaration, schemas, components)
        paths.setdefault(route.template, {})[verb] = operation
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": _info(version),
        "servers": [{"url": "/"}],
        "tags": _tags(routes),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "responses": {_name(status): _refusal(status) for status in REFUSALS},
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The `token` of a new session.",
                },
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": SESSION_COOKIE,
                    "description": (
                        f"A session that began with `{WISH_HEADER}: {WISH}`. What changes anything "
                        f"needs the value of the cookie `{XSRF_COOKIE}` as `{XSRF_HEADER}`."
                    ),
                },
            },
        },
    }


def _verbs(routes: Sequence[Route]) -> Iterator[tuple[Route, str]]:
    for route in routes:
        for verb in verbs_of(route.handler):
            yield route, verb


def _info(version: str) -> Json:
    return {
        "title": "村务 Cunwu",
        "version": version,
        "description": (
            "Village affairs: news, disclosures and feedback between villagers and their village.\n"
            "\nTimes are RFC 3339 with offset, money is an integer number of fen (分), ids are 24 "
            'hexadecimal digits. A list is `{"items": [...], "next": cursor or null}`; send '
            "`next` as `after` for the page behind. Every error is `application/problem+json` "
            "(RFC 9457); programs go by its `code`, people read its `detail`. Every answer names "
            "its request in `X-Request-Id`."
        ),
    }


def _tags(routes: Sequence[Route]) -> list[Json]:
    modules = dict.fromkeys(inspect.getmodule(route.handler) for route in routes)
    return [
        {"name": _noun(module.__name__), "description": _sentence(module.__doc__)}
        for module in modules
        if module is not None
    ]


def _operation(
    route: Route,
    root: str,
    verb: str,
    declaration: Endpoint,
    schemas: dict[Key, Json],
    components: Json,
) -> Json:
    method = getattr(route.handler, verb)
    text = inspect.cleandoc(method.__doc__ or "")
    summary, _, rest = text.partition("\n\n")
    noun = _noun(route.handler.__module__)
    operation: Json = {
        "operationId": f"{noun}_{route.handler.__name__}_{verb}",
        "tags": [noun],
        "summary": " ".join(summary.split()).rstrip("."),
        "description": "\n\n".join(part for part in (rest.strip(), _access(declaration)) if part),
        "parameters": [
            *(_path_parameter(name) for name in parameters(route.template)),
            *_query_parameters(declaration.query, schemas, components),
        ],
        "responses": _responses(route, root, verb, declaration, schemas),
        "security": [] if declaration.scope is None else [{"bearer": []}, {"cookie": []}],
    }
    if declaration.scope is not None:
        operation["x-scope"] = declaration.scope
        operation["x-roles"] = sorted(SCOPES[declaration.scope].roles)
    body = _request_body(declaration, schemas)
    return operation | ({"requestBody": body} if body else {})


def _access(declaration: Endpoint) -> str:
    """Who may call, in words."""
    if declaration.scope is None:
        return "Public."
    if declaration.scope == SIGNED_IN:
        return "Anybody who is signed in."
    scope = SCOPES[declaration.scope]
    holders = [*(f"`{role}`" for role in sorted(scope.roles))]
    holders += ["the owner"] if scope.owner else []
    return f"Scope `{declaration.scope}` ({scope.means}): {', '.join(holders)}."


def _path_parameter(name: str) -> Json:
    if name in DIVISIONS:
        text = f"Code of the {name}: 12 digits name a village, 9 a township, 6 a county"
    elif is_id(name):
        text = f"Id of the {name}"
    else:
        text = name.capitalize()
    schema = {"type": "string", "pattern": f"^({pattern_of(name)})$"}
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _query_parameters(
    form: type[BaseModel] | None, schemas: dict[Key, Json], components: Json
) -> Iterator[Json]:
    if form is None:
        return
    schema = schemas[_key(form, "validation")]
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    for name, field in schema["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": {k: v for k, v in field.items() if k != "title"},
        }


def _request_body(declaration: Endpoint, schemas: dict[Key, Json]) -> Json | None:
    if declaration.upload:
        file = {"type": "string", "format": "binary"}
        form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
        return {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    if declaration.body is None:
        return None
    schema = schemas[_key(declaration.body, "validation")]
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _responses(
    route: Route, root: str, verb: str, declaration: Endpoint, schemas: dict[Key, Json]
) -> Json:
    found: Json = _success(verb, declaration, schemas)
    for status in _statuses(route, root, verb, declaration):
        found[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    return dict(sorted(found.items()))


def _success(verb: str, declaration: Endpoint, schemas: dict[Key, Json]) -> Json:
    if declaration.raw:
        any_bytes = {"schema": {"type": "string", "format": "binary"}}
        content = dict.fromkeys(declaration.produces or ("application/octet-stream",), any_bytes)
        return {"200": {"description": "The content", "content": content}}
    if declaration.returns is None:
        return {"204": {"description": "Done; nothing to say"}}
    schema = schemas[_key(declaration.returns, "serialization")]
    answer: Json = {"description": "Done", "content": {"application/json": {"schema": schema}}}
    found: Json = {str(declaration.status): answer}
    if verb == "get":
        etag = {"schema": {"type": "string"}, "description": "Send it as If-None-Match"}
        answer["headers"] = {"ETag": etag}
        found["304"] = {"description": "Nothing has changed since the ETag that was sent"}
    return found


def _statuses(route: Route, root: str, verb: str, declaration: Endpoint) -> Iterator[int]:
    """The errors that can happen to this verb, as far as its declaration tells."""
    yield from (500, 503)
    if not route.template.startswith(root):
        return
    yield 400
    yield from map(status_of_kind, declaration.raises)
    if declaration.scope is not None:
        yield from (401, 403)
    if parameters(route.template):
        yield 404
    if verb != "get":
        yield 409
    if declaration.body or declaration.upload:
        yield from (413, 415)
    if declaration.body or declaration.upload or declaration.query:
        yield 422


def _refusal(status: int) -> Json:
    why, codes = REFUSALS[status]
    known = ", ".join(f"`{code}`" for code in codes)
    schema = {"$ref": REF.format(model="Problem")}
    found: Json = {
        "description": f"{why}. Codes of the frame: {known}; a verb may have more.",
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status in (429, 503):
        wait = {"schema": {"type": "integer"}, "description": "Seconds to wait before a new try"}
        found["headers"] = {"Retry-After": wait}
    return found


def _schemas(declarations: Sequence[Endpoint]) -> tuple[dict[Key, Json], Json]:
    """The schema of every form and view, and the components they share."""
    wanted: dict[Key, tuple[Key, JsonSchemaMode, TypeAdapter[Any]]] = {}
    kinds: list[tuple[Any, JsonSchemaMode]] = [(Problem, "serialization")]
    for declaration in declarations:
        kinds.append((declaration.body, "validation"))
        kinds.append((declaration.query, "validation"))
        kinds.append((declaration.returns, "serialization"))
    for kind, mode in kinds:
        if kind is not None:
            key = _key(kind, mode)
            wanted[key] = (key, mode, TypeAdapter(kind))
    by_key, rest = TypeAdapter.json_schemas(list(wanted.values()), ref_template=REF)
    components: Json = rest.get("$defs", {})
    _name_codes(components)
    return {key: by_key[key, key[1]] for key in wanted}, components


def _name_codes(components: Json) -> None:
    """Every code an error can carry, so that a client can list them in its own types."""
    components["Problem"]["properties"]["code"]["enum"] = sorted(ERRORS)
    components["MistakeView"]["properties"]["code"]["enum"] = sorted(FIELDS)


def _key(kind: Any, mode: JsonSchemaMode) -> Key:
    if isinstance(kind, type):
        return f"{kind.__module__}.{kind.__qualname__}", mode
    return repr(kind), mode


def _name(status: int) -> str:
    return f"Error{status}"


def _noun(module: str) -> str:
    return module.rpartition(".")[2]


def _sentence(text: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    return re.split(r"(?<=\.)\s", " ".join((text or "").split()))[0]
