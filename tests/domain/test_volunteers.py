"""What volunteers say of themselves is checked whole; consent has its time and its text, and goes as it came."""

from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Invalid
from domain.model.skills import skills
from domain.model.volunteers import CONSENT_VERSION, AgeBand, Profile
from tests.domain.builders import LATER, NOON
from tests.domain.volunteering import a_volunteer


def codes(profile: Profile) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        profile.check()
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def test_every_skill_has_both_labels_and_a_group_and_a_word_that_stays() -> None:
    for id, skill in skills().items():
        assert id == skill["id"]
        assert id.replace("_", "").isalpha()
        assert id == id.lower()
        for label in (skill["label"], skill["group_label"]):
            assert label["th"].strip()
            assert label["en"].strip()
    assert len(skills()) >= 60
    assert list(skills()) == sorted(skills())
    assert len({skill["label"]["en"] for skill in skills().values()}) == len(skills())


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (
            {"causes": [0, 17, 18]},
            [("/causes/0", "number_out_of_range"), ("/causes/2", "number_out_of_range")],
        ),
        ({"skills": [{"skill_id": "law", "level": 0}]}, [("/skills/0/level", "number_out_of_range")]),
        ({"provinces": ["TH-10", "TH-10"]}, [("/provinces/1", "named_twice")]),
        (
            {"languages": ["th", "en-GB", "x", "EN"]},
            [(f"/languages/{n}", "language_malformed") for n in (2, 3)],
        ),
    ],
)
def test_what_cannot_be_is_named_where_it_stands(said: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert codes(Profile(**said)) == faults


@pytest.mark.parametrize(
    ("weekday", "begin", "end", "code"),
    [
        (0, "00:00", "24:00", None),
        (6, "09:00", "09:01", None),
        (0, "09:00", "09:00", "ends_before_it_begins"),
        (0, "24:00", "24:00", "ends_before_it_begins"),
        (0, "9:00", "10:00", "time_of_day_malformed"),
        (0, "09:60", "10:00", "time_of_day_malformed"),
        (7, "09:00", "10:00", "number_out_of_range"),
    ],
)
def test_hours_are_of_a_day_and_end_after_they_begin(
    weekday: int, begin: str, end: str, code: str | None
) -> None:
    profile = Profile(availability=[{"weekday": weekday, "from": begin, "to": end}])

    if code is None:
        profile.check()
    else:
        assert [found for _, found in codes(profile)] == [code]


def test_consent_is_given_once_and_taken_back_whole() -> None:
    volunteer = a_volunteer()

    assert volunteer.allow(True, now=NOON)
    assert not volunteer.allow(True, now=LATER)
    assert (volunteer.consented_at, volunteer.consent_version) == (NOON, CONSENT_VERSION)
    assert volunteer.allow(False, now=LATER)
    assert not volunteer.allow(False, now=LATER)
    assert (volunteer.consent, volunteer.consented_at, volunteer.consent_version) == (False, None, None)


def test_a_new_text_is_consented_to_anew() -> None:
    old = a_volunteer(consent=True, consented_at=NOON, consent_version="2020-01-01")

    assert old.allow(True, now=LATER)
    assert (old.consented_at, old.consent_version) == (LATER, CONSENT_VERSION)


def test_said_as_it_was_nothing_is_different() -> None:
    volunteer = a_volunteer()
    profile = Profile(skills=[{"skill_id": "accounting", "level": 3}], age_band=AgeBand.FROM_25_TO_39)

    assert not volunteer.say(profile)
    assert volunteer.say(Profile(remote=True))
    assert (volunteer.skills, volunteer.remote, volunteer.age_band) == ([], True, None)


def test_nobody_in_an_age_band_is_older_than_its_oldest() -> None:
    assert [band.oldest for band in AgeBand] == [14, 17, 24, 39, 59, 200]


def test_what_is_told_of_a_volunteer_is_for_themselves() -> None:
    event = a_volunteer().event("created", now=NOON + timedelta(days=1), tally={"volunteers": 1})

    assert (event.type, event.public, event.account_id, event.owner_id) == (
        "volunteer.created",
        False,
        "account_volunteer",
        None,
    )
