"""What owners tell of their projects."""

from dataclasses import dataclass
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Invalid
from domain.ids import ProjectId, UpdateId
from domain.model.updates import LONGEST_BODY, Update
from domain.policy import projects as policy
from domain.ports import Markdown, Ports
from domain.text import LONGEST_NAME, Text, washed


@dataclass(frozen=True, kw_only=True)
class CreateUpdate(Command[Changed]):
    """`body` is Markdown."""

    project_id: ProjectId
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    body: Annotated[Text, Long(0, LONGEST_BODY)]


@use_case(CreateUpdate, allow=policy.CREATE_UPDATE.gate)
def create_update(cmd: CreateUpdate, actor: Actor, ports: Ports) -> Changed:
    """Post it: everybody reads it from now on, as it is."""
    now = ports.now()
    update = Update(
        id=UpdateId(ports.new_id("update")),
        project_id=cmd.project_id,
        title=cmd.title.as_dict(),
        body=cmd.body.as_dict(),
        body_html=_rendered(cmd.body, ports.markdown),
        published_at=now,
        created_at=now,
        updated_at=now,
    )
    update.check()
    with ports.work() as work:
        project = work.projects.share(cmd.project_id)
        permit(policy.CREATE_UPDATE, project, actor, now)
        work.updates.add(update)
        work.tell(update.posted())
        return work.done(update)


def _rendered(body: Text, markdown: Markdown) -> dict[str, str]:
    """In each language. What comes out is looked at as what came in was: an entity can spell what may not be sent."""
    html, faults = {}, []
    for language, source in body.as_dict().items():
        if (made := markdown.html(source)) is None:
            faults.append(Fault(f"/body/{language}", "markdown_too_large"))
        else:
            html[language] = made
    if faults:
        raise Invalid("invalid_input", faults=faults)
    washed(html, "/body")
    return html
