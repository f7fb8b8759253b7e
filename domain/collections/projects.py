"""What hangs on projects: their versions, their files, and what is known and was measured of their needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, AttachmentId, ProjectId, VersionId
from domain.model.attachments import Attachment
from domain.model.entries import Entry
from domain.model.measurements import Measurement
from domain.model.needs import Facts
from domain.model.projects import Project
from domain.model.suggestions import Supplier


class Versions(Protocol):
    def keep(self, project: Project, *, id: VersionId, account_id: AccountId | None, now: datetime) -> None:
        """The document as it is with the project's new number; nothing where that is kept already."""


class Attachments(Collection[Attachment], Protocol):
    """Objects in the store are `loose` from before they are written until an attachment names them, and from when none
    wants them any longer: what is loose and due is condemned, and then forgotten."""

    def held_of(self, project_id: ProjectId) -> Sequence[Attachment]:
        """Those that count: awaited or stored, by id. They stand still as long as the project is locked."""

    def entries_with(self, attachment: Attachment) -> Sequence[Entry]:
        """Entries whose snapshot lists it."""

    def loosen(self, key: str, id: AttachmentId, due_at: datetime) -> None: ...

    def fasten(self, key: str) -> bool:
        """Loose no longer; False if it was condemned meanwhile."""

    def condemn(self, now: datetime, most: int) -> Sequence[str]:
        """Keys that are due: nobody will fasten them any more."""

    def forget(self, keys: Iterable[str]) -> None:
        """They are gone from the store."""

    def overdue(self, now: datetime, most: int) -> Sequence[str]:
        """Ids of those whose content never came."""


class NeedsKnown(Protocol):
    def facts(self, project: Project) -> Facts:
        """What counts for its needs beside its document."""

    def is_in_use(self, project_id: ProjectId) -> bool:
        """Whether a campaign, an entry or an opportunity of it still runs."""

    def suppliers(
        self, project: Project, applicant: str, skills: Sequence[str], now: datetime
    ) -> Sequence[Supplier]:
        """Who could help; `applicant` is the kind of its owner as calls know it."""


class Measurements(Protocol):
    def take_turns(self, project_id: ProjectId) -> None:
        """Whoever measures the same project waits until this work ends."""

    def latest(self, project_id: ProjectId) -> Mapping[str, int]:
        """The last gap of each factor that was measured."""

    def add_all(self, taken: Iterable[Measurement]) -> None: ...
