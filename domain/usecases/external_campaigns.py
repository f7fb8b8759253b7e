"""What a partner does with a campaign of its own site: mirror it here under its own id, and report what it has raised.

Nobody hangs a campaign on a stranger's project: there it is a draft until the project's owner launches it. A partner
that brings a project along owns that project, and its campaign is live at once.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid, NotFound, Stale
from domain.ids import CampaignId, OrganizationId, ProjectId
from domain.model import external_campaigns as mirrored
from domain.model.campaigns import Campaign, Model
from domain.model.external_references import (
    LONGEST_EXTERNAL_ID,
    ExternalReference,
    Kind,
    faults_of_external_id,
)
from domain.money import MOST, Money
from domain.policy.campaigns import SET_EXTERNAL
from domain.ports import Ports, Shown
from domain.reading import Page, Selection
from domain.text import LONGEST_NAME, Text, washed
from domain.usecases.campaigns import Rewards, documents
from domain.usecases.external_projects import (
    Revision,
    bring_project,
    find_project,
    revise_project,
    revision_of,
)


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What the partner's site has raised, and from how many."""

    raised: Money
    backers: Annotated[int, Between(0, 1_000_000_000)]


@dataclass(frozen=True, kw_only=True)
class SetExternalCampaign(Command[Changed]):
    """The whole campaign as it stands on the partner's site at `as_of`. For a project that is here (`project_id`), or
    for one that is brought along (`project`, as `createProject` takes it). `create_only`: refused where it is here."""

    external_id: Annotated[str, Long(1, LONGEST_EXTERNAL_ID)]
    project_id: ProjectId | None = None
    project: Mapping[str, Any] | None = None
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    story: Text = Text()
    goal: Money
    deadline: datetime
    model: Model = Model.ALL_OR_NOTHING
    rewards: Rewards = ()
    totals: Reported
    as_of: datetime
    url: Annotated[str, Long(1, mirrored.LONGEST_URL)]
    expected_version: int | None = None
    create_only: bool = False

    def columns(self) -> dict[str, Any]:
        return {
            "title": self.title.as_dict(),
            "story": self.story.as_dict(),
            "goal_amount": self.goal.amount,
            "currency": self.goal.currency,
            "deadline": self.deadline,
            "model": self.model,
            "rewards": documents(self.rewards),
            "url": self.url,
            "elsewhere_amount": self.totals.raised.amount,
            "elsewhere_backers": self.totals.backers,
            "elsewhere_as_of": self.as_of,
        }


@use_case(SetExternalCampaign, allow=SET_EXTERNAL.gate)
def set_external_campaign(cmd: SetExternalCampaign, actor: Actor, ports: Ports) -> Changed:
    """Made at the first time, followed later; said again as it is, nothing changes."""
    _refuse_senseless(cmd, ports.now())
    id, reference = CampaignId(ports.new_id("campaign")), _reference(actor, cmd.external_id)
    with ports.work() as work:
        present = work.external_references.claim(reference, id)
        if present == id:
            return _created(cmd, id, actor, ports, work)
        return _followed(cmd, work.campaigns.lock(present), actor, ports, work)


@dataclass(frozen=True, kw_only=True)
class ShowExternalCampaign(Command[Shown]):
    """The caller's own campaign by the caller's own id. Another's is not there."""

    external_id: str
    selection: Selection


@use_case(ShowExternalCampaign, allow=SET_EXTERNAL.gate, reads=True)
def show_external_campaign(cmd: ShowExternalCampaign, actor: Actor, ports: Ports) -> Shown:
    named = Page(
        first=1, filters=(("external_id", (cmd.external_id,)), ("organization_id", (actor.of_organization,)))
    )
    with suppress(Invalid):  # what cannot be an id leads nowhere
        page = washed(named)
        found = ports.reader.many("own_external_campaigns", cmd.selection, page, actor, ports.now())["data"]
        if found:
            shown: Shown = found[0]
            return shown
    raise NotFound("campaign_not_found")


def _reference(actor: Actor, external_id: str) -> ExternalReference:
    return ExternalReference(
        organization_id=actor.of_organization, kind=Kind.CAMPAIGN, external_id=external_id
    )


def _refuse_senseless(cmd: SetExternalCampaign, now: datetime) -> None:
    faults = [*faults_of_external_id(cmd.external_id), *mirrored.faults_of(cmd.columns(), now=now)]
    if (cmd.project_id is None) == (cmd.project is None):
        faults.append(Fault("/project_id", "project_id_or_project"))
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _created(cmd: SetExternalCampaign, id: CampaignId, actor: Actor, ports: Ports, work: Work) -> Changed:
    if cmd.expected_version is not None:
        raise Stale("version_stale", version=0)
    now, organization_id = ports.now(), actor.of_organization
    project = bring_project(cmd.project, organization_id, ports, work) if cmd.project is not None else None
    project = project or find_project(cmd.project_id or ProjectId(""), actor, work)
    campaign = Campaign(
        id=id,
        project_id=project.id,
        account_id=project.account_id,
        organization_id=organization_id,
        mirrored=True,
        least_amount=0,  # what the partner's site takes is its own affair
        most_amount=MOST,
        created_at=now,
        updated_at=now,
        **cmd.columns(),
    )
    campaign.check(now=now)
    told = [campaign.event("created", now=now)]
    if project.organization_id == organization_id:
        told.append(campaign.launch(project, now=now))
    work.campaigns.add(campaign)
    work.tell(*told)
    return replace(work.done(campaign), is_new=True)


def _followed(
    cmd: SetExternalCampaign, campaign: Campaign, actor: Actor, ports: Ports, work: Work
) -> Changed:
    if cmd.create_only:
        raise Stale("exists_already", version=campaign.version)
    now, said = ports.now(), cmd.columns()
    names = mirrored.differing(campaign, said)
    differs = mirrored.differences(campaign, said, names)
    revision = _revision(cmd, campaign, actor.of_organization, work)
    if revision:
        differs["project"] = {"present": revision.project.document, "sent": revision.document}
    if cmd.expected_version not in (None, campaign.version):
        raise Stale("version_stale", version=campaign.version, differs=differs)
    if not differs:
        return work.done(campaign)
    permit(SET_EXTERNAL, campaign, actor, now)
    if faults := mirrored.faults_of_change(campaign, names, now=now):
        raise Invalid("invalid_input", faults=faults)
    if names:
        work.tell(mirrored.mirror(campaign, said, names, now=now))
    if revision:
        revise_project(revision, ports, work)
    return work.done(campaign)


def _revision(
    cmd: SetExternalCampaign, campaign: Campaign, organization_id: OrganizationId, work: Work
) -> Revision | None:
    """What becomes of the project. Which one it is never changes."""
    if cmd.project is not None:
        return revision_of(campaign.project_id, cmd.project, organization_id, work)
    if cmd.project_id != campaign.project_id:
        raise Invalid("invalid_input", faults=[Fault("/project_id", "fixed_once_made")])
    return None
