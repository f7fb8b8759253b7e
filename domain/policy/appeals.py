"""Who sees an appeal and what judges think of it, and who may answer it."""

from domain.access import MANAGERS, Scope, may, signed_in
from domain.actions import Action, Bar, Window
from domain.model.appeals import LIFECYCLE, OPINIONS, AppealState, OpinionState
from domain.policy.entries import APPLICANT
from domain.rules import ACTOR, ADMIN, Has, Is, IsNot, Member, Related

ANSWERS_IT = Member("organization_id", MANAGERS) | ADMIN
LOOKS_AGAIN = Is("judge_id", ACTOR)

VISIBLE = APPLICANT | ANSWERS_IT | Has("opinions", LOOKS_AGAIN)
APPLICANT_VISIBLE = APPLICANT | ANSWERS_IT  # judges read what is said, not by whom
# Organizers may have entered their own call; others decide of that.
NOT_THEIR_OWN = IsNot("account_id", ACTOR)
# The applicant hears the answer, not who advised what.
OPINION_VISIBLE = LOOKS_AGAIN | (ANSWERS_IT & Related("appeal", NOT_THEIR_OWN))

ASSIGN = Action(
    noun="appeal",
    name="assign",
    gate=may(Scope.JUDGING_WRITE),
    allow=ANSWERS_IT,
    unwelcome="not_your_call",
    states=LIFECYCLE.sources(AppealState.UNDER_REVIEW),
    having=NOT_THEIR_OWN,
    lacking="your_own_entry",
    input="AssignAppealInput",
)
DECIDE = Action(
    noun="appeal",
    name="decide",
    gate=may(Scope.JUDGING_WRITE),
    allow=ANSWERS_IT,
    unwelcome="not_your_call",
    states=LIFECYCLE.sources(AppealState.UPHELD),
    bar=Bar(
        fields=("opinions_needed", "opinions_given"),
        stands=lambda needed, given: not given or given < needed,
        code="opinions_missing",
    ),
    having=NOT_THEIR_OWN,
    lacking="your_own_entry",
    input="DecideAppealInput",
)
WITHDRAW = Action(
    noun="appeal",
    name="withdraw",
    gate=may(Scope.ENTRIES_WRITE),
    allow=APPLICANT,
    unwelcome="not_your_appeal",
    states=LIFECYCLE.sources(AppealState.WITHDRAWN),
)
ACTIONS = (ASSIGN, DECIDE, WITHDRAW)

GIVE = Action(
    noun="opinion",
    name="give",
    gate=signed_in,
    allow=LOOKS_AGAIN,
    unwelcome="not_your_opinion",
    states=OPINIONS.sources(OpinionState.GIVEN),
    window=Window(closes="closed_at", too_late="appeal_is_over", by_act=True),
    input="GiveOpinionInput",
)
OPINION_ACTIONS = (GIVE,)
