"""Hooks of Schemathesis: sign each request as one role, and aim most of them at objects that exist.

They also bring in what the contract states in words: null is an absent key, and a reason has 500 decoded characters.

`CONTRACT_ROLE` names a JSON file: `secret` (hex, or null for the anonymous client), `server_url`, `seed`, and
`known`, the ids of objects by kind.
"""

import json
import os
import random
import re

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from tokens import Person

with open(os.environ["CONTRACT_ROLE"], encoding="utf-8") as file:
    ROLE = json.load(file)
KNOWN = ROLE["known"]
CHOICE = random.Random(ROLE["seed"])
KNOWN_SHARE = 0.8
REASON_CHARACTERS_MAX = 500

if ROLE["secret"]:
    PERSON = Person(ROLE["secret"])

    @schemathesis.auth(refresh_interval=None)
    class SessionToken:
        def get(self, case, context):
            return PERSON.authorization(ROLE["server_url"])

        def set(self, case, data, context):
            case.headers["Authorization"] = data


@schemathesis.serializer("application/x-ndjson", "application/zip")
def file_of_events(context, value):
    """A body that is a file: generated text as it is, everything else as one line of JSON."""
    value = getattr(value, "data", value)
    if isinstance(value, bytes):
        return value
    return value.encode(errors="replace") if isinstance(value, str) else json.dumps(value).encode()


def kind_of(path: str, parameter: str) -> str | None:
    if parameter == "pubkey":
        return "tenants"
    kind = path.split("/")[1]
    return kind if parameter == "id" and kind in KNOWN else None


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces most generated ids, which exist nowhere, by known ones, and confirms most deletions."""
    if isinstance(case.body, dict):
        case.body = {key: value for key, value in case.body.items() if value is not None}
    shorten_reason(case)
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH):
        return
    for parameter in case.path_parameters or {}:
        kind = kind_of(case.operation.path, parameter)
        if kind and CHOICE.random() < KNOWN_SHARE:
            case.path_parameters[parameter] = CHOICE.choice(sorted(KNOWN[kind]))
    relay = (case.path_parameters or {}).get("id")
    if "confirm" in (case.query or {}) and relay in KNOWN["relays"] and CHOICE.random() < KNOWN_SHARE:
        case.query["confirm"] = KNOWN["relays"][relay]


def shorten_reason(case):
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER):
        return
    encoded = (case.headers or {}).get("Audit-Reason")
    if encoded:
        characters = re.findall("%[0-9A-Fa-f]{2}|[^%]", encoded.replace("%00", ""))
        case.headers["Audit-Reason"] = "".join(characters[:REASON_CHARACTERS_MAX])
