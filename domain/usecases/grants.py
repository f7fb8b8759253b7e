"""What winners do with their grants: accept, or decline, so that the first of the waiting list moves up."""

from dataclasses import dataclass

from domain.access import Actor
from domain.actions import permit
from domain.collections import Changed
from domain.core import Command, use_case
from domain.ids import GrantId
from domain.model.measurements import Cause
from domain.policy import grants as policy
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.needs import remeasure
from domain.usecases.succession import succeed


@dataclass(frozen=True, kw_only=True)
class AcceptGrant(Command[Changed]):
    grant_id: GrantId
    expected_version: int | None = None


@use_case(AcceptGrant, allow=policy.ACCEPT.gate)
def accept_grant(cmd: AcceptGrant, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        grant = work.grants.lock(cmd.grant_id)
        permit(policy.ACCEPT, grant, actor, now)
        not_stale(grant.version, cmd.expected_version)
        work.tell(grant.accept(now=now))
        remeasure(work, grant.project_id, ports, Cause.GRANT_ACCEPTED)
        return work.done(grant)


@dataclass(frozen=True, kw_only=True)
class DeclineGrant(Command[Changed]):
    grant_id: GrantId
    expected_version: int | None = None


@use_case(DeclineGrant, allow=policy.DECLINE.gate)
def decline_grant(cmd: DeclineGrant, actor: Actor, ports: Ports) -> Changed:
    """Its place, and a grant of the same amount, go to the first of the waiting list; the call is locked first, so
    that two who decline at once do not move the same one up twice."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.grants.get(cmd.grant_id).call_id)
        grant = work.grants.lock(cmd.grant_id)
        permit(policy.DECLINE, grant, actor, now)
        not_stale(grant.version, cmd.expected_version)
        work.tell(grant.decline(now=now), work.entries.lock(grant.entry_id).decline(now=now))
        succeed(work, call, grant, ports, now)
        return work.done(grant)
