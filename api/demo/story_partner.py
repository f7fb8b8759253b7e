"""A crowdfunding site mirrors a campaign of its own: by its own id, as often as it likes, and follows the feed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from api.demo.data import items, keyed
from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.story_campaigns import baht, partners_project
from api.demo.telling import Person, Teller, expect

SCOPES = ["campaigns:sync", "campaigns:write", "events:read"]
FIRST, LATER = 1_200_000, 1_850_000  # satang, as reported
TOLD = {"campaign.created", "campaign.launched", "campaign.reported"}


def mirror(t: Teller, s: Scene) -> None:
    with t.step("meefund registers its machine, and reads the feed to its end"):
        meefund, other = _machine(t, "มีฟันด์"), _machine(t, "เว็บระดมทุนอีกแห่ง")
        cursor = t.end_of("events", meefund)
    name, said = f"plik-{uuid4().hex[:12]}", _as_it_stands(s)
    with t.step(
        "it mirrors a campaign of its site for a winner's project, twice; the second time nothing changes"
    ):
        made, again = (_put(t, meefund, name, said) for _ in range(2))
        expect(made["id"] == again["id"] and again["version"] == 1, "it is there twice, or has changed")
        expect(made["state"] == "draft", "it hangs on a stranger's project without being asked")
    with t.step("the project's owner agrees, and it is live; whoever wants to pledge does so at meefund"):
        s.mirrored = t.do("launchCampaign", s.owner(made["project_id"]), id=made["id"])
        with t.refused("pledged_elsewhere"):
            wish = {"amount": baht(50_000), "method": "promptpay", "idempotency_key": uuid4().hex}
            t.do("createPledge", s.latecomer, campaign_id=made["id"], **wish)
    _report(t, s, meefund, name, said)
    with t.step("another partner finds nothing under that id, and may not touch it"):
        with t.refused("campaign_not_found"):
            t.show("externalCampaign", other, external_id=name)
        with t.refused("not_your_campaign"):
            wish = {"id": made["id"], "expected_version": s.mirrored["version"], "title": said["title"]}
            t.do("updateCampaign", other, idempotency_key=uuid4().hex, **wish)
    _follow(t, s, meefund, cursor)


def _report(t: Teller, s: Scene, meefund: Person, name: str, said: Shown) -> None:
    more = said | {"totals": {"raised": baht(LATER), "backers": 18}, "as_of": _written(datetime.now(UTC))}
    with t.step("it reports more; what is older, or decided on an old version, is refused"):
        s.mirrored = _put(t, meefund, name, more)
        expect(s.mirrored["raised"] == baht(LATER), "the report is not followed")
        with t.refused("report_outdated"):
            _put(t, meefund, name, said)
        with t.refused("version_stale"):
            _put(t, meefund, name, more | {"url": "https://meefund.example/moved"}, expected_version=1)


def _follow(t: Teller, s: Scene, meefund: Person, cursor: str | None) -> None:
    with t.step("from its cursor on, the feed tells meefund what became of it"):

        def told() -> bool:
            events = t.all("events", meefund, after=cursor, first=100)
            return {one["type"] for one in events if one["subject"] == s.mirrored["id"]} >= TOLD

        t.until(told, "the feed does not tell of it")


def _machine(t: Teller, name: str) -> Person:
    """A client of a new organization; its secret is its token."""
    owner = t.register(name)
    organization = keyed(items("organizations"))["meefund"]
    body = {"kind": "crowdfunding", "name": {"th": name}, "website": organization["website"]}
    founded = t.do("createOrganization", owner, **body)
    wish = {"organization_id": founded["id"], "name": "sync", "scopes": SCOPES}
    made = t.do("createClient", owner, **wish)
    return Person(made["id"], "", made["client_secret"])


def _as_it_stands(s: Scene) -> Shown:
    project = s.of_project(partners_project(s))
    now = datetime.now(UTC)
    return {
        "project_id": partners_project(s),
        "title": project["title"],
        "story": project["summary"],
        "goal": baht(5_000_000),
        "deadline": _written(now + timedelta(days=30)),
        "model": "all_or_nothing",
        "rewards": [],
        "totals": {"raised": baht(FIRST), "backers": 12},
        "as_of": _written(now - timedelta(hours=1)),
        "url": "https://meefund.example/campaigns/plik",
    }


def _put(t: Teller, who: Person, name: str, said: Shown, **more: Any) -> Shown:
    given = {"external_id": name, "idempotency_key": uuid4().hex, **said, **more}
    return t.do("setExternalCampaign", who, **given)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
