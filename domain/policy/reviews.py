"""Who sees a review and what it says, and who may write it."""

from domain.access import MANAGERS, signed_in
from domain.actions import Action, Window
from domain.model.reviews import ReviewState
from domain.policy.rounds import AFTER_SEALING
from domain.rules import ACTOR, ADMIN, Has, Is, Member, Related

JUDGE = Is("judge_id", ACTOR)
MANAGES = Member("organization_id", MANAGERS) | ADMIN
SENT_IN_OWN = Related("entry", Has("reviews", JUDGE & Is("state", "submitted")))
COLLEAGUE = SENT_IN_OWN & (Related("round", Is("blind", False)) | Related("round", AFTER_SEALING))

VISIBLE = JUDGE | MANAGES | COLLEAGUE
# Managers see that a review exists and how far it is; what it says only once nobody can change it any more.
CONTENT_VISIBLE = JUDGE | COLLEAGUE | (MANAGES & Related("round", AFTER_SEALING))
JUDGE_VISIBLE = JUDGE | MANAGES | (COLLEAGUE & Related("round", Is("blind", False)))
PRIVATE_VISIBLE = JUDGE | (MANAGES & Related("round", AFTER_SEALING))

BEFORE_SEALING = Window(closes="sealed_at", too_late="round_is_sealed", by_act=True)


def _write(name: str, *states: ReviewState, input: str | None = None) -> Action:
    return Action(
        noun="review",
        name=name,
        gate=signed_in,
        allow=JUDGE,
        unwelcome="not_your_review",
        states=frozenset(states),
        window=BEFORE_SEALING,
        input=input,
    )


UPDATE = _write("update", ReviewState.ASSIGNED, ReviewState.DRAFT, input="UpdateReviewInput")
SUBMIT = _write("submit", ReviewState.DRAFT)
RECUSE = _write(
    "recuse", ReviewState.ASSIGNED, ReviewState.DRAFT, ReviewState.SUBMITTED, input="RecuseReviewInput"
)
ACTIONS = (UPDATE, SUBMIT, RECUSE)
