"""Everything that can be shown: one entry a noun, and the lists that belong to nobody."""

from domain.reading import Catalogue
from domain.views import accounts, calls, organizations, projects

NOUNS = (
    accounts.account,
    organizations.organization,
    organizations.membership,
    organizations.client,
    calls.call,
    projects.project,
)

CATALOGUE = Catalogue(
    nouns={noun.name: noun for noun in NOUNS},
    lists=organizations.LISTS | calls.LISTS | projects.LISTS,
)
