"""An update is what a project tells everybody who follows it. It stays as it was posted: it is what was said."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import ProjectId, UpdateId
from domain.text import says_nothing

LONGEST_BODY = 20_000  # characters, in each language


@dataclass(eq=False, kw_only=True)
class Update:
    id: UpdateId
    project_id: ProjectId
    title: dict[str, str]
    body: dict[str, str]  # Markdown, as it was written
    body_html: dict[str, str]  # of each language in the body; made once, so that reading costs nothing
    published_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def check(self) -> None:
        """Something must be said, in at least one language; what is missing is named at once."""
        said = {"/title": self.title, "/body": self.body}
        faults = [Fault(pointer, "text_missing") for pointer, text in said.items() if says_nothing(text)]
        if faults:
            raise Invalid("invalid_input", faults=faults)

    def posted(self) -> Event:
        return Event(
            type="update.posted",
            subject=self.id,
            version=self.version,
            at=self.published_at,
            public=True,
            tally={"updates": 1},
        )
