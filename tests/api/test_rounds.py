"""A round's story on both faces: set up, opened to judges without conflicts, sealed, ranked, decided, published."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from domain.model.rounds import hash_of_seed
from tests.domain.projects import WHOLE
from tests.faces import Rest, Shown, refused
from tests.judging import VERBS, a_judging, create_round, judge_all, score
from tests.world import CRITERIA, House, a_house, draft_call, enter, found, join, open_call, register

REASON = {"th": "ขอยกขึ้น"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def call(house: House) -> Shown:
    return open_call(house.manager, house.organization)


def test_a_round_goes_from_the_panel_to_the_publication(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=5, judges=3, places=2, waiting_list=2)
    manager, id = face.by(judging.manager), judging.round["id"]

    opened = manager.does("openRound", id=id)
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 5 - number)
    sealed = manager.does("sealRound", id=id)
    ranked = manager.does("rankRound", id=id)
    decided = manager.does("decideRound", id=id)
    published = manager.does("publishRound", id=id)

    rounds = [opened, sealed, ranked, decided, published]
    assert [one["state"] for one in rounds] == ["open", "sealed", "ranked", "decided", "published"]
    assert len(sealed["commitments"]) == 15
    assert (opened["seed"], hash_of_seed(ranked["seed"])) == (None, opened["seed_hash"])
    assert published["method_version"] == "1"
    moments = [published[f"{what}_at"] for what in ("opened", "sealed", "ranked", "decided", "published")]
    assert moments == sorted(moments)
    assert [judging.entry(number)["state"] for number in range(5)] == [
        *["selected"] * 2,
        *["waitlisted"] * 2,
        "not_selected",
    ]
    assert [judging.entry(number)["place"] for number in range(3)] == [1, 2, None]
    assert [judging.entry(number)["waiting_place"] for number in range(1, 4)] == [None, 1, 2]
    assert manager.does("call", id=judging.call["id"])["state"] == "announced"


def test_grants_share_the_pool_out_to_the_last_satang(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="published", entries=4, places=3)

    grants = face.by(None).does("grants", call_id=[judging.call["id"]])["data"]

    assert sorted((grant["place"], grant["amount"]["amount"]) for grant in grants) == [
        (1, 33_333_334),
        (2, 33_333_333),
        (3, 33_333_333),
    ]
    assert {grant["state"] for grant in grants} == {"offered"}


def test_publication_is_one_moment_for_everything(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="decided", entries=3)
    before = [
        face.by(judging.applicants[number]).does("entry", id=judging.entry_ids[number]) for number in range(3)
    ]
    assert not judging.grants()

    published = face.by(judging.manager).does("publishRound", id=judging.round["id"])

    after = [judging.entry(number) for number in range(3)]
    [grant] = judging.grants()
    assert {entry["state"] for entry in before} == {"in_review"}
    assert {(entry["place"], entry["waiting_place"]) for entry in before} == {(None, None)}
    assert [entry["state"] for entry in after] == ["selected", "waitlisted", "waitlisted"]
    assert grant["created_at"] == published["published_at"]


def test_a_call_has_one_round_at_a_time_for_exactly_its_awards(face: Any, house: House, call: Shown) -> None:
    manager = face.by(house.manager)
    setting = {"call_id": call["id"], "name": {"th": "รอบ"}, "criteria": CRITERIA}

    with refused("places_differ_from_awards") as answer:
        manager.does("createRound", **setting, places=11)
    first = manager.does("createRound", **setting, places=10)
    with refused("round_in_progress"):
        manager.does("createRound", **setting, places=10)

    assert answer.at == ["/places"]
    assert (first["state"], first["blind"], first["method"], first["quorum"]) == ("draft", True, "fair", 3)
    assert first["criteria"][0]["weight"] == 2
    assert [one["id"] for one in manager.does("rounds", call_id=call["id"])["data"]] == [first["id"]]


def test_only_a_call_that_was_published_and_not_announced_gets_a_round(
    face: Any, house: House, client: FlaskClient
) -> None:
    draft = draft_call(house.manager, house.organization)
    over = a_judging(client, until="published", entries=1)
    setting = {"name": {"th": "รอบ"}, "criteria": CRITERIA}

    with refused("call_is_draft"):
        face.by(house.manager).does("createRound", call_id=draft["id"], places=10, **setting)
    with refused("call_is_announced"):
        face.by(over.manager).does("createRound", call_id=over.call["id"], places=1, **setting)
    with refused("call_not_found"):
        face.by(house.stranger).does("createRound", call_id=draft["id"], places=10, **setting)
    with refused("not_your_call"):
        face.by(house.viewer).does("createRound", call_id=draft["id"], places=10, **setting)


@pytest.mark.parametrize(
    ("wrong", "codes", "at"),
    [
        ({"quorum": 4}, ["quorum_above_reviews"], ["/quorum"]),
        ({"quorum": 0}, ["number_out_of_range"], ["/quorum"]),
        ({"reviews_per_entry": 51}, ["number_out_of_range"], ["/reviews_per_entry"]),
        ({"waiting_list": -1}, ["number_out_of_range"], ["/waiting_list"]),
        ({"name": {"th": ""}}, ["text_missing"], ["/name"]),
        ({"criteria": []}, ["length_out_of_range"], ["/criteria"]),
        ({"criteria": [CRITERIA[0] | {"weight": 0}]}, ["number_out_of_range"], ["/criteria/0/weight"]),
        ({"criteria": [CRITERIA[0] | {"key": "ความ"}]}, ["key_malformed"], ["/criteria/0/key"]),
        ({"criteria": [CRITERIA[0] | {"max": 1}]}, ["scale_empty"], ["/criteria/0/max"]),
        ({"criteria": [CRITERIA[0] | {"minimum": 6}]}, ["score_off_scale"], ["/criteria/0/minimum"]),
        (
            {"criteria": [*CRITERIA, CRITERIA[0]], "name": {}},
            ["named_twice", "named_twice", "text_missing"],
            ["/criteria/0/key", "/criteria/2/key", "/name"],
        ),
    ],
)
def test_rules_that_make_no_sense_are_refused_where_they_stand(
    face: Any, house: House, call: Shown, wrong: Shown, codes: list[str], at: list[str]
) -> None:
    setting = {"name": {"th": "รอบ"}, "criteria": CRITERIA, "places": 10, **wrong}

    with refused(*codes) as answer:
        face.by(house.manager).does("createRound", call_id=call["id"], **setting)

    assert answer.at == at


def test_a_panel_is_of_people_who_are_there_enough_and_named_once(
    face: Any, client: FlaskClient, house: House, call: Shown
) -> None:
    round_ = create_round(house.manager, call)
    judges = [register(client).id for _ in range(4)]

    def seat(*ids: str, **more: Any) -> Any:
        return face.by(house.manager).does("setRoundPanel", id=round_["id"], judge_ids=list(ids), **more)

    with refused("account_not_found") as answer:
        seat(*judges, "account_nobody")
    with refused("named_twice"):
        seat(*judges, judges[0])
    with refused("panel_too_small"):
        seat(*judges[:2])
    first = seat(*judges)
    with refused("version_stale"):
        seat(*judges[:3], expected_version=round_["version"])
    second = seat(*judges[:3], expected_version=first["version"])

    assert answer.at == ["/judge_ids/4"]
    assert (first["judge_ids"], second["judge_ids"]) == (judges, judges[:3])


def test_a_conflict_is_pinned_between_a_judge_of_the_panel_and_an_entry_of_the_call(
    face: Any, client: FlaskClient
) -> None:
    judging, other = a_judging(client, until="draft"), a_judging(client, until="draft", entries=1)
    pinned = [
        {"judge_id": judging.applicants[0].id, "entry_id": judging.entry_ids[0], "reason": "x"},
        {"judge_id": judging.judges[0].id, "entry_id": other.entry_ids[0], "reason": "x"},
    ]

    with refused("not_on_the_panel", "entry_not_in_call") as answer:
        face.by(judging.manager).does(
            "setRoundPanel",
            id=judging.round["id"],
            judge_ids=[judge.id for judge in judging.judges],
            conflicts=pinned,
        )

    assert answer.at == ["/conflicts/0/judge_id", "/conflicts/1/entry_id"]


def test_every_entry_gets_its_reviews_and_no_judge_much_more_than_another(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=5, judges=4)

    face.by(judging.manager).does("openRound", id=judging.round["id"])

    reviews = judging.reviews_of(judging.manager)
    assert Counter(one["entry_id"] for one in reviews) == dict.fromkeys(judging.entry_ids, 3)
    loads = Counter(one["judge_id"] for one in reviews)
    assert set(loads) == {judge.id for judge in judging.judges}
    assert max(loads.values()) - min(loads.values()) <= 1


def test_no_judge_gets_an_entry_that_they_have_a_conflict_with_nor_sees_it(
    face: Any, client: FlaskClient, database: Any
) -> None:
    house, panel = a_house(client), [register(client) for _ in range(7)]
    colleague, former, supporter, own, pinned, *_ = panel
    call = open_call(house.manager, house.organization, award_count=1)
    applicant, founder = register(client), register(client)
    ngo, old_ngo, village = found(founder), found(founder), found(founder)
    for organization, person in (
        (ngo, applicant),
        (ngo, colleague),
        (old_ngo, applicant),
        (old_ngo, former),
        (village, supporter),
    ):
        join(founder, organization, person, "viewer")
    database.execute("UPDATE memberships SET left_at = now() WHERE account_id = %s", [former.id])
    supporters = [{"name": {"th": "เทศบาล"}, "organization_id": village["id"]}]
    backed = applicant.does("createProject", **WHOLE | {"supporters": supporters})
    entry = applicant.does("submitEntry", call_id=call["id"], project_id=backed["id"])
    mine, others = enter(own, call), [enter(register(client), call) for _ in range(3)]
    for one in (entry, mine, *others):
        house.manager.does("screenEntry", id=one["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    round_ = create_round(house.manager, call)
    conflict = {"judge_id": pinned.id, "entry_id": entry["id"], "reason": "สอนผู้สมัครมาก่อน"}

    face.by(house.manager).does(
        "setRoundPanel", id=round_["id"], judge_ids=[one.id for one in panel], conflicts=[conflict]
    )
    face.by(house.manager).does("openRound", id=round_["id"])

    reviews = house.manager.does("reviews", round_id=round_["id"], first=100)["data"]
    judged = {(one["judge_id"], one["entry_id"]) for one in reviews}
    barred = [(one.id, entry["id"]) for one in (colleague, former, supporter, pinned)] + [
        (own.id, mine["id"])
    ]
    assert judged.isdisjoint(barred)
    assert set(Counter(entry for _, entry in judged).values()) == {3}
    assert len(judged) == 15
    for judge in (colleague, former, supporter, pinned):
        with refused("entry_not_found"):
            face.by(judge).does("entry", id=entry["id"])


def test_a_panel_with_too_many_conflicts_is_refused_with_what_is_lacking(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, until="draft", entries=2, judges=3)
    conflict = {"judge_id": judging.judges[0].id, "entry_id": judging.entry_ids[1], "reason": "พี่น้อง"}
    panel = {"judge_ids": [judge.id for judge in judging.judges], "conflicts": [conflict]}
    judging.run("setRoundPanel", **panel)

    with refused("judges_lacking"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])
    told = Rest(client, judging.manager.bearer).answer("openRound", id=judging.round["id"]).get_json()
    judging.run("setRoundPanel", **panel | {"conflicts": []})
    opened = face.by(judging.manager).does("openRound", id=judging.round["id"])

    [lacking] = told["details"]["entries"]
    assert (lacking["entry_id"], lacking["have"], lacking["need"]) == (judging.entry_ids[1], 2, 3)
    assert opened["state"] == "open"


def test_a_round_opens_when_the_call_is_closed_and_all_is_screened(face: Any, client: FlaskClient) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=1)
    entry = enter(register(client), call)
    round_ = create_round(house.manager, call)
    judges = [register(client).id for _ in range(3)]
    manager = face.by(house.manager)

    with refused("call_is_open"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("closeCall", id=call["id"])
    with refused("entries_unscreened"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
    with refused("judges_lacking"):
        manager.does("openRound", id=round_["id"])
    house.manager.does("setRoundPanel", id=round_["id"], judge_ids=judges)
    opened = manager.does("openRound", id=round_["id"])
    with refused("round_is_open"):
        house.manager.does("setRoundPanel", id=round_["id"], judge_ids=judges)

    assert opened["state"] == "open"
    assert house.manager.does("entry", id=entry["id"])["state"] == "in_review"


def test_fewer_entries_than_places_are_not_judged(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="draft", entries=1, places=2)

    with refused("too_few_entries"):
        face.by(judging.manager).does("openRound", id=judging.round["id"])


def test_under_quorum_nothing_is_ranked_until_the_round_was_opened_again_and_finished(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=2, judges=3, quorum=3)
    manager, id = face.by(judging.manager), judging.round["id"]
    for judge in judging.judges[:2]:
        judge_all(judging, judge, lambda number: 5 - number)
    slow = judging.judges[2]
    score(slow, judging.review_of(slow, 0), 5)
    slow.does("submitReview", id=judging.review_of(slow, 0)["id"])
    manager.does("sealRound", id=id)

    with refused("quorum_not_met"):
        manager.does("rankRound", id=id)
    told = Rest(client, judging.manager.bearer).answer("rankRound", id=id).get_json()
    with refused("round_is_sealed"):
        face.by(slow).does("recuseReview", id=judging.review_of(slow, 1)["id"], reason="ก")
    reopened = manager.does("openRound", id=id)
    judge_all(judging, slow, lambda number: 5 - number)
    sealed = manager.does("sealRound", id=id)
    ranked = manager.does("rankRound", id=id)

    assert told["details"]["entries"] == [
        {"entry_id": judging.entry_ids[1], "have": 2, "need": 3, "candidates": [slow.id]}
    ]
    assert (reopened["state"], reopened["sealed_at"]) == ("open", None)
    assert len(sealed["commitments"]) == 6
    assert ranked["state"] == "ranked"


def test_an_entry_that_was_taken_back_is_neither_ranked_nor_in_the_way_of_a_quorum(
    face: Any, client: FlaskClient
) -> None:
    judging = a_judging(client, entries=3)
    gone = judging.applicants[0]

    withdrawn = face.by(gone).does("withdrawEntry", id=judging.entry_ids[0])
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: max(5 - number, 1))
    judging.run("sealRound")
    judging.run("rankRound")
    with refused("round_already_ranked"):
        face.by(judging.applicants[1]).does("withdrawEntry", id=judging.entry_ids[1])

    assert withdrawn["state"] == "withdrawn"
    assert [standing["entry_id"] for standing in judging.ranking()] == judging.entry_ids[1:]


def test_an_entry_under_a_minimum_is_shown_after_the_ranked_ones_with_the_reason(
    face: Any, client: FlaskClient
) -> None:
    strict = [CRITERIA[0] | {"minimum": 2}, CRITERIA[1]]
    judging = a_judging(
        client, until="ranked", criteria=strict, method="raw_mean", points=lambda number: (5, 1, 4)[number]
    )

    ranking = face.by(judging.manager).does("ranking", round_id=judging.round["id"])["data"]

    assert [one["entry_id"] for one in ranking] == [judging.entry_ids[number] for number in (0, 2, 1)]
    assert [one["position"] for one in ranking] == [1, 2, None]
    assert ranking[0]["score"] == "5.000000"
    assert (ranking[2]["score"], ranking[2]["reviews"]) == (None, 3)
    assert ranking[2]["below_minimum"] == [{"criterion": "feasibility", "mean": "1.000000", "minimum": 2}]


@pytest.mark.parametrize(
    ("move", "code", "at"),
    [
        ({"place": 3, "reason": REASON}, "no_such_place", "/moves/0/place"),
        ({"place": 1, "reason": {}}, "reason_missing", "/moves/0/reason"),
        ({"place": 1, "reason": {"th": "  "}}, "reason_missing", "/moves/0/reason"),
        (
            {"place": 1, "reason": REASON, "entry_id": "entry_nobody"},
            "entry_not_in_round",
            "/moves/0/entry_id",
        ),
    ],
)
def test_a_place_that_there_is_not_and_a_move_without_a_reason_are_refused(
    face: Any, client: FlaskClient, move: Shown, code: str, at: str
) -> None:
    judging = a_judging(client, until="ranked", places=2)
    given = {"entry_id": judging.entry_ids[2], **move}

    with refused(code) as answer:
        face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=[given])

    assert answer.at == [at]
    assert judging.manager.does("round", id=judging.round["id"])["state"] == "ranked"
    assert [one["place"] for one in judging.ranking()] == [None] * 3


def test_the_chair_moves_a_place_with_a_reason_that_stays(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="ranked", entries=4, places=2)
    moves = [
        {"entry_id": judging.entry_ids[3], "place": 1, "reason": REASON},
        {"entry_id": judging.entry_ids[0], "place": None, "reason": {"en": "Runs already"}},
    ]

    face.by(judging.manager).does("decideRound", id=judging.round["id"], moves=moves)
    face.by(judging.manager).does("publishRound", id=judging.round["id"])

    shown = face.by(None).does("ranking", round_id=judging.round["id"])["data"]
    by_entry = {one["entry_id"]: one for one in shown}
    standings = [by_entry[id] for id in judging.entry_ids]
    assert [one["position"] for one in standings] == [1, 2, 3, 4]
    assert [one["place"] for one in standings] == [None, 2, None, 1]
    assert [one["waiting_place"] for one in standings] == [None, None, 1, None]
    assert standings[3]["moved_reason"] == REASON
    assert judging.entry(0)["state"] == "not_selected"


@pytest.mark.parametrize("state", VERBS)
def test_a_step_decided_on_an_older_version_is_refused(face: Any, client: FlaskClient, state: str) -> None:
    before = {"sealed": "open", "ranked": "sealed", "decided": "ranked", "published": "decided"}
    judging = a_judging(client, until=before[state], entries=1)
    given = {"id": judging.round["id"], **({"moves": []} if state == "decided" else {})}

    with refused("version_stale"):
        face.by(judging.manager).does(VERBS[state], **given, expected_version=1)
    done = face.by(judging.manager).does(VERBS[state], **given, expected_version=judging.round["version"])
    with refused(f"round_is_{state}"):
        face.by(judging.manager).does(VERBS[state], **given)

    assert done["state"] == state


def test_a_stale_condition_is_a_412(rest: Rest, client: FlaskClient) -> None:
    judging = a_judging(client, entries=1)

    answer = rest.by(judging.manager).answer("sealRound", id=judging.round["id"], expected_version=1)

    assert (answer.status_code, answer.get_json()["code"]) == (412, "version_stale")
