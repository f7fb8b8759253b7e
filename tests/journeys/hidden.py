"""A call in the middle of its judging, with a secret in everything that somebody must not read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg

from tests.attachments import attach
from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown
from tests.fundraising import (
    draft_campaign,
    launch_campaign,
    pledge_by_card,
    pledge_by_promptpay,
    refunds_of,
)
from tests.journeys.callers import JUDGES, MACHINES, MANAGERS, MEMBERS, Cast, secret
from tests.journeys.hidden_after import hide_after
from tests.journeys.hidden_people import hide_people
from tests.journeys.hidden_teams import hide_teams
from tests.judging import create_round
from tests.mirroring import as_it_stands, mirror
from tests.volunteering import PROFILE, apply, draft_opportunity, open_opportunity
from tests.world import (
    CRITERIA,
    Person,
    an_email,
    draft_call,
    open_call,
    post_update,
    publish_project,
    register,
    rfc3339,
)

NOBODY: frozenset[str] = frozenset()
RUN_IT = MANAGERS | MACHINES
QUESTIONS = {"type": "object", "properties": {"why": {"type": "string"}}}


@dataclass(frozen=True)
class Secret:
    """A word, and the kinds of caller who may read it."""

    word: str
    may: frozenset[str]


Secrets = dict[str, Secret]
Ids = Mapping[str, Sequence[str]]


@dataclass
class Kept:
    """The secrets by what they are of, and by which ids to ask for things: `{"entry_id": [...]}`."""

    secrets: Secrets
    ids: Ids


def hide(cast: Cast, database: psycopg.Connection[Any]) -> Kept:
    """Lay out everything, through the API."""
    secrets: Secrets = {}
    calls, projects = [*_drafts(cast, secrets)], [_draft_project(cast["applicant"], secrets)]
    call, entries = _entered(cast, secrets)
    round_ = _round(cast, call, entries, secrets)
    reviews = _judged(cast, round_, entries, secrets)
    grown = publish_project(cast["other_applicant"])  # whom nobody is to find
    updates = [post_update(cast["other_applicant"], grown)["id"], _cancelled(cast, secrets, database)]
    opportunities, placement = _volunteering(cast, grown, secrets)
    external_id = _mirrored(cast, grown, secrets)
    campaigns, pledges = _fundraising(cast, grown, secrets)
    after = hide_after(cast, partial(_keep, secrets)) | _files(cast, grown, secrets)
    teams = dict(hide_teams(cast, partial(_keep, secrets)))
    projects += teams.pop("project_of_a_team")
    address, people = hide_people(cast)
    secrets["address that is invited"] = Secret(address, frozenset({"owner", "admin"}))
    _stored(database, secrets)
    _people(cast, secrets)
    ids = {
        "organization_id": [cast.organization["id"], cast.elsewhere.house.organization["id"]],
        "call_id": [call["id"], *calls],
        "round_id": [round_["id"]],
        "entry_id": [entry["id"] for entry in entries],
        "project_id": [*projects, grown["id"], *(entry["project_id"] for entry in entries)],
        "conflict_id": _conflicts(cast, round_),
        "review_id": reviews,
        "grant_id": [],
        "campaign_id": campaigns,
        "pledge_id": pledges,
        "opportunity_id": opportunities,
        "placement_id": [placement],
        "update_id": updates,
        "external_id": [external_id],
        **after,
        **people,
        **teams,
    }
    return Kept(secrets, ids)


def _keep(secrets: Secrets, name: str, may: frozenset[str]) -> str:
    secrets[name] = Secret(secret(name), may)
    return secrets[name].word


def _drafts(cast: Cast, secrets: Secrets) -> Iterator[str]:
    ours = MEMBERS | MACHINES | {"admin"}
    words = {
        "title": {"th": _keep(secrets, "title of a draft call", ours)},
        "questions": {"title": _keep(secrets, "questions of a draft call", ours)},
    }
    yield draft_call(cast["manager"], cast.organization, **words)["id"]
    theirs = frozenset({"manager_elsewhere", "machine_elsewhere", "admin"})
    title = {"th": _keep(secrets, "title of a draft elsewhere", theirs)}
    yield draft_call(cast["manager_elsewhere"], cast.elsewhere.house.organization, title=title)["id"]
    name = _keep(secrets, "name of a client", frozenset({"owner", "admin"}))
    cast["owner"].does(
        "createClient", organization_id=cast.organization["id"], name=name, scopes=["events:read"]
    )


def _draft_project(applicant: Person, secrets: Secrets) -> str:
    title = {"th": _keep(secrets, "title of a draft project", frozenset({"applicant", "admin"}))}
    drafted: Shown = applicant.does("createProject", title=title)
    return str(drafted["id"])


def _cancelled(cast: Cast, secrets: Secrets, database: psycopg.Connection[Any]) -> str:
    """What a project told is hidden with it."""
    applicant, words = cast["applicant"], frozenset({"applicant", "admin"})
    project = publish_project(applicant)
    body = {"th": _keep(secrets, "update of a cancelled project", words)}
    update = post_update(applicant, project, body=body)
    database.execute("UPDATE projects SET state = 'cancelled' WHERE id = %s", [project["id"]])
    return str(update["id"])


def _mirrored(cast: Cast, project: Shown, secrets: Secrets) -> str:
    """A partner's campaign for somebody's project, which that one has not launched; under the partner's own id."""
    title = {"th": _keep(secrets, "title of a partner's draft", RUN_IT | {"other_applicant"})}
    name = secret("weirs").replace(" ", "-")
    mirror(
        Rest(cast.app.test_client()),
        cast["machine"],
        name,
        **as_it_stands(project_id=project["id"], title=title),
    )
    secrets["a partner's own id"] = Secret(name, RUN_IT - {"admin"})
    return name


def _entered(cast: Cast, secrets: Secrets) -> tuple[Shown, list[Shown]]:
    """The applicant's entry holds the secrets; two others stand beside it."""
    call = open_call(cast["manager"], cast.organization, award_count=1, questions=QUESTIONS)
    third = register(cast["applicant"].client)
    entries = [
        _enter(who, call, secrets if who is cast["applicant"] else {})
        for who in (cast["applicant"], cast["other_applicant"], third)
    ]
    for number, entry in enumerate(entries):
        kept = secrets if number == 0 else {}
        reason = {
            "code": "other",
            "note": {"th": _keep(kept, "reason of a screening", RUN_IT | {"applicant"})},
        }
        cast["manager"].does("screenEntry", id=entry["id"], verdict="eligible", reasons=[reason])
    secrets["fingerprint of an entry"] = Secret(entries[0]["fingerprint"], RUN_IT | {"applicant"})
    cast["manager"].does("closeCall", id=call["id"])
    return call, entries


def _enter(who: Person, call: Shown, secrets: Secrets) -> Shown:
    behind = RUN_IT | {"applicant"}
    people = {
        "team": [{"name": _keep(secrets, "member of a team", behind)}],
        "supporters": [{"name": {"th": _keep(secrets, "supporter of a project", behind)}}],
    }
    project = who.does("createProject", **WHOLE | people | {"title": {"th": secret("title")}})
    reads = MEMBERS | RUN_IT | JUDGES | {"applicant"}
    answers = {"why": _keep(secrets, "answer of an entry", reads)}
    entered: Shown = who.does("submitEntry", call_id=call["id"], project_id=project["id"], answers=answers)
    return entered


def _round(cast: Cast, call: Shown, entries: Sequence[Shown], secrets: Secrets) -> Shown:
    """Everybody but a third judge reviews the applicant's entry."""
    third = register(cast["judge"].client, display_name=_keep(secrets, "name of a third judge", RUN_IT))
    guidance = {"th": _keep(secrets, "guidance of a round", MEMBERS | RUN_IT | {"judge", "colleague"})}
    rules = {"blind": True, "reviews_per_entry": 2, "quorum": 1, "guidance": guidance}
    round_ = create_round(cast["manager"], call, **rules)
    reason = _keep(secrets, "reason of a conflict", RUN_IT)
    cast["manager"].does(
        "setRoundPanel",
        id=round_["id"],
        judge_ids=[cast["judge"].id, cast["colleague"].id, third.id],
        conflicts=[{"judge_id": third.id, "entry_id": entries[0]["id"], "reason": reason}],
    )
    cast["manager"].does("openRound", id=round_["id"])
    reason = _keep(secrets, "reason for more time", RUN_IT | {"judge", "colleague"})
    extended: Shown = cast["manager"].does(
        "extendRound", id=round_["id"], due_at=rfc3339(timedelta(days=9)), reason=reason
    )
    return extended


def _conflicts(cast: Cast, round_: Shown) -> list[str]:
    """All of the round: of a third judge, and of a colleague who stepped back."""
    return [one["id"] for one in cast["manager"].does("conflicts", round_id=round_["id"])["data"]]


def _judged(cast: Cast, round_: Shown, entries: Sequence[Shown], secrets: Secrets) -> list[str]:
    """The judge sends in a review of the applicant's entry; the colleague steps back from another, having begun."""
    judge, colleague = cast["judge"], cast["colleague"]
    [own] = [one for one in _reviews(judge, round_) if one["entry_id"] == entries[0]["id"]]
    _write(judge, own, secrets, "review", "judge")
    sent = judge.does("submitReview", id=own["id"])
    secrets["commitment of a review"] = Secret(sent["commitment"], frozenset({"judge"}))
    [first, *others] = sorted(
        _reviews(colleague, round_), key=lambda one: one["entry_id"] != entries[0]["id"]
    )
    _write(colleague, first, secrets, "draft of a review", "colleague")
    _write(colleague, others[0], secrets, "review given back", "colleague")
    reason = _keep(secrets, "reason for stepping back", RUN_IT | {"colleague"})
    colleague.does("recuseReview", id=others[0]["id"], reason=reason)
    return [own["id"], first["id"], others[0]["id"]]


def _reviews(who: Person, round_: Shown) -> list[Shown]:
    listed: list[Shown] = who.does("reviews", round_id=round_["id"], first=100)["data"]
    return listed


def _write(who: Person, review: Shown, secrets: Secrets, what: str, kind: str) -> None:
    may = frozenset({kind})
    who.does(
        "updateReview",
        id=review["id"],
        expected_version=review["version"],
        scores={each["key"]: 4 for each in CRITERIA},
        comment={"th": _keep(secrets, f"comment in a {what}", may)},
        private_comment=_keep(secrets, f"private comment in a {what}", may),
    )


def _volunteering(cast: Cast, project: Shown, secrets: Secrets) -> tuple[list[str], str]:
    """A stranger applies to a project; somebody else says what they can do to nobody."""
    owner, volunteer, modest = cast["other_applicant"], cast["stranger"], cast["unassigned_judge"]
    title = {"th": _keep(secrets, "title of a draft opportunity", frozenset({"other_applicant", "admin"}))}
    draft = draft_opportunity(owner, project, title=title)
    opportunity = open_opportunity(owner, project)
    both = frozenset({"stranger", "other_applicant", "admin"})
    profile = volunteer.does("setMyVolunteer", **PROFILE)
    secrets["id of a volunteer"] = Secret(profile["id"], both)
    hidden = modest.does("setMyVolunteer", **PROFILE | {"consent": False})
    secrets["id of a volunteer without consent"] = Secret(
        hidden["id"], frozenset({"unassigned_judge", "admin"})
    )
    message = _keep(secrets, "message of an application", both)
    placement = apply(volunteer, opportunity, message=message)
    return [draft["id"], opportunity["id"]], str(placement["id"])


def _files(cast: Cast, published: Shown, secrets: Secrets) -> dict[str, list[str]]:
    """A draft has a file, whose name and words are its owner's; and what a published project said once is no longer
    everybody's."""
    applicant, owner = cast["applicant"], cast["other_applicant"]
    own, theirs = frozenset({"applicant", "admin"}), frozenset({"other_applicant", "admin"})
    draft = applicant.does("createProject", title={"th": secret("title")})
    words = _keep(secrets, "words in a file of a draft", own).encode()
    file = attach(applicant, draft, words, _keep(secrets, "name of a file of a draft", own) + ".txt")
    said = {"summary": {"th": _keep(secrets, "what a project said once", theirs)}}
    for changes in (said, {"summary": {"th": "สรุป"}}):
        seen = owner.does("project", id=published["id"])
        owner.does("updateProject", id=seen["id"], expected_version=seen["version"], **changes)
    return {"attachment_id": [file["id"]], "number": ["1", "2", "3"]}


def _fundraising(cast: Cast, project: Shown, secrets: Secrets) -> tuple[list[str], list[str]]:
    """A guest is about to pay a code, a stranger has got a payment back, and somebody backs without a name."""
    owner, stranger, face = cast["other_applicant"], cast["stranger"], Rest(cast.app.test_client())
    title = {"th": _keep(secrets, "title of a draft campaign", frozenset({"other_applicant", "admin"}))}
    draft = draft_campaign(owner, project_id=project["id"], title=title)
    live = launch_campaign(owner, project_id=project["id"], model="keep_what_you_raise")
    word = _keep(secrets, "message of a pledge that does not count", frozenset({"guest", "admin"}))
    waiting = pledge_by_promptpay(face.by(cast["guest"]), live, email=an_email(), message=word)
    given = pledge_by_card(stranger, live, email=an_email())
    stranger.does("cancelPledge", id=given["id"])
    for who, pledge in (("guest", waiting), ("stranger", given)):
        own = frozenset({who, "admin"})
        secrets[f"address in a pledge of the {who}"] = Secret(pledge["email"], own)
        secrets[f"payment of the {who}"] = Secret(pledge["payment"]["client_secret"], own - {"admin"})
    [refund] = refunds_of(face.by(stranger), given)
    secrets["id of a refund"] = Secret(refund["id"], frozenset({"stranger", "admin"}))
    unnamed = register(owner.client, display_name=_keep(secrets, "unnamed backer", frozenset({"admin"})))
    counted = pledge_by_card(unnamed, live, anonymous=True)
    secrets["id of an unnamed backer"] = Secret(unnamed.id, frozenset({"admin"}))
    return [draft["id"], live["id"]], [waiting["id"], given["id"], counted["id"]]


def _people(cast: Cast, secrets: Secrets) -> None:
    """Names and ids of who must stay unknown, and everybody's address."""
    for kind, may in (("applicant", RUN_IT), ("judge", RUN_IT), ("colleague", RUN_IT)):
        person = cast[kind]
        name = person.does("me")["display_name"]
        secrets[f"name of the {kind}"] = Secret(name, may | {kind})
        secrets[f"id of the {kind}"] = Secret(person.id, may | {kind})
        secrets[f"address of the {kind}"] = Secret(person.email, frozenset({kind, "admin"}))
    for role in MEMBERS:
        secrets[f"address of the {role}"] = Secret(cast[role].email, frozenset({role, "admin"}))
        secrets[f"id of the {role}"] = Secret(cast[role].id, MEMBERS | MACHINES | {"admin"})


def _stored(database: psycopg.Connection[Any], secrets: Secrets) -> None:
    """What is in the database and goes out to nobody at all."""
    stored = {
        "hash of a password": "SELECT password_hash FROM accounts",
        "hash of a client's secret": "SELECT secret_hash FROM clients",
        "hash of a refresh token": "SELECT hash FROM refresh_tokens",
        "salt of a review": "SELECT salt FROM reviews WHERE salt IS NOT NULL",
        "seed of a round": "SELECT seed FROM rounds WHERE ranked_at IS NULL",
        "salt of a record": "SELECT salt FROM audit_parts",
    }
    for name, question in stored.items():
        for number, (word,) in enumerate(database.execute(question.encode()).fetchall()):
            secrets[f"{name} {number}"] = Secret(word, NOBODY)
