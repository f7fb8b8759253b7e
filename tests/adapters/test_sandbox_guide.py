"""The guide to the sandbox is true: what it shows runs, and what it names exists."""

import re

from adapters.sandbox.cards import card_of
from adapters.sandbox.control import ACTS
from adapters.sandbox.faults import REQUESTS, WEBHOOKS
from tests.postgres import ROOT
from tests.provider import Sandbox

GUIDE = (ROOT / "docs" / "guides" / "sandbox.md").read_text(encoding="utf-8")
WHERE = "http://127.0.0.1:9000"


def test_what_the_guide_shows_runs(sandbox: Sandbox) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
    shown: dict[str, object] = {}

    for block in blocks:
        exec(block.replace(WHERE, sandbox.url), shown)

    assert len(blocks) == 3


def test_every_card_that_the_guide_names_exists() -> None:
    named = set(re.findall(r"pm_card_\w+", GUIDE))
    named |= {f"pm_card_chargeDeclined{end}" for end in re.findall(r"`\.\.\.(\w+)`", GUIDE)}

    assert {card for card in named if card_of(card) is None} == set()


def test_every_act_is_in_the_guide_and_no_other() -> None:
    acts = {act for acts in ACTS.values() for act in acts}
    calls = re.findall(r"/sandbox/(?:payment_intents|setup_intents|refunds)/\{id\}/(\w+)", GUIDE)

    assert {*calls, *re.findall(r"`/(\w+)`", GUIDE)} == acts


def test_every_fault_is_in_the_guide() -> None:
    assert {fault for fault in (*REQUESTS, *WEBHOOKS) if not re.search(rf'["`]{fault}["`]', GUIDE)} == set()
