"""Everything that can be shown: one entry a noun, and the lists that belong to nobody."""

from domain.reading import Catalogue
from domain.views import accounts, calls, entries, events, grants, organizations, projects, reviews, rounds

NOUNS = (
    accounts.account,
    organizations.organization,
    organizations.membership,
    organizations.client,
    calls.call,
    projects.project,
    entries.entry,
    rounds.round,
    rounds.standing,
    reviews.review,
    grants.grant,
    events.event,
)

CATALOGUE = Catalogue(
    nouns={noun.name: noun for noun in NOUNS},
    lists=organizations.LISTS | calls.LISTS | projects.LISTS | grants.LISTS | events.LISTS,
)
