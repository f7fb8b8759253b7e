"""Registering, logging in on a device, staying logged in and out, on both faces."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Refused, Rest, refused
from tests.world import PASSWORD, an_email, register

NAME = {"display_name": "สมหญิง ใจดี"}
OWN = ("email", "locale", "admin", "created_at", "updated_at", "version")


def test_whoever_registers_can_log_in_and_see_themselves(face: Any) -> None:
    email = an_email()

    account = face.does("createAccount", email=email, password=PASSWORD, locale="en", **NAME)
    tokens = face.does("login", email=email, password=PASSWORD)
    shown = face.by(bearer(tokens)).does("me")

    assert shown["id"] == account["id"]
    assert {name: shown[name] for name in ("email", "locale", "admin", "display_name", "version")} == {
        "email": email,
        "locale": "en",
        "admin": False,
        "display_name": "สมหญิง ใจดี",
        "version": 1,
    }


def test_whoever_registers_sees_what_is_theirs(face: Any) -> None:
    email = an_email()

    account = face.does("createAccount", email=email, password=PASSWORD, **NAME)

    assert account["email"] == email
    assert all(account[name] is not None for name in OWN)


def test_an_address_registers_once_however_it_is_written(face: Any) -> None:
    email = an_email()
    face.does("createAccount", email=email, password=PASSWORD, **NAME)

    with refused("email_taken"):
        face.does("createAccount", email=f"  {email.upper()} ", password=PASSWORD, **NAME)


@pytest.mark.parametrize("email", ["nobody", "@plik.example", "a@b", "a b@plik.example", "a@.", "กขค"])
def test_what_is_no_address_is_refused(face: Any, email: str) -> None:
    with refused("email_malformed") as refusal:
        face.does("createAccount", email=email, password=PASSWORD, **NAME)

    assert refusal.at == ["/email"]


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_too_short"), ("x" * 201, "password_too_long"), ("{email}", "password_is_email")],
)
def test_a_weak_password_is_refused(face: Any, password: str, code: str) -> None:
    email = an_email()

    with refused(code) as refusal:
        face.does("createAccount", email=email, password=password.format(email=email), **NAME)

    assert refusal.at == ["/password"]


def test_a_name_of_blanks_is_no_name(face: Any) -> None:
    with refused("text_missing") as refusal:
        face.does("createAccount", email=an_email(), password=PASSWORD, display_name="   ")

    assert refusal.at == ["/display_name"]


@pytest.mark.parametrize("name", ["a\x00b", "a\u202eb", "ก" + "\u0e49" * 5])
def test_a_name_that_hides_or_breaks_is_refused(face: Any, name: str) -> None:
    with pytest.raises(Exception, match=r"text_has|json_has") as refusal:
        face.does("createAccount", email=an_email(), password=PASSWORD, display_name=name)

    assert name not in str(refusal.value)


@pytest.mark.parametrize("owned", ["admin", "id", "version", "password_hash", "created_at"])
def test_nobody_registers_as_more_than_they_are(rest: Rest, owned: str) -> None:
    with refused("unknown_field") as refusal:
        rest.does("createAccount", email=an_email(), password=PASSWORD, **NAME, **{owned: True})

    assert refusal.at == [f"/{owned}"]


def test_nobody_is_told_who_is_registered_by_trying_to_log_in(client: FlaskClient) -> None:
    known = register(client)
    answers = [
        Rest(client).answer("login", email=email, password="wrong horse battery")
        for email in (known.email, an_email())
    ]
    bodies = [{**answer.get_json(), "request_id": ""} for answer in answers]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "wrong_credentials"
    assert set(answers[0].headers.keys()) == set(answers[1].headers.keys())


def test_a_wrong_password_is_refused(face: Any, client: FlaskClient) -> None:
    person = register(client)

    with refused("wrong_credentials"):
        face.does("login", email=person.email, password=PASSWORD + "!")


def test_tokens_are_kept_by_no_cache(rest: Rest, client: FlaskClient) -> None:
    person = register(client)

    answer = rest.answer("login", email=person.email, password=person.password)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["token_type"] == "Bearer"
    assert answer.get_json()["expires_in"] == 900


def test_ten_guesses_in_a_quarter_of_an_hour_over_all_doors_and_no_more(
    client: FlaskClient, rest: Rest, graph: Any
) -> None:
    person = register(client)
    wrong = {"email": person.email, "password": "a wrong guess"}
    aliases = " ".join(f"a{n}: login(input: $i) {{ userErrors {{ code }} }}" for n in range(9))

    tried: list[str] = [code_of(rest, **wrong) for _ in range(4)]
    tried += [code_of(graph, **wrong) for _ in range(3)]
    asked = graph.asks(f"mutation($i: LoginInput!) {{ {aliases} }}", {"i": wrong})
    tried += [error["extensions"]["code"] for error in asked["errors"]]
    tried += [code_of(rest.sending(x_forwarded_for=f"203.0.113.{n}"), **wrong) for n in range(6)]
    tried += [code_of(graph, email=f" {person.email.upper()}", password=PASSWORD)]

    assert tried == ["wrong_credentials"] * 10 + ["too_many_guesses"] * (len(tried) - 10)
    assert tried[-1] == "too_many_guesses", "even the right password"


def code_of(face: Any, **given: str) -> str:
    """How a login is refused."""
    with pytest.raises(Refused) as refusal:
        face.does("login", **given)

    return refusal.value.code


def test_who_guessed_too_often_is_told_when_to_come_back(
    client: FlaskClient, rest: Rest, database: Any
) -> None:
    person = register(client)
    for _ in range(10):
        with refused("wrong_credentials"):
            rest.does("login", email=person.email, password="a wrong guess")

    answer = rest.answer("login", email=person.email, password=person.password)
    database.execute(
        "UPDATE login_guesses SET at = at - interval '15 minutes' WHERE email = %s", [person.email]
    )
    later = rest.answer("login", email=person.email, password=person.password)

    assert answer.status_code == 429
    assert 890 <= int(answer.headers["Retry-After"]) <= 901
    assert later.status_code == 200


def test_logging_in_clears_the_guesses(client: FlaskClient, rest: Rest) -> None:
    person = register(client)
    for _ in range(2):
        for _ in range(9):
            with refused("wrong_credentials"):
                rest.does("login", email=person.email, password="a wrong guess")
        rest.does("login", email=person.email, password=person.password)


def test_guesses_at_one_account_do_not_hinder_another(client: FlaskClient, rest: Rest) -> None:
    attacked, other = register(client), register(client)
    for _ in range(11):
        rest.answer("login", email=attacked.email, password="a wrong guess")

    assert rest.does("login", email=other.email, password=other.password)


def test_a_refresh_token_gives_new_tokens(face: Any, client: FlaskClient) -> None:
    person = register(client)

    renewed = face.does("refresh", refresh_token=person.refresh_token)
    again = face.does("refresh", refresh_token=renewed["refresh_token"])

    assert len({person.refresh_token, renewed["refresh_token"], again["refresh_token"]}) == 3
    assert face.by(bearer(again)).does("me")["id"] == person.id


def test_a_refresh_token_used_twice_ends_its_family(face: Any, client: FlaskClient) -> None:
    person = register(client)
    renewed = face.does("refresh", refresh_token=person.refresh_token)

    with refused("session_ended"):
        face.sending(user_agent="a thief").does("refresh", refresh_token=person.refresh_token)

    with refused("session_ended"):
        face.does("refresh", refresh_token=renewed["refresh_token"])
    with refused("token_invalid"):
        face.by(bearer(renewed)).does("me")


def test_an_access_token_that_ran_out_does_not_keep_its_person_from_a_new_one(
    rest: Rest, client: FlaskClient
) -> None:
    person = register(client)
    late = rest.sending(authorization="Bearer ran-out")

    assert late.does("refresh", refresh_token=person.refresh_token)
    assert late.does("login", email=person.email, password=person.password)


def test_a_device_that_lost_the_answer_may_ask_again_for_ten_seconds(
    face: Any, client: FlaskClient, database: Any
) -> None:
    person = register(client)
    face.does("refresh", refresh_token=person.refresh_token)

    again = face.does("refresh", refresh_token=person.refresh_token)
    used = "UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE session_id = %s"
    database.execute(used, [session_of(person.refresh_token)])

    with refused("session_ended"):
        face.does("refresh", refresh_token=person.refresh_token)
    with refused("session_ended"):
        face.does("refresh", refresh_token=again["refresh_token"])


@pytest.mark.parametrize("token", ["x", "plik_refresh_x", "plik_live_x"])
def test_what_is_no_refresh_token_is_refused_alike(graph: Any, token: str) -> None:
    with refused("session_ended"):
        graph.does("refresh", refresh_token=token)


def test_a_refresh_token_with_a_letter_changed_is_none(face: Any, client: FlaskClient) -> None:
    person = register(client)
    changed = person.refresh_token[:-12] + ("0" if person.refresh_token[-12] != "0" else "1")

    with refused("session_ended"):
        face.does("refresh", refresh_token=changed + person.refresh_token[-11:])

    assert face.does("refresh", refresh_token=person.refresh_token)


def test_logging_out_ends_the_access_token_and_the_refresh_token_at_once(
    face: Any, client: FlaskClient
) -> None:
    person = register(client)

    face.by(person).does("logout")

    with refused("token_invalid"):
        face.by(person).does("me")
    with refused("session_ended"):
        face.does("refresh", refresh_token=person.refresh_token)


def test_logging_out_on_one_device_leaves_the_others(face: Any, client: FlaskClient) -> None:
    person = register(client)
    other = face.does("login", email=person.email, password=person.password)

    face.by(person).does("logout")

    assert face.by(bearer(other)).does("me")["id"] == person.id


def test_nobody_in_particular_cannot_log_out(face: Any) -> None:
    with refused("sign_in_first"):
        face.does("logout")


def test_others_see_an_accounts_name_alone(client: FlaskClient, graph: Any) -> None:
    person, other = register(client), register(client)
    asked = (
        f'{{ node(id: "{person.id}") {{ ... on Account {{ displayName email locale admin createdAt }} }} }}'
    )

    to_other = graph.by(other).asks(asked)["data"]["node"]
    to_self = graph.by(person).asks(asked)["data"]["node"]

    assert to_other == {
        "displayName": "สมหญิง ใจดี",
        "email": None,
        "locale": None,
        "admin": None,
        "createdAt": None,
    }
    assert to_self["email"] == person.email


def test_me_is_null_in_the_graph_and_refused_in_rest_for_nobody(rest: Rest, graph: Any) -> None:
    assert graph.asks("{ me { id } }") == {"data": {"me": None}, "extensions": {"cost": 2}}
    with refused("sign_in_first"):
        rest.does("me")


def bearer(tokens: Any) -> Any:
    class Device:
        bearer = tokens["access_token"]

    return Device


def session_of(refresh_token: str) -> str:
    """`plik_refresh_session_..._...`: the token says whose it is."""
    return "_".join(refresh_token.split("_")[2:4])
