"""Everything that can be shown: one entry a noun, and the lists that belong to nobody."""

from domain.reading import Catalogue
from domain.views import (
    accounts,
    appeals,
    attachments,
    calls,
    campaigns,
    conflicts,
    entries,
    events,
    grants,
    letters,
    looks,
    measurements,
    memberships,
    mentorships,
    notices,
    opportunities,
    organizations,
    placements,
    pledges,
    projects,
    reviews,
    rounds,
    supporters,
    teammates,
    todo,
    updates,
    versions,
    volunteers,
)

NOUNS = (
    accounts.account,
    organizations.organization,
    memberships.membership,
    notices.notice,
    todo.todo,
    organizations.client,
    calls.call,
    projects.project,
    teammates.teammate,
    supporters.supporter,
    entries.entry,
    rounds.round,
    rounds.standing,
    reviews.review,
    looks.look,
    conflicts.conflict,
    letters.letter,
    appeals.appeal,
    appeals.opinion,
    mentorships.mentorship,
    mentorships.meeting,
    grants.grant,
    campaigns.campaign,
    pledges.pledge,
    pledges.refund,
    volunteers.volunteer,
    opportunities.opportunity,
    placements.placement,
    updates.update,
    versions.version,
    attachments.attachment,
    measurements.measurement,
    events.event,
)

CATALOGUE = Catalogue(
    nouns={noun.name: noun for noun in NOUNS},
    lists=organizations.LISTS
    | calls.LISTS
    | projects.LISTS
    | entries.LISTS
    | teammates.LISTS
    | supporters.LISTS
    | grants.LISTS
    | campaigns.LISTS
    | volunteers.LISTS
    | opportunities.LISTS
    | events.LISTS,
)
