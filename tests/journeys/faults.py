"""The platform again, on the same database, but with ports that fail, wait or kill where a test wants it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask

from adapters.clocks import real_now
from adapters.keys import kept_keys
from api.app import build
from api.auth import Keyring
from api.caller import Platform
from domain.collections import Work
from domain.core import Core
from domain.errors import Unavailable
from domain.ports import Asking, Payments, Ports
from tests.running import no_payments
from wsgi import Connections, make_ports

Begin = Callable[[Asking], AbstractContextManager[Work]]
Wrap = Callable[[Ports], Ports]
POINTS = ("before the work", "in the work", "after the commit", "before it is kept", "after it is kept")
BEFORE_THE_COMMIT = POINTS[:2]


@contextmanager
def platform_with(url: str, folder: Path, wrap: Wrap, payments: Payments | None = None) -> Iterator[Flask]:
    """With the signing keys of the folder, so that who is logged in is so here too."""
    on = Connections(lambda: url, size=8)
    ports = wrap(make_ports(on, real_now, payments or no_payments(), cheap_passwords=True))
    parts = Platform(
        core=Core(ports),
        keys=ports.keys,
        actors=ports.actors,
        secrets=ports.secrets,
        now=real_now,
        ready=lambda: {"status": "ok"},
    )
    keys = kept_keys(folder / "keys.json", may_make=True)
    yield build(parts, Keyring(keys.private, keys.public, keys.jwks), issuer="http://plik.test")
    on.close()


@dataclass
class Forwarding:
    """A port that does as another does."""

    to: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.to, name)


class Mortal:
    """Its process is killed at the `point` of the next write."""

    def __init__(self) -> None:
        self.point = ""

    def wrap(self, ports: Ports) -> Ports:
        return replace(ports, begin=self._begins(ports.begin), keys=_Keys(ports.keys, self))

    def reach(self, point: str) -> None:
        if point == self.point:
            os.kill(os.getpid(), signal.SIGKILL)

    def _begins(self, real: Begin) -> Begin:
        @contextmanager
        def begin(asking: Asking) -> Iterator[Work]:
            self.reach("before the work")
            with real(asking) as work:
                yield work
                self.reach("in the work")
            self.reach("after the commit")

        return begin


@dataclass
class _Keys(Forwarding):
    mortal: Mortal

    def keep(self, claim: Any, answer: Any) -> Any:
        self.mortal.reach("before it is kept")
        kept = self.to.keep(claim, answer)
        self.mortal.reach("after it is kept")
        return kept


@dataclass
class Pause:
    """Whoever comes here waits until `go`; `here` says that somebody does. Others pass once it is over."""

    here: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        self.here.set()
        assert self.go.wait(20)

    def at_the_end_of_the_work(self, ports: Ports) -> Ports:
        @contextmanager
        def begin(asking: Asking) -> Iterator[Work]:
            with ports.begin(asking) as work:
                yield work
                self.wait()

        return replace(ports, begin=begin)

    def before_it_is_kept(self, ports: Ports) -> Ports:
        return replace(ports, keys=_Waiting(ports.keys, self))


@dataclass
class _Waiting(Forwarding):
    pause: Pause

    def keep(self, claim: Any, answer: Any) -> Any:
        self.pause.wait()
        return self.to.keep(claim, answer)


@dataclass
class Away(Forwarding):
    """Keys that nobody can claim: the database is away."""

    def claim(self, *_: Any) -> Any:
        raise Unavailable("database_unavailable", retry_after=2)


@dataclass
class Blind(Forwarding):
    """A reader that sees nothing while `blind`: the database went away after the commit."""

    blind: bool = True

    def one(self, *asked: Any) -> Any:
        if self.blind:
            raise Unavailable("database_unavailable", retry_after=2)
        return self.to.one(*asked)
