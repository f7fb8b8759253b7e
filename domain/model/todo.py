"""What waits for an account, across its roles: nothing that is stored, but what follows from the states of things."""

from enum import StrEnum


class TodoKind(StrEnum):
    """What is to be done."""

    OPEN_CALL = "open_call"
    SCREEN_ENTRIES = "screen_entries"
    MEND_ENTRY = "mend_entry"
    OPEN_ROUND = "open_round"
    WRITE_REVIEWS = "write_reviews"
    SEAL_ROUND = "seal_round"
    RANK_ROUND = "rank_round"
    DECIDE_ROUND = "decide_round"
    PUBLISH_ROUND = "publish_round"
    ANSWER_GRANT = "answer_grant"
    ANSWER_APPEAL = "answer_appeal"
    GIVE_OPINION = "give_opinion"
    ANSWER_MEMBERSHIP = "answer_membership"
    ANSWER_TEAMMATE = "answer_teammate"
    ANSWER_REQUEST = "answer_request"
    ANSWER_MERGE = "answer_merge"
    CONFIRM_SUPPORT = "confirm_support"
    ANSWER_OFFER = "answer_offer"
    ANSWER_APPLICATIONS = "answer_applications"
