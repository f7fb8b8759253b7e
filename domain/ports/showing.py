"""Ways to see what is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.access import Actor
from domain.ids import EntryId, OrganizationId, ProjectId
from domain.model.likeness import Gist, Like
from domain.model.progress import RoundProgress
from domain.reading import Page, Selection

Shown = dict[str, Any]


class Reader(Protocol):
    """The one way to see anything. One statement whatever is selected, however many rows."""

    def one(self, selection: Selection, id: str, actor: Actor, now: datetime) -> Shown | None:
        """The one with this id; None if it is not there, or not for this actor to see."""

    def many(self, relation: str, selection: Selection, page: Page, actor: Actor, now: datetime) -> Shown:
        """A page of a list that belongs to nobody: {"data": [...], "page": {"next_cursor", "has_more"}}."""


class Progress(Protocol):
    def of_round(self, round_id: str) -> RoundProgress | None:
        """How far it is, whoever asks; None if there is no such round. One statement, however much there is."""


class Likenesses(Protocol):
    """What is like a document, by the words that were kept of it. The cost is bounded, however many there are."""

    def projects(self, gist: Gist, *, but: ProjectId, most: int) -> Sequence[Like]:
        """Projects that share the most with it: published ones, and drafts whose owners let them be found; none of this
        one's owner."""

    def entries(self, gist: Gist, *, but: EntryId, of: OrganizationId, most: int) -> Sequence[Like]:
        """Entries into the organization's calls, those taken back left out."""


class Bundles(Protocol):
    def of_round(self, round_id: str) -> str | None:
        """What anybody can recompute the published round from, as JSON; None where it is not published."""


class Counters(Protocol):
    def all(self) -> tuple[int, Mapping[str, int]]:
        """The sequence up to which they count, and every public counter by name."""
