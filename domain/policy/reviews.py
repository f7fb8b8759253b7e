"""Who sees a review and what it says, and who may write it."""

from domain.access import MANAGERS, Scope, may, signed_in
from domain.actions import Action, Bar, Window
from domain.model.reviews import ReviewState
from domain.policy.rounds import AFTER_SEALING, PUBLISHED
from domain.rules import ACTOR, ADMIN, Has, Includes, Is, Member, Related

JUDGE = Is("judge_id", ACTOR)
MANAGES = Member("organization_id", MANAGERS) | ADMIN
# Judges read each other once they have sent in their own of the same entry in the same round; of a blind round not
# before it is sealed, and never whose it is.
COLLEAGUE = Includes("sent_in_by", ACTOR) & (
    Related("round", Is("blind", False)) | Related("round", AFTER_SEALING)
)
# Managers see that a review exists and how far it is; what it says only once nobody can change it any more, and before
# it is published only by a look of their own, which the panel is told of.
LOOKED = Related("round", AFTER_SEALING & Has("looks", Is("account_id", ACTOR)))
MANAGER_READS = MANAGES & (Related("round", PUBLISHED) | LOOKED)

VISIBLE = JUDGE | MANAGES | COLLEAGUE
CONTENT_VISIBLE = JUDGE | COLLEAGUE | MANAGER_READS
JUDGE_VISIBLE = JUDGE | MANAGES | (COLLEAGUE & Related("round", Is("blind", False)))
PRIVATE_VISIBLE = JUDGE | MANAGER_READS

BEFORE_SEALING = Window(closes="sealed_at", too_late="round_is_sealed", by_act=True)
CALIBRATED = Bar(fields=("calibration_waits",), stands=bool, code="calibration_first")
UNDER_DISCUSSION = Bar(
    fields=("revisable",), stands=lambda revisable: not revisable, code="review_not_revisable"
)


def _write(name: str, *states: ReviewState, input: str | None = None, bar: Bar | None = None) -> Action:
    return Action(
        noun="review",
        name=name,
        gate=signed_in,
        allow=JUDGE,
        unwelcome="not_your_review",
        states=frozenset(states),
        window=BEFORE_SEALING,
        bar=bar,
        input=input,
    )


BEGUN_OR_NOT = (ReviewState.ASSIGNED, ReviewState.DRAFT)
UPDATE = _write("update", *BEGUN_OR_NOT, input="UpdateReviewInput")
SUBMIT = _write("submit", ReviewState.DRAFT, bar=CALIBRATED)
REVISE = _write("revise", ReviewState.SUBMITTED, bar=UNDER_DISCUSSION)
ABSTAIN = _write("abstain", *BEGUN_OR_NOT, input="AbstainReviewInput")
RECUSE = _write("recuse", *BEGUN_OR_NOT, ReviewState.SUBMITTED, input="RecuseReviewInput")
UNASSIGN = Action(
    noun="review",
    name="unassign",
    gate=may(Scope.JUDGING_WRITE),
    allow=MANAGES,
    unwelcome="not_your_call",
    states=frozenset({ReviewState.ASSIGNED}),
    window=BEFORE_SEALING,
)
ACTIONS = (UPDATE, SUBMIT, REVISE, ABSTAIN, RECUSE, UNASSIGN)
