"""What a partner says of a campaign on its own site, beside what we have of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.errors import Conflict, Fault
from domain.events import Event
from domain.model.campaigns import Campaign, Elsewhere

LONGEST_URL = 2_000
AHEAD = timedelta(minutes=5)  # how far a partner's clock may be before ours
_PAGE = re.compile(r"https://[^\s/?#@:\\\"<>]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>]*)?", re.IGNORECASE)

Columns = Mapping[str, Any]
"""A campaign as it is stored, or as much of it as a partner says."""

STORED_AS = {
    "title": ("title",),
    "story": ("story",),
    "goal": ("goal_amount", "currency"),
    "deadline": ("deadline",),
    "model": ("model",),
    "rewards": ("rewards",),
    "url": ("url",),
    "totals": ("elsewhere_amount", "elsewhere_backers"),
    "as_of": ("elsewhere_as_of",),
}
"""What a partner says, by the columns that keep it."""

REPORT = frozenset({"totals", "as_of"})
DECIDING = frozenset({"goal", "deadline", "model"})


def faults_of(said: Columns, *, now: datetime) -> Iterator[Fault]:
    """What can never be so, whatever we have."""
    if not _PAGE.fullmatch(said["url"]):
        yield Fault("/url", "url_malformed")
    if said["elsewhere_as_of"] > now + AHEAD:
        yield Fault("/as_of", "as_of_in_the_future", {"now": _rfc3339(now)})


def differing(campaign: Campaign, said: Columns) -> list[str]:
    """The fields in which what the partner says is not what we have."""
    present = vars(campaign)
    return [
        name
        for name, columns in STORED_AS.items()
        if any(present[column] != said[column] for column in columns)
    ]


def differences(campaign: Campaign, said: Columns, names: Iterable[str]) -> dict[str, Any]:
    """Both values of each field, as they are shown."""
    present = vars(campaign)
    return {name: {"present": _shown(name, present), "sent": _shown(name, said)} for name in names}


def faults_of_change(campaign: Campaign, names: Iterable[str], *, now: datetime) -> list[Fault]:
    """What decides the outcome stands still once the deadline is past: no goal is lowered afterwards."""
    if campaign.launched_at is None or now < campaign.deadline:
        return []
    return [Fault(f"/{name}", "fixed_after_the_deadline") for name in names if name in DECIDING]


def mirror(campaign: Campaign, said: Columns, names: Iterable[str], *, now: datetime) -> Event:
    """Follow what the partner says; refuses what is older than what it said before."""
    present: datetime | None = campaign.elsewhere_as_of
    if present is not None and said["elsewhere_as_of"] < present:
        raise Conflict("report_outdated", as_of=_rfc3339(present))
    tally = campaign.report(elsewhere(said))
    for name in set(names) - REPORT:
        for column in STORED_AS[name]:
            setattr(campaign, column, said[column])
    campaign.check(now=now)
    return campaign.event("reported" if REPORT.issuperset(names) else "updated", now=now, tally=tally)


def elsewhere(said: Columns) -> Elsewhere:
    return Elsewhere(said["elsewhere_amount"], said["elsewhere_backers"], said["elsewhere_as_of"])


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _money(amount: int, columns: Columns) -> dict[str, Any]:
    return {"amount": amount, "currency": str(columns["currency"])}


def _shown(name: str, of: Columns) -> Any:
    """The field as both faces write it."""
    match name:
        case "goal":
            return _money(of["goal_amount"], of)
        case "totals":
            return {"raised": _money(of["elsewhere_amount"], of), "backers": of["elsewhere_backers"]}
        case "rewards":
            return [reward | {"least": _money(reward["least"], of)} for reward in of["rewards"]]
    value = of[STORED_AS[name][0]]
    return _rfc3339(value) if isinstance(value, datetime) else value
