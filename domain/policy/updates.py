"""Who sees an update: whoever sees its project, which is everybody as long as that is public."""

from domain.policy import projects
from domain.rules import Related

VISIBLE = Related("project", projects.VISIBLE)
