"""For every operation that takes a body: who may ask for it, of what, and a body that is right."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.domain.projects import WHOLE
from tests.faces import Shown
from tests.fundraising import a_campaign, draft_campaign, launch_campaign, satang
from tests.journeys.aiming import Target
from tests.journeys.targets_after import of_appeals, of_letters, of_mentorships
from tests.journeys.targets_calls import of_calls_running
from tests.journeys.targets_judging import of_panels
from tests.journeys.targets_people import of_accounts
from tests.journeys.targets_reviewing import of_reviewing
from tests.journeys.targets_teams import of_teams
from tests.judging import Judging, a_judging, scores_for
from tests.mirroring import WithKeys, an_external_id, as_it_stands
from tests.volunteering import PROFILE, WORK, a_volunteer, draft_opportunity, open_opportunity
from tests.world import (
    CRITERIA,
    PASSWORD,
    Person,
    a_call,
    a_guest,
    an_email,
    draft_call,
    enter,
    make_machine,
    open_call,
    publish_project,
    register,
)

QUESTIONS = {"type": "object", "properties": {"why": {"type": "string", "pattern": "^[^x]*$"}}}


def targets(app: Flask) -> dict[str, Target]:
    client = app.test_client()
    drawn, opened = (a_judging(client, until=until) for until in ("draft", "open"))
    ended = a_judging(client, until="published", entries=5, waiting_list=0)
    person = register(client)
    found = [
        *_of_people(person),
        *of_teams(register(client)),
        *of_accounts(person),
        *_of_volunteers(person),
        *_of_fundraising(person),
        *_of_organizations(drawn),
        *_of_partners(drawn),
        *_of_calls(drawn, person),
        *of_calls_running(drawn.house.owner, drawn.house.organization, person),
        *_of_rounds(drawn),
        *_of_results(client),
        *of_panels(client),
        *of_reviewing(client),
        *of_letters(a_judging(client, until="ranked")),
        *of_appeals(ended),
        *of_mentorships(ended),
    ]
    return {each.operation: each for each in [*found, *_of_reviews(opened)]}


def _of_people(person: Person) -> list[Target]:
    return [
        Target(
            "createAccount",
            None,
            {},
            {"email": an_email(), "password": PASSWORD, "display_name": "สมหญิง", "locale": "th"},
        ),
        Target("login", None, {}, {"email": person.email, "password": PASSWORD}),
        Target("refresh", None, {}, {"refresh_token": person.refresh_token}),
        Target("createGuest", None, {}, {"renewal_token": a_guest(person.client).renewal_token}),
    ]


def _of_volunteers(owner: Person) -> list[Target]:
    volunteer, project = a_volunteer(owner.client), publish_project(owner)
    draft, taking = draft_opportunity(owner, project), open_opportunity(owner, project)
    text, begin, end = {"th": "งาน", "en": "Work"}, "2030-03-02T02:00:00Z", "2030-03-02T05:00:00Z"
    when = {"shifts": [{"starts_at": begin, "ends_at": end}], "starts_at": begin, "ends_at": end}
    work = {
        **WORK,
        **when,
        "title": text,
        "description": text,
        "remote": True,
        "apply_by": begin,
        "least_age": 18,
    }
    return [
        Target("setMyVolunteer", volunteer, {}, PROFILE),
        Target("createOpportunity", owner, {"project_id": project["id"]}, work),
        Target("updateOpportunity", owner, {"opportunity_id": draft["id"]}, work, "opportunities"),
        Target(
            "createPlacement",
            volunteer,
            {"opportunity_id": taking["id"]},
            {"message": "พร้อมช่วย"},
            again="UPDATE placements SET state = 'withdrawn' WHERE opportunity_id = %(id)s",
        ),
    ]


def _of_fundraising(owner: Person) -> list[Target]:
    project = {"project_id": publish_project(owner)["id"]}
    draft, live = draft_campaign(owner, **project), launch_campaign(owner, **project)
    terms = a_campaign(model="keep_what_you_raise", least=satang(2_000), most=satang(900_000))
    pledge = {
        **{"amount": satang(50_000), "method": "card", "payment_method": "pm_card_visa"},
        **{"email": "somchai@plik.example", "reward_id": "card", "anonymous": True},
        **{"message": "สู้ ๆ", "fallback": "refund"},
    }
    return [
        Target("createCampaign", owner, project, terms),
        Target("updateCampaign", owner, {"campaign_id": draft["id"]}, terms, "campaigns"),
        Target(
            "createPledge",
            register(owner.client),
            {"campaign_id": live["id"]},
            pledge,
            again="UPDATE pledges SET state = 'cancelled' WHERE campaign_id = %(id)s",
            needs_key=True,
        ),
    ]


def _of_organizations(judging: Judging) -> list[Target]:
    owner, organization = judging.house.owner, judging.house.organization
    machine = make_machine(owner, organization, "calls:write")
    about = {"organization_id": organization["id"]}
    text = {"th": "มูลนิธิ", "en": "Foundation"}
    member = {"account_id": judging.house.stranger.id, "role": "viewer"}
    secret = {"client_id": machine.id, "client_secret": machine.secret, "scope": "calls:write"}
    return [
        Target(
            "createOrganization",
            owner,
            {},
            {"kind": "ngo", "name": text, "about": text, "website": "https://a.example"},
        ),
        Target("addMember", owner, about, member),
        Target("createClient", owner, about, {"name": "Importer", "scopes": ["calls:write", "events:read"]}),
        Target("issueToken", None, {}, {"grant_type": "client_credentials", **secret}, graph_body=secret),
    ]


def _of_partners(judging: Judging) -> list[Target]:
    machine = make_machine(judging.house.owner, judging.house.organization, "campaigns:sync")
    return [
        Target(
            "setExternalCampaign",
            WithKeys(machine),
            {"external_id": an_external_id()},
            as_it_stands(),
            again="UPDATE campaigns SET elsewhere_as_of = '2000-01-01' FROM external_references AS named"
            " WHERE named.subject = id AND named.external_id = %(id)s",
        )
    ]


def _of_calls(judging: Judging, person: Person) -> list[Target]:
    owner, organization = judging.house.owner, judging.house.organization
    whole = {
        **a_call(organization, questions=QUESTIONS),
        "eligibility": {"provinces": ["TH-50"], "applicants": ["person"], "max_entries_per_account": 2},
        "split": "by_request",
        "award": {"amount": 5_000_000, "currency": "THB"},
        "reason_codes": [{"code": "not_on_water", "title": {"th": "ไม่เกี่ยวกับน้ำ"}}],
        "decision_due_at": "2035-01-01T00:00:00Z",
        "appeal_days": 14,
    }
    changes = {name: said for name, said in whole.items() if name not in ("organization_id",)}
    draft = draft_call(owner, organization)
    return [
        Target("createCall", owner, {}, whole),
        Target("updateCall", owner, {"call_id": draft["id"]}, changes, "calls"),
        *_of_projects(person),
        *_of_entries(owner, organization, person),
    ]


def _of_entries(owner: Person, organization: Shown, person: Person) -> list[Target]:
    taking = open_call(owner, organization, questions=QUESTIONS)
    entering, screened = publish_project(person), enter(person, open_call(owner, organization))
    news = {"th": "**ข่าว** [ที่นี่](https://a.example)"}
    return [
        Target(
            "createUpdate",
            person,
            {"project_id": entering["id"]},
            {"title": {"th": "ข่าว", "en": "News"}, "body": news},
        ),
        Target(
            "submitEntry",
            person,
            {"call_id": taking["id"]},
            {"project_id": entering["id"], "answers": {"why": "เพราะ"}},
            again="UPDATE entries SET state = 'withdrawn' WHERE call_id = %(id)s",
        ),
        Target(
            "screenEntry",
            owner,
            {"entry_id": screened["id"]},
            {"verdict": "needs_work", "reasons": [{"code": "budget_unclear", "note": {"th": "ไม่ครบ"}}]},
            again="UPDATE entries SET state = 'submitted' WHERE id = %(id)s",
        ),
    ]


def _of_projects(person: Person) -> list[Target]:
    again = "UPDATE projects SET state = 'published', ended_at = NULL WHERE id = %(id)s"
    text = {"th": "จบแล้ว", "en": "Over"}
    draft = {"project_id": person.does("createProject", **WHOLE)["id"]}
    done, given_up = ({"project_id": publish_project(person)["id"]} for _ in range(2))
    return [
        Target("createProject", person, {}, WHOLE),
        Target("updateProject", person, draft, WHOLE, "projects"),
        Target("completeProject", person, done, {"outcome": text}, again=again),
        Target("cancelProject", person, given_up, {"reason": text}, again=again),
        Target(
            "createAttachment",
            person,
            draft,
            {"name": "แผน.pdf", "size": 10},
            again="UPDATE attachments SET state = 'removed' WHERE project_id = %(id)s",
        ),
    ]


def _of_rounds(drawn: Judging) -> list[Target]:
    manager = drawn.house.manager
    closed = manager.does("closeCall", id=open_call(manager, drawn.house.organization)["id"])
    text = {"th": "รอบ", "en": "Round"}
    criteria = [{**each, "minimum": 2, "guidance": text} for each in CRITERIA]
    rules = {"reviews_per_entry": 3, "quorum": 2, "places": closed["award_count"], "waiting_list": 5}
    pinned = {"judge_id": drawn.judges[0].id, "entry_id": drawn.entry_ids[0], "reason": "ญาติ"}
    return [
        Target(
            "createRound",
            manager,
            {"call_id": closed["id"]},
            {"name": text, "criteria": criteria, **rules, "blind": True, "method": "fair"},
            again="DELETE FROM rounds WHERE call_id = %(id)s",
        ),
        Target(
            "setRoundPanel",
            manager,
            {"round_id": drawn.round["id"]},
            {"judge_ids": [judge.id for judge in drawn.judges], "conflicts": [pinned]},
        ),
    ]


def _of_results(client: FlaskClient) -> list[Target]:
    """Each as its simulation said."""
    sealed, ranked = (a_judging(client, until=until) for until in ("sealed", "ranked"))
    decided = a_judging(
        client, until="decided", places=3
    )  # all win: no letter names calls that open meanwhile
    moves = [{"entry_id": ranked.entry_ids[1], "place": 1, "reason": {"th": "รอบ", "en": "Round"}}]

    def planned(judging: Judging, operation: str, **body: Any) -> dict[str, Any]:
        simulated = judging.manager.does(f"simulate{operation}", id=judging.round["id"], **body)
        return {**body, "plan_token": simulated["plan_token"]}

    return [
        Target(
            "rankRound",
            sealed.manager,
            {"round_id": sealed.round["id"]},
            planned(sealed, "RankRound"),
            again="WITH gone AS (DELETE FROM standings WHERE round_id = %(id)s)"
            " UPDATE rounds SET state = 'sealed' WHERE id = %(id)s",
        ),
        Target("simulateDecideRound", ranked.manager, {"round_id": ranked.round["id"]}, {"moves": moves}),
        Target(
            "decideRound",
            ranked.manager,
            {"round_id": ranked.round["id"]},
            planned(ranked, "DecideRound", moves=moves),
            again="WITH taken AS (UPDATE standings SET place = NULL, waiting_place = NULL WHERE round_id = %(id)s)"
            " UPDATE rounds SET state = 'ranked' WHERE id = %(id)s",
        ),
        Target(
            "publishRound",
            decided.manager,
            {"round_id": decided.round["id"]},
            planned(decided, "PublishRound"),
            again="SELECT unpublish(%(id)s)",
        ),
    ]


def _of_reviews(judging: Judging) -> list[Target]:
    judge = judging.judges[0]
    first, second, *_ = judging.reviews_of(judge)
    scores = {"feasibility": 4, "benefit": 5}
    body: Shown = {"comment": {"th": "ดี"}, "private_comment": "ระหว่างเรา"}
    pairs = [{"criterion": key, "score": points} for key, points in scores.items()]
    assert scores_for(judge, **scores)
    return [
        Target(
            "updateReview",
            judge,
            {"review_id": first["id"]},
            {"scores": scores, **body},
            "reviews",
            graph_body={"scores": pairs},
        ),
        Target(
            "recuseReview",
            judge,
            {"review_id": second["id"]},
            {"reason": "เพื่อนบ้าน"},
            again="UPDATE reviews SET state = 'assigned' WHERE id = %(id)s",
        ),
    ]
