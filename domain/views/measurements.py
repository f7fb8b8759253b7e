"""What is shown of measurements of a project's needs: to whoever sees the project, as the needs themselves."""

from domain.model.needs import Factor
from domain.policy import projects
from domain.reading import Many, Noun, One, Order
from domain.rules import Related
from domain.views.shapes import by, plain, words

ORDERS = (Order("newest", "measured_at"), Order("oldest", "measured_at", descending=False))
OF_PROJECT = Many(
    "measurement", key="project_id", orders=ORDERS, filters={"factor": by("factor", known=words(Factor))}
)

measurement = Noun(
    "measurement",
    "measurements",
    plain("id", "project_id", "factor", "gap", "previous_gap", "detail", "cause", "measured_at")
    | {"project": One("project", key="project_id")},
    visible=Related("project", projects.VISIBLE),
)
