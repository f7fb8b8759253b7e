"""What the guide to raising money shows is so: each of its commands is sent as it stands."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.faces import Shown
from tests.fundraising import a_key
from tests.world import Person, publish_project, register, rfc3339

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "fundraising.md"


def commands() -> Iterator[str]:
    """One a block; a backslash goes on with the next line."""
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", GUIDE.read_text(encoding="utf-8"), re.M | re.S):
        yield block.replace("\\\n", " ").strip()


def send(client: FlaskClient, command: str, known: dict[str, str]) -> TestResponse:
    """As curl would."""
    said = re.sub(r"\$([A-Z_0-9]+)", lambda found: known[found[1]], command)
    url = re.search(r'"(/v1[^"]*)"', said)
    assert url
    headers = dict(re.findall(r'-H "([^:"]+): ([^"]*)"', said))
    body = re.search(r"-d '(.*)'", said, re.S)
    method = "POST" if "-X POST" in said else "GET"
    data = json.dumps(json.loads(body[1])) if body else None
    return client.open(url[1], method=method, headers=headers, data=data)


def learned(shown: Shown, owner: Person) -> dict[str, str]:
    """What later commands are about: the campaign, the guest, and the last pledge that is the owner's own."""
    if "access_token" in shown:
        return {"GUEST": shown["access_token"]}
    if "goal" in shown:
        return {"CAMPAIGN": shown["id"]}
    return {"PLEDGE": shown["id"]} if shown["account_id"] == owner.id else {}


def test_every_command_of_the_guide_does_what_it_says(client: FlaskClient) -> None:
    owner = register(client)
    known = {
        "PLIK": "",
        "TOKEN": owner.bearer,
        "PROJECT": publish_project(owner)["id"],
        "DEADLINE": rfc3339(timedelta(days=60)),
        **{f"KEY_{number}": a_key() for number in (1, 2, 3)},
    }

    made: list[Shown] = []
    for command in commands():
        answer = send(client, command, known)
        assert answer.status_code < 300, (command, answer.text)
        shown = answer.get_json()
        made.append(shown)
        known |= learned(shown, owner)

    states = [shown.get("state") for shown in made]
    assert states == [
        *("draft", "live"),
        *("secured", "awaiting_payment"),
        *(None, "secured"),
        *("awaiting_payment", "cancelled"),
    ]
