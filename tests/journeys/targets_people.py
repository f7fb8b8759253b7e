"""What is sent to accounts and their notices."""

from collections.abc import Sequence

from tests.journeys.aiming import Target
from tests.world import Person, a_house, invite

AMONG_PEOPLE = ("updateMe", "readNotices")


def of_accounts(person: Person) -> Sequence[Target]:
    house = a_house(person.client)
    invite(house.owner, house.organization, person)
    [notice] = person.does("notices")["data"]
    account = {"display_name": "สมหญิง", "locale": "th", "mail_notices": True}
    return [
        Target("updateMe", person, {"account_id": person.id}, account, "accounts"),
        Target("readNotices", person, {}, {"until": notice["id"]}),
    ]
