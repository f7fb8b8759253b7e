"""Who sees what a project was: whoever may change it, and those who run the platform."""

from domain.policy import projects
from domain.rules import ADMIN, Related

VISIBLE = Related("project", projects.EDITOR | ADMIN)
