"""Everything that can be shown: one entry a noun, and the lists that belong to nobody."""

from domain.reading import Catalogue
from domain.views import (
    accounts,
    calls,
    campaigns,
    entries,
    events,
    grants,
    opportunities,
    organizations,
    placements,
    pledges,
    projects,
    reviews,
    rounds,
    updates,
    volunteers,
)

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
    campaigns.campaign,
    pledges.pledge,
    pledges.refund,
    volunteers.volunteer,
    opportunities.opportunity,
    placements.placement,
    updates.update,
    events.event,
)

CATALOGUE = Catalogue(
    nouns={noun.name: noun for noun in NOUNS},
    lists=organizations.LISTS
    | calls.LISTS
    | projects.LISTS
    | grants.LISTS
    | campaigns.LISTS
    | volunteers.LISTS
    | opportunities.LISTS
    | events.LISTS,
)
