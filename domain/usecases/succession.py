"""Who gets a place, and what it is worth: offered to winners, and to the next in line when a winner leaves.

Whoever frees a place locks the call first, so that two places freed at once do not go to the same one waiting.
"""

from datetime import datetime

from domain.collections import Work
from domain.ids import GrantId
from domain.model.calls import Call
from domain.model.entries import Entry
from domain.model.grants import Grant
from domain.model.notices import NoticeKind
from domain.money import Money
from domain.ports import Ports
from domain.usecases.noticing import applicants, notify


def offer(call: Call, entry: Entry, amount: Money, ports: Ports, now: datetime) -> Grant:
    """The grant that a place is worth."""
    assert entry.place is not None
    return Grant(
        id=GrantId(ports.new_id("grant")),
        call_id=call.id,
        entry_id=entry.id,
        project_id=entry.project_id,
        account_id=entry.account_id,
        applicant_organization_id=entry.applicant_organization_id,
        organization_id=call.organization_id,
        place=entry.place,
        amount=amount.amount,
        currency=amount.currency,
        title=entry.title,
        created_at=now,
        updated_at=now,
    )


def succeed(work: Work, call: Call, given_back: Grant, ports: Ports, now: datetime) -> None:
    """The first of the waiting list takes the place of a grant that stands no more; nobody does where nobody waits."""
    entry = work.entries.lock_first_waiting(call.id)
    if entry is None:
        return
    worth = call.award_for(entry.asked, given_back=given_back.money, left=_left(work, call))
    work.tell(entry.move_up(given_back.place, now=now))
    grant = offer(call, entry, worth, ports, now)
    work.grants.add(grant)
    work.tell(grant.offered(now=now))
    [whom] = applicants(work, [entry])
    notify(
        work,
        ports,
        NoticeKind.PLACE_FREED,
        to=whom,
        about=entry.id,
        call=call.title,
        project=entry.title,
    )


def fill_a_free_place(work: Work, call: Call, ports: Ports, now: datetime) -> None:
    """A place that was given back when nobody waited for it goes to whoever waits now, if there is money left."""
    given_back = work.grants.first_given_back(call.id)
    if given_back is not None and _left(work, call).amount > 0:
        succeed(work, call, given_back, ports, now)


def _left(work: Work, call: Call) -> Money:
    """What is in the pool that nobody who stands was promised."""
    return Money(call.pool_amount - work.grants.promised(call.id), call.pool_currency)
