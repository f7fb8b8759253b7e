"""What people do with a project's files: announce one, send its content, fetch it, remove it.

The content is in the store before a row says so, and until then its key stands in the list of what is loose: whoever is
killed in between leaves nothing that the sweep does not find.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from domain.access import Actor, anyone, platform_only
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, until_uncontended, use_case
from domain.errors import Conflict, Invalid, NotFound, Unavailable
from domain.ids import AttachmentId, ProjectId, is_id
from domain.model.attachments import (
    LONGEST_NAME,
    Attachment,
    AttachmentState,
    Content,
    faults_of,
    refuse_more,
    refuse_unfit,
)
from domain.model.projects import Project
from domain.policy import attachments as policy
from domain.policy import projects
from domain.ports import Ports
from domain.ports.files import Opened
from domain.reading import Selection
from domain.rules import holds
from domain.usecases.calls import not_stale

SENDING = timedelta(hours=1)  # until somebody who began to send is taken for dead
AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class CreateAttachment(Command[Changed]):
    """Announce a file: its name with its ending, and its size in bytes."""

    project_id: ProjectId
    name: Annotated[str, Long(0, LONGEST_NAME)]
    size: int


@use_case(CreateAttachment, allow=projects.CREATE_ATTACHMENT.gate)
def create_attachment(cmd: CreateAttachment, actor: Actor, ports: Ports) -> Changed:
    """It counts from now on; two at once are looked at one after the other."""
    now = ports.now()
    if faults := list(faults_of(cmd.name, cmd.size)):
        raise Invalid("invalid_input", faults=faults)
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(projects.CREATE_ATTACHMENT, project, actor, now)
        refuse_more(work.attachments.held_of(project.id), cmd.size)
        attachment = Attachment(
            id=AttachmentId(ports.new_id("attachment")),
            project_id=project.id,
            account_id=actor.account_id,
            owner_id=project.account_id,
            organization_id=project.organization_id,
            name=cmd.name,
            size=cmd.size,
            created_at=now,
            updated_at=now,
        )
        work.attachments.add(attachment)
        work.tell(attachment.event("created", now=now))
        return work.done(attachment)


@dataclass(frozen=True, kw_only=True)
class UploadAttachment(Command[Changed]):
    """`content` gives the bytes; at most MOST_BYTES of them are read."""

    attachment_id: AttachmentId
    content: Iterable[bytes]


@use_case(UploadAttachment, allow=policy.UPLOAD.gate)
def upload_attachment(cmd: UploadAttachment, actor: Actor, ports: Ports) -> Changed:
    """Send the content, once. The same bytes again are answered alike; of two who send at once, the second is told."""
    key = f"{cmd.attachment_id}/{ports.secrets.random()}"
    with ports.unclaimed().work() as work:
        attachment = _to_be_sent(cmd.attachment_id, work, actor, ports)
        awaits = attachment.state is AttachmentState.AWAITING
        if awaits:
            work.attachments.loosen(key, attachment.id, ports.real_now() + SENDING)
    with ports.files.receive(cmd.content, attachment.name, most=attachment.size) as received:
        refuse_unfit(attachment, received.content)
        if awaits:
            received.keep(key)
        return until_uncontended(lambda: _named(cmd, key, received.content, actor, ports))


def _to_be_sent(id: AttachmentId, work: Work, actor: Actor, ports: Ports) -> Attachment:
    """Locked. One that is stored already may be sent again, to be told that it is the same, while it may be sent."""
    project = work.projects.share(work.attachments.get(id).project_id)
    attachment = work.attachments.lock(id)
    is_there = attachment.state is AttachmentState.STORED and project.state in policy.CHANGES.states
    state = AttachmentState.AWAITING if is_there else attachment.state
    permit(policy.UPLOAD, attachment, actor, ports.now(), **_around(project), state=state)
    return attachment


def _named(cmd: UploadAttachment, key: str, content: Content, actor: Actor, ports: Ports) -> Changed:
    """The bytes are in the store: from this commit on the attachment names them."""
    with ports.work() as work:
        attachment = _to_be_sent(cmd.attachment_id, work, actor, ports)
        if attachment.state is AttachmentState.STORED:
            if attachment.sha256 != content.sha256:
                raise Conflict("attachment_is_stored", state=str(attachment.state), allowed=["awaiting"])
            return work.done(attachment)
        if not work.attachments.fasten(key):
            raise Unavailable("busy", retry_after=1)  # so slow that its sender was taken for dead
        work.tell(attachment.store(content, key, now=ports.now()))
        return work.done(attachment)


@dataclass(frozen=True, kw_only=True)
class RemoveAttachment(Command[Changed]):
    attachment_id: AttachmentId
    expected_version: int | None = None


@use_case(RemoveAttachment, allow=policy.REMOVE.gate)
def remove_attachment(cmd: RemoveAttachment, actor: Actor, ports: Ports) -> Changed:
    """The project has it no longer. Who judges an entry that was submitted with it reads it as before."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(
            work.attachments.get(cmd.attachment_id).project_id
        )  # none enters meanwhile
        attachment = work.attachments.lock(cmd.attachment_id)
        permit(policy.REMOVE, attachment, actor, now, **_around(project))
        not_stale(attachment.version, cmd.expected_version)
        work.tell(attachment.remove(now=now))
        if attachment.key and not work.attachments.entries_with(attachment):
            work.attachments.loosen(attachment.key, attachment.id, ports.real_now())
            attachment.key = None
        return work.done(attachment)


@dataclass(frozen=True, kw_only=True)
class OpenAttachment(Command[Opened]):
    """Its content, for whoever sees the project, and whoever reads a snapshot that lists it."""

    attachment_id: AttachmentId


@use_case(OpenAttachment, allow=anyone)
def open_attachment(cmd: OpenAttachment, actor: Actor, ports: Ports) -> Opened:
    if not is_id(cmd.attachment_id, "attachment"):
        raise NotFound("attachment_not_found")
    wanted = Selection("attachment", ("id",))
    is_shown = ports.reader.one(wanted, cmd.attachment_id, actor, ports.now()) is not None
    with ports.work() as work:
        attachment = work.attachments.get(cmd.attachment_id)
        if not (attachment.key and attachment.sha256 and attachment.content_type):
            raise NotFound("attachment_not_found")
        if not is_shown and not _reads_a_snapshot(attachment, work, actor):
            raise NotFound("attachment_not_found")
    return Opened(
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
        chunks=ports.files.open(attachment.key),
    )


@dataclass(frozen=True, kw_only=True)
class ForgetFiles(Command[int]):
    """The sweep: what was announced and never came is removed, and what no attachment names is deleted from the store.
    Answers how many there were."""


@use_case(ForgetFiles, allow=platform_only)
def forget_files(cmd: ForgetFiles, actor: Actor, ports: Ports) -> int:
    now = ports.now()
    with ports.work() as work:
        overdue = work.attachments.overdue(now, AT_ONCE)
        condemned = work.attachments.condemn(ports.real_now(), AT_ONCE)
    for id in overdue:
        with ports.work() as work:
            attachment = work.attachments.lock(id)
            if attachment.state is AttachmentState.AWAITING:
                work.tell(attachment.remove(now=now))
    if condemned:
        ports.files.delete(condemned)
        with ports.work() as work:
            work.attachments.forget(condemned)
    return len(overdue) + len(condemned)


def _around(project: Project) -> dict[str, Any]:
    """The facts of an attachment that stand in its project."""
    return {"editors": project.editors, "project_state": project.state}


def _reads_a_snapshot(attachment: Attachment, work: Work, actor: Actor) -> bool:
    """Whether the actor judges, manages or owns an entry that lists it."""
    entries = work.attachments.entries_with(attachment)
    reviews = work.reviews.of_entries([entry.id for entry in entries])
    return any(
        holds(
            policy.READS_SNAPSHOTS,
            vars(entry) | {"reviews": [vars(each) for each in reviews if each.entry_id == entry.id]},
            actor,
        )
        for entry in entries
    )
