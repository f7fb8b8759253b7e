"""What anybody can recompute a published round from."""

from dataclasses import dataclass

from domain.access import Actor, anyone
from domain.core import Command, use_case
from domain.errors import NotFound
from domain.ids import is_id
from domain.ports import Ports


@dataclass(frozen=True, kw_only=True)
class ShowRoundBundle(Command[str]):
    """The bundle of a published round, as canonical JSON. Before, there is none, whoever asks."""

    round_id: str


@use_case(ShowRoundBundle, allow=anyone, reads=True)
def show_round_bundle(cmd: ShowRoundBundle, actor: Actor, ports: Ports) -> str:
    found = ports.bundles.of_round(cmd.round_id) if is_id(cmd.round_id, "round") else None
    if found is None:
        raise NotFound("round_bundle_not_found")
    return found
