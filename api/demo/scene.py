"""Who and what the story is about, as it grows while it is told."""

from dataclasses import dataclass, field

from api.demo.data import Item, projects
from api.demo.faces import Shown
from api.demo.telling import Person

ENTRIES, JUDGES = 14, 5
PROPOSED = sorted(projects(), key=lambda project: -project["quality"])[:ENTRIES]


@dataclass
class Scene:
    """`before` and `after` are insights; `feed` is where the feed ended before."""

    sponsor: Person
    foundation: Person
    citizens: list[Person]
    latecomer: Person
    judges: list[Person]
    feed: str | None
    before: Shown
    after: Shown = field(default_factory=dict)
    organization: Shown = field(default_factory=dict)
    call: Shown = field(default_factory=dict)
    projects: list[Shown] = field(default_factory=list)
    entries: list[Shown] = field(default_factory=list)
    round: Shown = field(default_factory=dict)
    grants: list[Shown] = field(default_factory=list)
    events: list[Shown] = field(default_factory=list)

    def of_project(self, id: str) -> Item:
        """The item of the demo that a project of the story was made from."""
        return PROPOSED[[project["id"] for project in self.projects].index(id)]
