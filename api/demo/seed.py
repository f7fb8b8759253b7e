"""`flask seed`: fills an empty database with the Plik Thai programme, so that newcomers find it in full swing.

It may be killed and run again: what is there is left as it is, and what lacks follows.
"""

from datetime import datetime

from api.demo.aftermath import following
from api.demo.data import items, keyed
from api.demo.mirroring import mirroring
from api.demo.panel import ending, judging, seating
from api.demo.people import LAST, arrivals, register
from api.demo.programme import finished_call, judged_call, present_calls
from api.demo.raising import raising
from api.demo.second_chance import enclosing, final, letting_on, long_list
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
    sower.take(judging(sower))
    sower.take([*ending(sower), *following(sower)])
    sower.take([*judged_call(sower, now), *enclosing(sower, now), *long_list(sower, now)])
    sower.take(letting_on(sower, now))
    sower.take(final(sower, now))
    sower.take(present_calls(sower, now))
    sower.take([*mirroring(sower, now), *raising(sower, now, pays=pays)])
    sower.take([*volunteering(sower, now), *telling(sower, now)])
    sower.take([(now, lambda: register(sower, keyed(items("people"))[LAST]))])
    return sower.changes
