"""The skills that there are, for whoever fills in a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.access import Actor, anyone
from domain.core import Command, use_case
from domain.model.skills import skills
from domain.ports import Ports


@dataclass(frozen=True, kw_only=True)
class ShowSkills(Command[Sequence[Mapping[str, Any]]]):
    """The whole vocabulary: it is short, and the same for everybody."""


@use_case(ShowSkills, allow=anyone, reads=True)
def show_skills(cmd: ShowSkills, actor: Actor, ports: Ports) -> Sequence[Mapping[str, Any]]:
    return list(skills().values())
