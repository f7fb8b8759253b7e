"""What is shown of volunteers: what they can do and when, never who they are or how to reach them."""

from domain.policy.volunteers import ONESELF, VISIBLE
from domain.reading import Many, Noun
from domain.views.placements import OF_VOLUNTEER
from domain.views.shapes import by, plain

volunteer = Noun(
    "volunteer",
    "volunteers",
    plain("id")
    | plain("account_id", visible=ONESELF)
    | plain("skills", "causes", "provinces", "remote", "availability", "languages", "age_band")
    | plain("consent")
    | plain("consented_at", "consent_version", visible=ONESELF)
    | plain("created_at", "updated_at", "version")
    | {"placements": OF_VOLUNTEER},
    visible=VISIBLE,
)

LISTS = {"volunteers": Many("volunteer", filters={"account_id": by("account_id")})}
