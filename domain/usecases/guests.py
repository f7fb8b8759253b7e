"""Guests: people who back a campaign without registering. Nothing is stored of one; the tokens are all there is."""

from dataclasses import dataclass

from domain.access import Actor, anyone
from domain.core import Command, use_case
from domain.ids import GuestId
from domain.ports import Ports


@dataclass(frozen=True, kw_only=True)
class CreateGuest(Command[GuestId]):
    """`known` is who comes again, as a renewal token of ours says that was checked."""

    known: GuestId | None = None


@use_case(CreateGuest, allow=anyone, reads=True)
def create_guest(cmd: CreateGuest, actor: Actor, ports: Ports) -> GuestId:
    """Whose tokens to make: a new guest's, or those of the one who comes again."""
    return cmd.known or GuestId(ports.new_id("guest"))
