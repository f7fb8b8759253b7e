"""Who sees an entry and which parts of it, and who may do what with it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action, Window
from domain.model.entries import EntryState
from domain.rules import ACTOR, ADMIN, Has, Is, IsNot, Member, OneOf, Related

APPLICANT = Is("account_id", ACTOR)
SCREENS_IT = Member("organization_id", MANAGERS) | ADMIN
WON = OneOf("state", frozenset({EntryState.SELECTED}))
JUDGES_IT = Has("reviews", Is("judge_id", ACTOR) & IsNot("state", "recused"))
OWN_PROJECT = Is("account_id", ACTOR)  # asked of the project

VISIBLE = APPLICANT | Member("organization_id") | WON | ADMIN | JUDGES_IT
# A judge of a blind round reads what is proposed, not by whom.
PEOPLE_VISIBLE = APPLICANT | SCREENS_IT | WON | (JUDGES_IT & Related("round", Is("blind", False)))
INSIDE_VISIBLE = APPLICANT | SCREENS_IT  # reasons, the receipt, where it stands in the waiting list

SCREEN = Action(
    noun="entry",
    name="screen",
    gate=may(Scope.ENTRIES_WRITE),
    allow=SCREENS_IT,
    unwelcome="not_your_call",
    states=frozenset({EntryState.SUBMITTED}),
    input="ScreenEntryInput",
)
WITHDRAW = Action(
    noun="entry",
    name="withdraw",
    gate=may(Scope.ENTRIES_WRITE),
    allow=APPLICANT,
    unwelcome="not_your_entry",
    states=frozenset(
        {EntryState.SUBMITTED, EntryState.NEEDS_WORK, EntryState.ELIGIBLE, EntryState.IN_REVIEW},
    ),
    window=Window(closes="ranked_at", too_late="round_already_ranked", by_act=True),
)
ACTIONS = (SCREEN, WITHDRAW)
