"""Who sees an entry and which parts of it, and who may do what with it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action, Bar, Window
from domain.model.entries import LIFECYCLE, EntryState
from domain.model.grants import GrantState
from domain.rules import ACTOR, ADMIN, Has, Is, IsNot, Member, OneOf, Related, Unset

# Whoever entered for an organization and leaves it is its applicant no more.
IN_PERSON = Is("account_id", ACTOR) & Unset("applicant_organization_id")
APPLICANT = IN_PERSON | Member("applicant_organization_id", MANAGERS)
SCREENS_IT = Member("organization_id", MANAGERS) | ADMIN
WON = OneOf("state", frozenset({EntryState.SELECTED}))
JUDGES_IT = Has("reviews", Is("judge_id", ACTOR) & IsNot("state", "recused"))
ENTERS_FOR_IT = Member("id", MANAGERS)  # asked of the organization that a project is entered for
LOOKS_AGAIN = Has("opinions", Is("judge_id", ACTOR))  # asked for advice on an appeal

VISIBLE = APPLICANT | Member("organization_id") | WON | ADMIN | JUDGES_IT | LOOKS_AGAIN
# A judge of a blind round reads what is proposed, not by whom.
PEOPLE_VISIBLE = (
    APPLICANT | SCREENS_IT | WON | ((JUDGES_IT | LOOKS_AGAIN) & Related("round", Is("blind", False)))
)
INSIDE_VISIBLE = APPLICANT | SCREENS_IT  # reasons, the receipt, where it stands in the waiting list

SCREEN = Action(
    noun="entry",
    name="screen",
    gate=may(Scope.ENTRIES_WRITE),
    allow=SCREENS_IT,
    unwelcome="not_your_call",
    # a no may be thought over until somebody judges
    states=frozenset({EntryState.SUBMITTED, EntryState.INELIGIBLE}),
    bar=Bar(
        fields=("state", "judging_begun"),
        stands=lambda state, begun: state == EntryState.INELIGIBLE and begun,
        code="judging_has_begun",
    ),
    having=IsNot("account_id", ACTOR),  # organizers may enter their own call; others decide of that
    lacking="your_own_entry",
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
DISQUALIFY = Action(
    noun="entry",
    name="disqualify",
    gate=may(Scope.ENTRIES_WRITE),
    allow=SCREENS_IT,
    unwelcome="not_your_call",
    states=LIFECYCLE.sources(EntryState.DISQUALIFIED),
    # A ranking is decided and published as it stands, or nobody could tell who was passed over; and a grant that was
    # accepted is a promise.
    bar=Bar(
        fields=("state", "ranked_at", "advanced"),
        stands=lambda state, ranked_at, advanced: (
            state == EntryState.IN_REVIEW and ranked_at and not advanced
        ),
        code="round_already_ranked",
        then=Bar(
            fields=("state", "grant_state"),
            stands=lambda state, grant: state == EntryState.SELECTED and grant == GrantState.ACCEPTED,
            code="grant_is_accepted",
        ),
    ),
    input="DisqualifyEntryInput",
)
PROPOSE_MENTORSHIP = Action(
    noun="entry",
    name="propose_mentorship",
    gate=may(Scope.ENTRIES_WRITE),
    allow=SCREENS_IT,
    unwelcome="not_your_call",
    states=frozenset({EntryState.SELECTED}),
    input="ProposeMentorshipInput",
)
LODGE_APPEAL = Action(
    noun="entry",
    name="lodge_appeal",
    gate=may(Scope.ENTRIES_WRITE),
    allow=APPLICANT,
    unwelcome="not_your_entry",
    states=frozenset({EntryState.NOT_SELECTED}),
    window=Window(closes="appeals_until", too_late="appeals_are_over"),
    bar=Bar(fields=("appeals_until",), stands=lambda until: until is None, code="no_appeals_taken"),
    input="LodgeAppealInput",
)
ACTIONS = (SCREEN, WITHDRAW, DISQUALIFY, LODGE_APPEAL, PROPOSE_MENTORSHIP)
