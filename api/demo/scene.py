"""Who and what the story is about, as it grows while it is told."""

from dataclasses import dataclass, field
from datetime import datetime

from api.demo.data import Item, projects
from api.demo.faces import Shown
from api.demo.telling import Person

ENTRIES, JUDGES = 14, 5
PROPOSED = sorted(projects(), key=lambda project: -project["quality"])[:ENTRIES]


Pledged = tuple[Person, Shown]
"""A pledge, and whose it is."""


@dataclass
class Scene:
    """`before` and `after` are insights; `feed` is where the feed ended before. Of the rounds, `long_list` lets twelve
    on and `round` chooses ten of them and of one who appealed. Of the campaigns, `campaign` reaches
    its goal, `keeping` keeps whatever comes, `failing` falls short, and `mirrored` is run by a partner."""

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
    long_list: Shown = field(default_factory=dict)
    round: Shown = field(default_factory=dict)
    appeal: Shown = field(default_factory=dict)
    grants: list[Shown] = field(default_factory=list)
    campaign: Shown = field(default_factory=dict)
    keeping: Shown = field(default_factory=dict)
    failing: Shown = field(default_factory=dict)
    mirrored: Shown = field(default_factory=dict)
    deadline: datetime | None = None
    pledges: dict[str, list[Pledged]] = field(default_factory=dict)
    opportunity: Shown = field(default_factory=dict)
    update: Shown = field(default_factory=dict)
    events: list[Shown] = field(default_factory=list)

    def owner(self, project_id: str) -> Person:
        """The citizen whose project it is."""
        return self.citizens[[project["id"] for project in self.projects].index(project_id)]

    def of_project(self, id: str) -> Item:
        """The item of the demo that a project of the story was made from."""
        return PROPOSED[[project["id"] for project in self.projects].index(id)]
