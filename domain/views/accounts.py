"""What is shown of accounts: to others a name, to themselves all."""

from dataclasses import replace

from domain.policy.accounts import ONESELF
from domain.reading import Many, Noun
from domain.views import memberships, notices, placements, todo
from domain.views.projects import OF_ACCOUNT
from domain.views.shapes import plain

account = Noun(
    "account",
    "accounts",
    plain("id", "display_name")
    | plain(
        "email", "locale", "mail_notices", "admin", "created_at", "updated_at", "version", visible=ONESELF
    )
    | {
        "memberships": memberships.OF_ACCOUNT,
        "notices": notices.OF_ACCOUNT,
        "todo": todo.OF_ACCOUNT,
        "projects": OF_ACCOUNT,
        "entries": Many("entry", key="account_id", visible=ONESELF),
        "reviews": Many("review", key="judge_id", visible=ONESELF),
        "grants": Many("grant", key="account_id", visible=ONESELF),
        "pledges": Many("pledge", key="account_id", visible=ONESELF),
        "placements": replace(placements.OF_ACCOUNT, visible=ONESELF),
    },
)
