"""Who works on a project and who stands behind it, and the words by which what is like it is found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from domain.collections.common import Collection
from domain.ids import AccountId, EntryId, OrganizationId, ProjectId
from domain.model.likeness import Gist
from domain.model.supporters import Supporter
from domain.model.teammates import Teammate


class Teammates(Collection[Teammate], Protocol):
    def lock_live(self, *project_ids: ProjectId) -> Sequence[Teammate]:
        """All proposed and confirmed ones of these projects, and those that would merge one of them into another, by
        id, locked."""

    def confirmed_of(self, project_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """By project the accounts that are confirmed in its team, its owner not among them; no key where nobody is."""

    def recognise(self, email_hash: str, account_id: AccountId) -> None:
        """Invitations that wait for this address are the account's from now on; whoever invited sees no difference."""


class Supporters(Collection[Supporter], Protocol):
    def add_all(self, supporters: Iterable[Supporter]) -> None: ...

    def lock_of(self, project_id: ProjectId) -> Sequence[Supporter]:
        """All of a project, by id, locked."""

    def confirmed_of(self, project_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """By project the organizations that confirmed to support it; no key where none did."""

    def names_of(self, organization_ids: Iterable[str]) -> Mapping[str, dict[str, str]]:
        """By organization its name; no key where there is none."""


class Likenesses(Protocol):
    def keep_project(self, id: ProjectId, gist: Gist) -> None:
        """In place of what was kept of it before."""

    def keep_entry(self, id: EntryId, organization_id: OrganizationId, gist: Gist) -> None:
        """Likewise; `organization_id` is the call's, whose managers look for entries that are alike."""

    def copy_to_entry(self, id: EntryId, organization_id: OrganizationId, project_id: ProjectId) -> None:
        """The same, of an entry that says what its project says now."""

    def missing(self) -> tuple[Sequence[ProjectId], Sequence[EntryId]]:
        """Some projects and entries of which no words are kept."""
