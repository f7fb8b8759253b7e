"""A volunteer's story on both faces: what one says of oneself, who may see it, and how consent is taken back."""

from typing import Any

from flask.testing import FlaskClient

from tests.faces import Rest, refused
from tests.running import drain
from tests.volunteering import PROFILE, a_volunteer, apply, open_opportunity
from tests.world import a_house, make_machine, register

EMPTY = {"skills": [], "causes": [], "provinces": [], "remote": False, "availability": [], "languages": []}


def test_one_says_what_one_can_do_and_reads_it_again(face: Any, client: FlaskClient) -> None:
    who = face.by(register(client))

    said = who.does("setMyVolunteer", **PROFILE)

    assert {name: said[name] for name in PROFILE} == PROFILE
    assert (said["version"], said["consent_version"]) == (1, "2026-12-01")
    assert said["consented_at"] == said["created_at"]
    assert who.does("myVolunteer") == said


def test_said_again_as_it_is_nothing_changes_and_said_otherwise_all_is_replaced(
    face: Any, client: FlaskClient
) -> None:
    who = face.by(register(client))
    first = who.does("setMyVolunteer", **PROFILE)

    again = who.does("setMyVolunteer", **PROFILE)
    less = who.does("setMyVolunteer", consent=True)

    assert again == first
    assert {name: less[name] for name in EMPTY} == EMPTY
    assert (less["version"], less["age_band"]) == (2, None)
    assert less["consented_at"] == first["consented_at"]


def test_who_meant_to_be_the_first_or_meant_another_version_changes_nothing(
    face: Any, client: FlaskClient
) -> None:
    who = face.by(register(client))

    with refused("version_stale"):
        who.does("setMyVolunteer", **PROFILE, expected_version=1)
    who.does("setMyVolunteer", **PROFILE)
    with refused("version_stale"):
        who.does("setMyVolunteer", consent=False, expected_version=7)
    changed = who.does("setMyVolunteer", **PROFILE | {"remote": False}, expected_version=1)

    assert (changed["version"], changed["remote"]) == (2, False)


def test_what_was_not_there_before_is_a_201_at_its_own_address(rest: Rest, client: FlaskClient) -> None:
    who = rest.by(register(client)).sending(idempotency_key="once")

    made, replayed = (who.answer("setMyVolunteer", **PROFILE) for _ in range(2))
    changed = who.sending(idempotency_key="twice").answer("setMyVolunteer", consent=True)

    assert [each.status_code for each in (made, replayed, changed)] == [201, 201, 200]
    assert made.headers["Location"] == replayed.headers["Location"] == "/v1/me/volunteer"
    assert made.data == replayed.data


def test_if_none_match_makes_and_changes_nothing(rest: Rest, client: FlaskClient) -> None:
    who = rest.by(register(client))
    only_new = who.sending(if_none_match="*")

    made = only_new.does("setMyVolunteer", **PROFILE)
    again = only_new.answer("setMyVolunteer", consent=False)
    with refused("if_none_match_malformed"):
        who.sending(if_none_match='"1"').does("setMyVolunteer", consent=False)

    assert (again.status_code, again.get_json()["code"]) == (412, "exists_already")
    assert again.headers["ETag"] == '"1."'
    assert who.does("myVolunteer") == made


def test_create_only_is_how_the_graph_says_it(graph: Any, client: FlaskClient) -> None:
    who = graph.by(register(client))
    who.does("setMyVolunteer", **PROFILE, create_only=True)

    with refused("exists_already"):
        who.does("setMyVolunteer", consent=False, create_only=True)


def test_consent_is_taken_back_as_easily_as_it_was_given(face: Any, client: FlaskClient) -> None:
    who = face.by(register(client))
    who.does("setMyVolunteer", **PROFILE)

    withdrawn = who.does("setMyVolunteer", **PROFILE | {"consent": False})
    given = who.does("setMyVolunteer", **PROFILE)

    assert (withdrawn["consent"], withdrawn["consented_at"], withdrawn["consent_version"]) == (
        False,
        None,
        None,
    )
    assert given["consented_at"] > withdrawn["created_at"]


def test_all_that_cannot_be_is_named_at_once(face: Any, client: FlaskClient) -> None:
    who = face.by(register(client))
    wrong = {
        "skills": [
            {"skill_id": "sorcery", "level": 3},
            {"skill_id": "cooking", "level": 1},
            {"skill_id": "cooking", "level": 2},
        ],
        "causes": [6, 6],
        "provinces": ["TH-67", "TH-99"],
        "availability": [
            {"weekday": 0, "from": "12:00", "to": "09:00"},
            {"weekday": 0, "from": "9:00", "to": "25:00"},
        ],
        "languages": ["th", "Thai!"],
    }

    codes = ["skill_unknown", "named_twice", "named_twice", "province_unknown", "ends_before_it_begins"]
    with refused(*codes, "time_of_day_malformed", "time_of_day_malformed", "language_malformed") as refusal:
        who.does("setMyVolunteer", **wrong)

    assert sorted(refusal.at) == [
        "/availability/0/to",
        "/availability/1/from",
        "/availability/1/to",
        "/causes/1",
        "/languages/1",
        "/provinces/1",
        "/skills/0/skill_id",
        "/skills/2/skill_id",
    ]


def test_levels_days_and_goals_have_their_ranges(face: Any, client: FlaskClient) -> None:
    wrong = {
        "skills": [{"skill_id": "cooking", "level": 6}],
        "causes": [18],
        "availability": [{"weekday": 7, "from": "09:00", "to": "10:00"}],
    }

    for name, value in wrong.items():
        with refused("number_out_of_range"):
            face.by(register(client)).does("setMyVolunteer", **{name: value})


def test_only_a_person_is_a_volunteer(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    machine = make_machine(house.owner, house.organization, "volunteers:read", "volunteers:write")

    with refused("account_needed"):
        face.by(machine).does("setMyVolunteer", **PROFILE, idempotency_key="once")
    with refused("sign_in_first"):
        face.by(None).does("setMyVolunteer", **PROFILE)
    with refused("volunteer_not_found" if isinstance(face, Rest) else "myVolunteer_not_found"):
        face.by(house.stranger).does("myVolunteer")


def test_a_project_sees_who_applied_as_long_as_they_consent_and_never_how_to_reach_them(
    face: Any, client: FlaskClient
) -> None:
    owner, other, volunteer = register(client), register(client), a_volunteer(client)
    opportunity = open_opportunity(owner)
    placement = apply(volunteer, opportunity)

    def seen(who: Any) -> Any:
        query = "query($id: ID!) { placement(id: $id) { applicant { displayName email } volunteer { %s } } }"
        fields = "id accountId consentedAt skills { skillId level } placements { nodes { id } }"
        body = {"query": query % fields, "variables": {"id": placement["id"]}}
        answer = client.post("/graphql", json=body, headers=who.headers).get_json()
        return answer["data"]["placement"]

    shown = seen(owner)

    assert shown["volunteer"] == {
        "id": placement["volunteer_id"],
        "accountId": None,
        "consentedAt": None,
        "skills": [{"skillId": "accounting", "level": 3}, {"skillId": "cooking", "level": 5}],
        "placements": {"nodes": [{"id": placement["id"]}]},
    }
    assert shown["applicant"] == {"displayName": "สมหญิง ใจดี", "email": None}
    assert seen(other) is None
    face.by(volunteer).does("setMyVolunteer", **PROFILE | {"consent": False})
    assert seen(owner)["volunteer"] is None
    assert seen(volunteer)["volunteer"]["accountId"] == volunteer.id


def test_a_project_that_declined_somebody_sees_them_no_more(face: Any, client: FlaskClient) -> None:
    owner, volunteer = register(client), a_volunteer(client)
    placement = apply(volunteer, open_opportunity(owner))

    face.by(owner).does("declinePlacement", id=placement["id"])

    query = {"query": f'{{ node(id: "{placement["volunteer_id"]}") {{ id }} }}'}
    assert client.post("/graphql", json=query, headers=owner.headers).get_json()["data"]["node"] is None


def test_what_happens_to_a_profile_is_told_to_its_volunteer_alone(
    face: Any, client: FlaskClient, app: Any
) -> None:
    person, other = register(client), register(client)
    who = face.by(person)
    id = who.does("setMyVolunteer", **PROFILE | {"consent": False})["id"]
    who.does("setMyVolunteer", **PROFILE)
    who.does("setMyVolunteer", **PROFILE | {"remote": False, "consent": False})
    drain(app)

    told = [(event["type"], event["version"]) for event in who.does("events", subject=[id])["data"]]

    assert told == [
        ("volunteer.created", 1),
        ("volunteer.consented", 2),
        ("volunteer.updated", 3),
        ("volunteer.consent_withdrawn", 3),
    ]
    assert face.by(other).does("events", subject=[id])["data"] == []


def test_the_vocabulary_of_skills_is_there_for_everybody_in_both_languages(face: Any) -> None:
    shown = face.by(None).does("skills")

    skills = shown["data"] if isinstance(shown, dict) else shown
    assert len(skills) >= 60
    assert skills[0] == {
        "id": "accounting",
        "label": {"th": "บัญชีและการเงิน", "en": "Accounting"},
        "group": "law_and_money",
        "group_label": {"th": "กฎหมายและการเงิน", "en": "Law and money"},
    }
