"""What is shown of rounds and of their rankings."""

from domain.model.rounds import RoundState
from domain.policy.rounds import ACTIONS, AFTER_RANKING, RANKING_VISIBLE, RUNS_IT, VISIBLE
from domain.reading import Many, Noun, One, Order
from domain.views.shapes import allowed_actions, by, plain, words

OF_CALL = Many("round", key="call_id", filters={"state": by("state", known=words(RoundState))})

round = Noun(
    "round",
    "rounds",
    plain(
        "id",
        "call_id",
        "organization_id",
        "state",
        "name",
        "criteria",
        "reviews_per_entry",
        "quorum",
        "places",
    )
    | plain("waiting_list", "blind", "method", "method_version", "seed_hash", "commitments")
    | plain("seed", visible=AFTER_RANKING)
    | plain("judge_ids", visible=RUNS_IT)
    | plain(
        "opened_at",
        "sealed_at",
        "ranked_at",
        "decided_at",
        "published_at",
        "created_at",
        "updated_at",
        "version",
    )
    | {
        "allowed_actions": allowed_actions(ACTIONS, "organization_id"),
        "call": One("call", key="call_id"),
        "reviews": Many("review", key="round_id"),
        "ranking": Many("standing", key="round_id", orders=(Order("ranked", "number", descending=False),)),
    },
    visible=VISIBLE,
)
standing = Noun(
    "standing",
    "standings",
    plain(
        "id",
        "round_id",
        "entry_id",
        "position",
        "score",
        "reviews",
        "tie_broken_by",
        "criteria",
        "below_minimum",
    )
    | plain("place", "waiting_place", "moved_reason")
    | {"entry": One("entry", key="entry_id"), "round": One("round", key="round_id")},
    visible=RANKING_VISIBLE,
)
