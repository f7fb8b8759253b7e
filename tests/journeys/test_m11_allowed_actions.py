"""M11: what `allowed_actions` says, what executing answers and what the documents draw come from one declaration.

That acting answers what the list says, for every state, role and action and on both faces, is held by
tests/api/test_allowed_*.py; here, that no action is left out there, and none is without an operation.
"""

import re
from pathlib import Path

import pytest
from flask import Flask

from api.portal.states import _actions, _lifecycles
from api.portal.states import published as states
from api.rest.operations import _names
from tests.architecture.contracts import REST_ALONE, operations, root_fields
from tests.graph_words import camel

ROOT = Path(__file__).parents[2]
TRIED = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/api").glob("test_allowed_*.py"))
READING = {"see_similar"}  # guards of what is only shown
ACTIONS = {
    f"{a.noun}.{a.name}": a for actions in _actions().values() for a in actions if a.name not in READING
}


def test_every_action_is_tried_in_every_state_by_everybody() -> None:
    untried = [name for name, action in ACTIONS.items() if f'"{action.name}"' not in TRIED]

    assert untried == []


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_is_an_operation_of_both_faces(app: Flask, name: str) -> None:
    called = {camel(each) for each in _names(ACTIONS[name])}

    doing = called & {each.id for each in operations(app) if each.verb != "get"}

    assert doing
    assert doing <= set(root_fields()) | set(REST_ALONE)


def test_the_documents_are_made_from_the_declarations() -> None:
    written = (ROOT / "docs/states.md").read_text(encoding="utf-8")

    assert written == states()
    for noun, lifecycle in _lifecycles().items():
        section = re.search(rf"^## {noun}\n(.*?)(?=^## |\Z)", written, re.DOTALL | re.MULTILINE)
        assert section
        drawn = set(re.findall(r"^    (\w+) --> (\w+)$", section[1], re.MULTILINE))
        assert drawn == {(str(one), str(to)) for one, reached in lifecycle.moves.items() for to in reached}
