"""The story goes on: three winners ask the public for what the first money does not pay."""

from datetime import UTC, datetime, timedelta
from typing import Any

from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.telling import Teller, expect

LEAST_TIME = 15.0  # seconds that backers have at least
GOAL, BEYOND_REACH = 300_000, 50_000_000  # satang
REWARDS = [
    {"id": "postcard", "title": {"th": "โปสการ์ดจากชุมชน"}, "least": {"amount": 10_000, "currency": "THB"}},
    {
        "id": "visit",
        "title": {"th": "พาชมพื้นที่หนึ่งวัน", "en": "A day in the village"},
        "least": {"amount": 50_000, "currency": "THB"},
        "limit": 1,
        "delivery": {"th": "นัดกันหลังฤดูฝน"},
    },
]


def baht(satang: int) -> Shown:
    return {"amount": satang, "currency": "THB"}


def raise_money(t: Teller, s: Scene, *, soon_over: bool) -> None:
    """All three end at the same moment; when the story is to see it, backers get a third of what it took so far, which
    is enough on slow machines too."""
    winners = _winners(s)
    time = timedelta(seconds=max(LEAST_TIME, t.told_for / 3)) if soon_over else timedelta(days=30)
    s.deadline = datetime.now(UTC) + time
    owner = s.owner(winners[0])
    with t.step(
        "a winner drafts an all-or-nothing campaign with two rewards, one of them for one backer alone"
    ):
        with t.refused("number_out_of_range", "deadline_in_the_past"):
            _draft(t, s, winners[0], goal=baht(999), deadline="2025-01-01T00:00:00Z")
        s.campaign = _draft(t, s, winners[0], rewards=REWARDS)
        with t.refused("campaign_not_found"):
            t.show("campaign", id=s.campaign["id"])
    with t.step("launched, everybody sees it, and its terms are a promise"):
        s.campaign = t.do("launchCampaign", owner, id=s.campaign["id"])
        seen = t.show("campaign", id=s.campaign["id"])
        expect(seen["state"] == "live" and seen["raised"]["amount"] == 0, "the campaign is not live")
        with t.refused("fixed_once_live"):
            wish = {"id": seen["id"], "expected_version": seen["version"], "goal": baht(1_000)}
            t.do("updateCampaign", owner, **wish)
    with t.step("another winner will keep what comes; a third asks for more than anybody will give"):
        s.keeping = _launched(t, s, winners[1], model="keep_what_you_raise")
        s.failing = _launched(t, s, winners[2], goal=baht(BEYOND_REACH))


def _winners(s: Scene) -> list[str]:
    """Their projects, those first who have accepted."""
    kept = [grant for grant in s.grants if grant["state"] != "declined"]
    return [grant["project_id"] for grant in sorted(kept, key=lambda grant: grant["state"] != "accepted")]


def partners_project(s: Scene) -> str:
    """Of another winner, whom meefund helps."""
    return _winners(s)[3]


def _draft(t: Teller, s: Scene, project_id: str, **more: Any) -> Shown:
    project = s.of_project(project_id)
    assert s.deadline
    body = {"title": project["title"], "story": project["summary"], "goal": baht(GOAL)}
    body["deadline"] = s.deadline.isoformat().replace("+00:00", "Z")
    return t.do("createCampaign", s.owner(project_id), project_id=project_id, **body | more)


def _launched(t: Teller, s: Scene, project_id: str, **more: Any) -> Shown:
    return t.do("launchCampaign", s.owner(project_id), id=_draft(t, s, project_id, **more)["id"])
