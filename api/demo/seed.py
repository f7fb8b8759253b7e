"""`flask seed`: fills an empty database with the Plik Thai programme, so that newcomers find it in full swing.

It may be killed and run again: what is there is left as it is, and what lacks follows.
"""

from datetime import datetime

from api.demo.aftermath import commenting, following
from api.demo.data import items, keyed
from api.demo.mirroring import mirroring
from api.demo.panel import ending, reviewing, seating
from api.demo.people import LAST, arrivals, register
from api.demo.programme import finished_call, present_calls
from api.demo.raising import raising
from api.demo.sower import PortsAt, Sower
from api.demo.volunteering import telling, volunteering


class NotHere(RuntimeError):
    """Demo data has no business in production: everybody knows its password."""


def seed(ports_at: PortsAt, *, now: datetime, production: bool, pays: bool) -> int:
    """Sow what lacks of the demo; how many changes it took, 0 where it was whole.

    `ports_at` gives the platform's ports with another clock: most of the demo happened in the year before. `pays`:
    whether a sandbox carries the payments; otherwise nobody pledges.
    """
    if production:
        raise NotHere("the demo is refused in production")
    sower = Sower(ports_at, now)
    if sower.find_account(LAST):
        return 0
    sower.take([*arrivals(sower), *finished_call(sower, now), *seating(sower)])
    sower.take(reviewing(sower))
    sower.take([*commenting(sower), *ending(sower), *following(sower)])
    sower.take(present_calls(sower, now))
    sower.take([*mirroring(sower, now), *raising(sower, now, pays=pays)])
    sower.take([*volunteering(sower, now), *telling(sower, now)])
    sower.take([(now, lambda: register(sower, keyed(items("people"))[LAST]))])
    return sower.changes
