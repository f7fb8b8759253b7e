"""The database nobody has to install: what it survives, who may come in, what it says if it cannot run."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path

import psycopg
import pytest

from adapters.embedded_postgres import PORTS, EmbeddedPostgres, EmbeddedPostgresError, data_folder
from tests.postgres import ROOT, home, join

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that root's server, the user nobody, can pass."""
    folder = Path(tempfile.mkdtemp(prefix="plik-embedded-", dir=home()))
    folder.chmod(0o711)
    yield folder
    for cluster in folder.glob("*/cluster"):
        EmbeddedPostgres(cluster.parent).stop()
    shutil.rmtree(folder)


@pytest.fixture
def postgres(place: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(place / "database", durable=False)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def in_another_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Python that has `EmbeddedPostgres` and its first argument as `database`."""
    start = """
        import os, sys
        from pathlib import Path
        from adapters.embedded_postgres import EmbeddedPostgres
        database = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
    """
    command = [sys.executable, "-c", textwrap.dedent(start) + textwrap.dedent(code), *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def said(process: subprocess.Popen[str]) -> str:
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return out.strip()


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def test_an_empty_folder_becomes_a_database_that_finds_thai(postgres: EmbeddedPostgres) -> None:
    url = postgres.start()

    assert postgres.is_running()
    assert postgres.url == url
    assert ask(url, "CREATE EXTENSION pg_trgm") is None
    assert ask(url, "SELECT cardinality(show_trgm('ก')) > 0") is True
    assert (
        ask(url, "SELECT datlocale || ' ' || datctype FROM pg_database WHERE datname = 'plik'")
        == "C.UTF-8 C.UTF-8"
    )


def test_what_runs_is_used_again(postgres: EmbeddedPostgres) -> None:
    url, process_id = postgres.start(), postgres.process_id()

    again = EmbeddedPostgres(postgres.data)

    assert again.start() == url
    assert again.process_id() == process_id


def test_nobody_comes_in_without_the_password_or_as_superuser(postgres: EmbeddedPostgres) -> None:
    url = postgres.start()
    address = url.split("@")[1]

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://plik:guess@{address}")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        psycopg.connect(f"postgresql://postgres@{address}")
    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert (postgres.data / "password").stat().st_mode & 0o077 == 0


def test_many_who_start_at_once_share_one_server(postgres: EmbeddedPostgres) -> None:
    crowd = [
        in_another_process("print(database.start(), database.process_id())", postgres.data) for _ in range(4)
    ]

    answers = {said(process) for process in crowd}

    assert answers == {f"{postgres.url} {postgres.process_id()}"}


def test_the_server_outlives_a_starter_that_is_killed(postgres: EmbeddedPostgres) -> None:
    starter = in_another_process("database.start(); os.kill(os.getpid(), 9)", postgres.data)
    starter.communicate(timeout=60)

    process_id = postgres.process_id()
    postgres.start()

    assert starter.returncode == -signal.SIGKILL
    assert process_id is not None
    assert postgres.process_id() == process_id


def test_a_killed_server_comes_back_under_the_same_address_with_all_it_acknowledged(place: Path) -> None:
    postgres = EmbeddedPostgres(place / "database", durable=True)
    url = postgres.start()
    ask(url, "CREATE TABLE kept AS SELECT 7 AS it")
    process_id = postgres.process_id()
    assert process_id is not None

    os.kill(process_id, signal.SIGKILL)

    assert eventually(lambda: not postgres.is_running())
    assert postgres.start() == url
    assert ask(url, "SELECT it FROM kept") == 7
    assert ask(url, "SELECT current_setting('fsync') || current_setting('data_checksums')") == "onon"


def test_a_killed_server_comes_back_although_its_starter_has_not_noticed(postgres: EmbeddedPostgres) -> None:
    """A process that died stays in the system's table until its parent has asked how it ended."""
    starter = in_another_process("print(database.start(), flush=True); input()", postgres.data)
    assert starter.stdout
    url, process_id = starter.stdout.readline().strip(), postgres.process_id()
    assert process_id is not None

    os.kill(process_id, signal.SIGKILL)

    assert eventually(lambda: not postgres.is_running())
    assert Path(f"/proc/{process_id}").exists()
    assert postgres.start() == url
    starter.kill()
    starter.communicate(timeout=60)


@pytest.mark.parametrize("moment", ["new-*", "new-*/PG_VERSION", "new-*/global/pg_control", "cluster"])
def test_a_start_killed_at_any_moment_is_made_good_by_the_next(
    postgres: EmbeddedPostgres, moment: str
) -> None:
    starter = in_another_process("database.start()", postgres.data)
    assert eventually(lambda: any(postgres.data.glob(moment)))
    starter.kill()
    starter.communicate(timeout=60)

    url = postgres.start()

    assert ask(url, "SELECT current_database()") == "plik"


def test_a_note_of_a_dead_server_whose_id_is_now_another_process_deceives_nobody(
    postgres: EmbeddedPostgres,
) -> None:
    postgres.start()
    process_id, note = postgres.process_id(), postgres.data / "cluster" / "postmaster.pid"
    assert process_id is not None
    os.kill(process_id, signal.SIGKILL)
    assert eventually(lambda: not postgres.is_running())
    note.write_text(note.read_text().replace(str(process_id), str(os.getpid()), 1))

    running = postgres.is_running()
    url = postgres.start()

    assert not running
    assert ask(url, "SELECT 1") == 1


def test_a_taken_port_is_avoided(postgres: EmbeddedPostgres) -> None:
    favourite = random.Random(str(postgres.data)).sample(PORTS, 1)[0]
    with socket.create_server(("127.0.0.1", favourite)):
        url = postgres.start()

    assert f":{favourite}/" not in url
    assert ask(url, "SELECT 1") == 1


def test_data_of_another_version_is_refused_with_advice(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    (postgres.data / "cluster" / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 9, .* PLIK_DATA"):
        postgres.start()


def test_a_stopped_database_has_no_address(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()

    assert not postgres.is_running()
    assert postgres.process_id() is None
    with pytest.raises(EmbeddedPostgresError, match="start it first"):
        _ = postgres.url


@only_root
def test_a_folder_that_the_servers_user_cannot_enter_is_refused_with_advice(place: Path) -> None:
    (place / "closed").mkdir(mode=0o700)

    with pytest.raises(EmbeddedPostgresError, match=r"nobody, who cannot enter .* PLIK_DATA"):
        EmbeddedPostgres(place / "closed" / "database").start()


AS_NOBODY = """
    user = int(sys.argv[2])
    sys.path.insert(0, sys.argv[3])  # the package, where an ordinary user can reach it
    os.setgroups([]), os.setgid(user), os.setuid(user)
    try:
        print(database.start(), os.stat(database.data).st_uid, database.is_running())
        database.stop()
    except RuntimeError as error:
        print(error)
"""


@pytest.fixture
def package(place: Path) -> Path:
    """A copy of the installed package, open to everybody."""
    found = distribution("embedded-postgres")
    tops = {file.parts[0] for file in found.files or () if ".." not in file.parts}
    for top in tops:
        shutil.copytree(Path(str(found.locate_file(top))), place / "package" / top)
    for path in (place / "package", *(place / "package").rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    return place / "package"


@only_root
@pytest.mark.parametrize("home_folder", ["/root", "/nonexistent", ""])
def test_an_ordinary_user_needs_no_home(
    place: Path, package: Path, home_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = pwd.getpwnam("nobody").pw_uid
    (place / "own").mkdir()
    os.chown(place / "own", user, user)
    monkeypatch.setenv("HOME", home_folder)

    url, owner, running = said(in_another_process(AS_NOBODY, place / "own" / "var", user, package)).split()

    assert url.startswith("postgresql://plik:")
    assert (int(owner), running) == (user, "True")


@only_root
@pytest.mark.parametrize("folder", ["not-yours/var", "roots"])
def test_a_folder_of_somebody_else_is_refused_with_advice(place: Path, package: Path, folder: str) -> None:
    (place / "not-yours").mkdir()
    roots = EmbeddedPostgres(place / "roots", durable=False)
    roots.start()

    answer = said(in_another_process(AS_NOBODY, place / folder, pwd.getpwnam("nobody").pw_uid, package))

    assert "Set PLIK_DATA to a folder" in answer
    assert roots.is_running()


def test_the_data_folder_is_the_one_that_was_set_else_the_checkouts_own(tmp_path: Path) -> None:
    own, other = data_folder(tmp_path, None), data_folder(tmp_path / "other", None)

    assert data_folder(tmp_path, "/srv/plik") == Path("/srv/plik")
    assert data_folder(tmp_path, "kept") == tmp_path / "kept"
    assert own != other
    assert own.parent == (Path("/var/lib/plik") if os.geteuid() == 0 else tmp_path)


LEAVE = """
    from tests.postgres import join
    with join(Path(sys.argv[2])) as server:
        print(server.folder, flush=True)
        if sys.argv[3] == "killed":
            os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("end", ["finished", "killed"])
def test_a_test_run_leaves_no_server_behind_however_it_ends(place: Path, end: str) -> None:
    run = place / "run"
    with join(run) as server:
        process = in_another_process(LEAVE, place, run, end)
        process.communicate(timeout=60)
        during = EmbeddedPostgres(run / "database").is_running()
        mine = ask(server.url, "SELECT 1")

    assert (during, mine) == (True, 1)
    assert eventually(lambda: not list(place.glob("run*")))


def test_copies_of_a_template_are_made_once_and_know_nothing_of_each_other(place: Path) -> None:
    made = []

    def migrate(url: str) -> None:
        made.append(url)
        ask(url, "CREATE TABLE notes (text text)")

    with join(place / "run") as server:
        server.make_template("template_of_this_test", migrate)
        server.make_template("template_of_this_test", migrate)
        with (
            server.fresh_database("One, ก", template="template_of_this_test") as one,
            server.fresh_database("One, ก", template="template_of_this_test") as two,
        ):
            ask(one, "INSERT INTO notes VALUES ('mine')")
            seen = [ask(url, "SELECT count(*) FROM notes") for url in (one, two)]
        left = ask(server.url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'one%'")

    assert len(made) == 1
    assert (seen, left) == ([1, 0], 0)
    assert eventually(lambda: not list(place.glob("run*")))
