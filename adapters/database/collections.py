"""Every collection of a work; each appears when it is first asked for."""

from functools import cache, cached_property

from sqlalchemy.orm import Session, registry

from adapters.database.accounts import SqlAccounts, SqlLogins, SqlRefreshTokens, map_accounts
from adapters.database.appeals import SqlAppeals, SqlOpinions, map_appeals
from adapters.database.attachments import SqlAttachments, map_attachments
from adapters.database.bundles import SqlBundles
from adapters.database.calls import SqlCalls, map_calls
from adapters.database.campaigns import SqlCampaigns, SqlRewards, map_campaigns
from adapters.database.collection import SqlCollection
from adapters.database.conflicts import SqlConflicts, map_conflicts
from adapters.database.entries import SqlEntries, map_entries
from adapters.database.external_references import SqlExternalReferences
from adapters.database.grants import SqlGrants, map_grants
from adapters.database.ledger import SqlLedger
from adapters.database.letters import map_letters
from adapters.database.likenesses import SqlLikenesses
from adapters.database.looks import SqlLooks, map_looks
from adapters.database.measurements import SqlMeasurements
from adapters.database.memberships import SqlMemberships, map_memberships
from adapters.database.mentorships import SqlMeetings, SqlMentorships, map_mentorships
from adapters.database.needs import SqlNeeds
from adapters.database.notices import SqlNotices, map_notices
from adapters.database.opportunities import map_opportunities
from adapters.database.organizations import map_organizations
from adapters.database.placements import SqlPlacements, map_placements
from adapters.database.pledges import SqlPledges, SqlRefunds, map_pledges
from adapters.database.projects import map_projects
from adapters.database.provider_events import SqlProviderEvents
from adapters.database.reminders import SqlReminders, map_reminders
from adapters.database.reviews import SqlReviews, map_reviews
from adapters.database.rounds import SqlRounds, SqlStandings, map_rounds
from adapters.database.schema import metadata
from adapters.database.supporters import SqlSupporters, map_supporters
from adapters.database.teammates import SqlTeammates, map_teammates
from adapters.database.updates import map_updates
from adapters.database.versions import SqlVersions
from adapters.database.volunteers import SqlVolunteers, map_volunteers
from domain.model.accounts import Account
from domain.model.accounts import Session as LoginSession
from domain.model.appeals import Appeal, Opinion
from domain.model.attachments import Attachment
from domain.model.calls import Call
from domain.model.campaigns import Campaign
from domain.model.conflicts import ConflictOfInterest
from domain.model.entries import Entry
from domain.model.grants import Grant
from domain.model.letters import Letter
from domain.model.looks import Look
from domain.model.meetings import Meeting
from domain.model.memberships import Membership
from domain.model.mentorships import Mentorship
from domain.model.notices import Notice
from domain.model.opportunities import Opportunity
from domain.model.organizations import Client, Organization
from domain.model.placements import Placement
from domain.model.pledges import Pledge
from domain.model.projects import Project
from domain.model.refunds import Refund
from domain.model.reminders import Reminder
from domain.model.reviews import Review
from domain.model.rounds import Round
from domain.model.supporters import Supporter
from domain.model.teammates import Teammate
from domain.model.updates import Update
from domain.model.volunteers import Volunteer


class SqlCollections:
    def __init__(self, session: Session) -> None:
        self._session = session

    accounts = cached_property(lambda self: SqlAccounts(self._session, Account, "account"))
    sessions = cached_property(lambda self: SqlCollection(self._session, LoginSession, "session"))
    refresh_tokens = cached_property(lambda self: SqlRefreshTokens(self._session))
    logins = cached_property(lambda self: SqlLogins(self._session))
    organizations = cached_property(lambda self: SqlCollection(self._session, Organization, "organization"))
    memberships = cached_property(lambda self: SqlMemberships(self._session, Membership, "membership"))
    notices = cached_property(lambda self: SqlNotices(self._session, Notice, "notice"))
    clients = cached_property(lambda self: SqlCollection(self._session, Client, "client"))
    calls = cached_property(lambda self: SqlCalls(self._session, Call, "call"))
    projects = cached_property(lambda self: SqlCollection(self._session, Project, "project"))
    entries = cached_property(lambda self: SqlEntries(self._session, Entry, "entry"))
    rounds = cached_property(lambda self: SqlRounds(self._session, Round, "round"))
    reviews = cached_property(lambda self: SqlReviews(self._session, Review, "review"))
    looks = cached_property(lambda self: SqlLooks(self._session, Look, "look"))
    standings = cached_property(lambda self: SqlStandings(self._session))
    letters = cached_property(lambda self: SqlCollection(self._session, Letter, "letter"))
    appeals = cached_property(lambda self: SqlAppeals(self._session, Appeal, "appeal"))
    mentorships = cached_property(lambda self: SqlMentorships(self._session, Mentorship, "mentorship"))
    meetings = cached_property(lambda self: SqlMeetings(self._session, Meeting, "meeting"))
    opinions = cached_property(lambda self: SqlOpinions(self._session, Opinion, "opinion"))
    bundles = cached_property(lambda self: SqlBundles(self._session))
    reminders = cached_property(lambda self: SqlReminders(self._session, Reminder, "reminder"))
    conflicts = cached_property(lambda self: SqlConflicts(self._session, ConflictOfInterest, "conflict"))
    grants = cached_property(lambda self: SqlGrants(self._session, Grant, "grant"))
    campaigns = cached_property(lambda self: SqlCampaigns(self._session, Campaign, "campaign"))
    rewards = cached_property(lambda self: SqlRewards(self._session))
    external_references = cached_property(lambda self: SqlExternalReferences(self._session))
    pledges = cached_property(lambda self: SqlPledges(self._session, Pledge, "pledge"))
    refunds = cached_property(lambda self: SqlRefunds(self._session, Refund, "refund"))
    volunteers = cached_property(lambda self: SqlVolunteers(self._session, Volunteer, "volunteer"))
    opportunities = cached_property(lambda self: SqlCollection(self._session, Opportunity, "opportunity"))
    placements = cached_property(lambda self: SqlPlacements(self._session, Placement, "placement"))
    updates = cached_property(lambda self: SqlCollection(self._session, Update, "update"))
    teammates = cached_property(lambda self: SqlTeammates(self._session, Teammate, "teammate"))
    supporters = cached_property(lambda self: SqlSupporters(self._session, Supporter, "supporter"))
    likenesses = cached_property(lambda self: SqlLikenesses(self._session))
    versions = cached_property(lambda self: SqlVersions(self._session))
    attachments = cached_property(lambda self: SqlAttachments(self._session, Attachment, "attachment"))
    needs = cached_property(lambda self: SqlNeeds(self._session))
    measurements = cached_property(lambda self: SqlMeasurements(self._session))
    ledger = cached_property(lambda self: SqlLedger(self._session))
    provider_events = cached_property(lambda self: SqlProviderEvents(self._session))


@cache
def map_domain() -> None:
    """Teach SQLAlchemy the domain's classes, once per process."""
    mapper = registry(metadata=metadata)
    for teach in (
        map_accounts,
        map_organizations,
        map_memberships,
        map_notices,
        map_calls,
        map_projects,
        map_entries,
        map_rounds,
        map_reviews,
        map_conflicts,
        map_reminders,
        map_looks,
        map_letters,
        map_appeals,
        map_mentorships,
        map_grants,
        map_campaigns,
        map_pledges,
        map_volunteers,
        map_opportunities,
        map_placements,
        map_updates,
        map_attachments,
        map_teammates,
        map_supporters,
    ):
        teach(mapper)
