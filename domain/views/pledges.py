"""What is shown of pledges and their refunds: the sum to everybody, the rest to the backer."""

from typing import Any

from domain.model.pledges import IN_FLIGHT, PledgeState
from domain.policy.pledges import ACTIONS, BACKER, NAMED, OWN, VISIBLE
from domain.reading import Many, Noun, One, Value
from domain.views.shapes import allowed_actions, money, plain

POLL = 2  # seconds until a look at a payment on its way may show something new
ON_ITS_WAY = IN_FLIGHT | {PledgeState.CHARGING, PledgeState.REFUNDING}


def payment(
    status: str | None,
    client_secret: str | None,
    qr_data: str | None,
    qr_svg_url: str | None,
    qr_page_url: str | None,
    reason: str | None,
    state: str,
) -> dict[str, Any] | None:
    """Where the payment stands, and with what the backer goes on; null to everybody else."""
    if status is None:
        return None
    qr = {"data": qr_data, "svg_url": qr_svg_url, "page_url": qr_page_url} if qr_data else None
    return {
        "status": status,
        "client_secret": client_secret,
        "qr": qr,
        "reason": reason,
        "poll_after_s": POLL if state in ON_ITS_WAY else None,
    }


PAYMENT = ("payment_status", "client_secret", "qr_data", "qr_svg_url", "qr_page_url", "reason", "state")

pledge = Noun(
    "pledge",
    "pledges",
    plain("id", "campaign_id", "project_id")
    | {"amount": Value(("amount", "currency"), shape=money)}
    | plain("reward_id", "message")
    | plain("account_id", visible=NAMED)
    | plain("state", "method", "at_once", "anonymous", "email", "fallback", visible=OWN)
    | {"payment": Value(PAYMENT, BACKER, shape=payment)}
    | plain("expires_at", "collected_at", visible=OWN)
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "guest_id", "campaign_state"),
        "campaign": One("campaign", key="campaign_id"),
        "project": One("project", key="project_id"),
        "account": One("account", key="account_id", visible=NAMED),
        "refunds": Many("refund", key="pledge_id", visible=OWN),
    },
    visible=VISIBLE,
    view="pledges_shown",
)

refund = Noun(
    "refund",
    "refunds",
    plain("id", "pledge_id", "campaign_id", "state")
    | {"amount": Value(("amount", "currency"), shape=money)}
    | plain("reason", "expires_at", "created_at", "updated_at", "version")
    | {"pledge": One("pledge", key="pledge_id")},
    visible=OWN,
)
