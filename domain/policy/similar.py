"""Who may look for what is like a project or an entry, and who may let a draft be found."""

from domain.access import Scope, may
from domain.actions import Action
from domain.model.entries import EntryState
from domain.model.projects import ProjectState
from domain.policy.entries import SCREENS_IT
from domain.policy.projects import EDITOR, OWNER

OF_PROJECT = Action(
    noun="project",
    name="see_similar",
    gate=may(Scope.PROJECTS_WRITE),
    allow=EDITOR,
    unwelcome="not_your_project",
    states=frozenset(ProjectState),
)
OF_ENTRY = Action(
    noun="entry",
    name="see_similar",
    gate=may(Scope.ENTRIES_WRITE),
    allow=SCREENS_IT,
    unwelcome="not_your_call",
    states=frozenset(EntryState),
)
SET_FINDABLE = Action(
    noun="project",
    name="set_findable",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.DRAFT}),
    input="SetProjectFindableInput",
)
