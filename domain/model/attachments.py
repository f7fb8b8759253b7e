"""An attachment is a file that belongs to a project: announced first, then sent, then there until it is removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, AttachmentId, OrganizationId, ProjectId
from domain.lifecycle import Lifecycle

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 20  # of one project
MOST_TOGETHER = 50 * 1024 * 1024  # bytes of one project
LONGEST_NAME = 120
WAITING = timedelta(hours=24)  # for the content of one that was announced

_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "text/plain": ("txt", "md"),
    "text/csv": ("csv",),
    f"{_OFFICE}.wordprocessingml.document": ("docx",),
    f"{_OFFICE}.spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}.presentationml.presentation": ("pptx",),
}
"""What is taken, and how the name of such a file may end. Nothing that a browser would run."""
_KNOWN = {ending: kind for kind, endings in KINDS.items() for ending in endings}
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


class AttachmentState(StrEnum):
    AWAITING = "awaiting"
    STORED = "stored"
    REMOVED = "removed"


LIFECYCLE = Lifecycle[AttachmentState](
    "attachment",
    {
        AttachmentState.AWAITING: frozenset({AttachmentState.STORED, AttachmentState.REMOVED}),
        AttachmentState.STORED: frozenset({AttachmentState.REMOVED}),
        AttachmentState.REMOVED: frozenset(),
    },
)
HELD = frozenset({AttachmentState.AWAITING, AttachmentState.STORED})
"""They count."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What was found in the bytes that came; `content_type` None where it is nothing that we take."""

    size: int
    sha256: str
    content_type: str | None


@dataclass(eq=False, kw_only=True)
class Attachment:
    """`key` is where the store has it; none before it is there, and none after it is gone from there."""

    id: AttachmentId
    project_id: ProjectId
    account_id: AccountId | None  # who announced it, if a person
    owner_id: AccountId | None  # whose project it is, if a person's
    organization_id: OrganizationId | None
    name: str
    size: int
    created_at: datetime
    updated_at: datetime
    content_type: str | None = None
    sha256: str | None = None
    key: str | None = None
    state: AttachmentState = AttachmentState.AWAITING
    version: int = 1

    def store(self, content: Content, key: str, *, now: datetime) -> Event:
        """The bytes are in the store, under this key."""
        assert content.content_type, "looked at before"
        self.state = LIFECYCLE.move(self.state, AttachmentState.STORED)
        self.content_type, self.sha256, self.key = content.content_type, content.sha256, key
        return self.event("stored", now=now)

    def remove(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, AttachmentState.REMOVED)
        return self.event("removed", now=now)

    def enclosed(self) -> dict[str, Any]:
        """What a snapshot says of it."""
        return {
            "id": self.id,
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"attachment.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=False,
            organization_id=self.organization_id,
            account_id=self.owner_id,
        )


def faults_of(name: str, size: int) -> Iterable[Fault]:
    """What is wrong with a file that is announced."""
    if not 1 <= len(name) <= LONGEST_NAME:
        yield Fault("/name", "length_out_of_range", {"least": 1, "most": LONGEST_NAME})
    elif _is_no_name(name):
        yield Fault("/name", "file_name_not_valid")
    elif _ending(name) not in _KNOWN:
        yield Fault("/name", "file_kind_not_taken", {"known": sorted(_KNOWN)})
    if not 1 <= size <= MOST_BYTES:
        yield Fault("/size", "number_out_of_range", {"least": 1, "most": MOST_BYTES})


def refuse_more(held: Iterable[Attachment], size: int) -> None:
    """One more of this size, beside those that a project has, must not be too many or too much."""
    sizes = [each.size for each in held]
    if len(sizes) >= MOST_FILES:
        raise Conflict("attachments_used_up", most=MOST_FILES)
    if (total := sum(sizes) + size) > MOST_TOGETHER:
        raise Conflict("attachments_too_large", most=MOST_TOGETHER, total=total)


def refuse_unfit(attachment: Attachment, content: Content) -> None:
    """What came must be what was announced, and nothing that is not taken."""
    faults = []
    if content.size != attachment.size:
        faults.append(Fault("", "file_size_differs", {"announced": attachment.size, "sent": content.size}))
    elif content.content_type is None:
        faults.append(Fault("", "file_kind_not_taken", {"known": sorted(_KNOWN)}))
    elif _ending(attachment.name) not in KINDS[content.content_type]:
        faults.append(Fault("", "file_is_something_else", {"found": content.content_type}))
    if faults:
        raise Invalid("invalid_input", faults=faults)


def kind_named(name: str) -> str | None:
    """What the name says that it is; only to tell apart what looks alike."""
    return _KNOWN.get(_ending(name))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name.strip(".") else ""


def _is_no_name(name: str) -> bool:
    """Steps of a path, what no folder takes, what cannot be seen, and blanks or dots at an end."""
    return (
        any(letter in _NOT_IN_NAMES for letter in name)
        or any(not letter.isprintable() for letter in name)
        or name != name.strip(" .")
    )
