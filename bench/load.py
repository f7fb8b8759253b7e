"""Puts a server under load for a slice of time: by wrk where it is installed, else, and for writes, by our driver."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.driver import Answered, Job
from bench.machine import on_core
from bench.pages import Page

ROOT = Path(__file__).resolve().parent.parent
WRK = shutil.which("wrk")
COUNTED = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m)")
FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|(?:connect|read|write|timeout) (\d+)")
UNITS = {"ms": 0.001, "s": 1, "m": 60}


@dataclass(frozen=True)
class Load:
    """How much is asked at once, from which core, and where wrk's scripts may lie."""

    connections: int
    core: int | None
    folder: Path

    def on(self, job: Job) -> Answered:
        """Raises RuntimeError where anything was not answered well: failing is quick, and no measure of speed."""
        with on_core(self.core):
            answered = self._by_wrk(job) if WRK and self._fits_wrk(job) else _by_driver(job)
        if answered.errors or not answered.requests:
            raise RuntimeError(f"{job.page.name}: {answered.errors} of {answered.requests} requests failed")
        return answered

    def job(self, page: Page, port: int, seconds: float) -> Job:
        return Job(page, port, self.connections, seconds)

    @staticmethod
    def _fits_wrk(job: Job) -> bool:
        """It sends the same again and again, for whole seconds."""
        return not job.page.written and job.seconds == int(job.seconds)

    def _by_wrk(self, job: Job) -> Answered:
        script = self.folder / f"{job.page.name}.lua"
        script.write_text(_script(job))
        argv = [WRK or "", "-t1", f"-c{job.connections}", f"-d{int(job.seconds)}s", "-s", str(script)]
        said = _run([*argv, f"http://127.0.0.1:{job.port}{job.page.path}"], "")
        counted = COUNTED.search(said)
        if counted is None:
            raise RuntimeError(f"wrk said something else than expected:\n{said}")
        errors = sum(int(one or other) for one, other in FAILED.findall(said))
        return Answered(int(counted[1]), float(counted[2]) * UNITS[counted[3]], errors, 0.0)


def _script(job: Job) -> str:
    headers = "".join(
        f"wrk.headers[{_lua(name)}] = {_lua(value)}\n" for name, value in job.page.headers.items()
    )
    return f"wrk.method = {_lua(job.page.method)}\n{headers}wrk.body = {_lua(job.page.body)}\n"


def _lua(text: str) -> str:
    """As a literal of Lua, whose escapes are decimal."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\{ord(c):03d}" for c in text) + '"'


def _by_driver(job: Job) -> Answered:
    said = _run([sys.executable, "-m", "bench.driver"], json.dumps(asdict(job)))
    return Answered(**json.loads(said))


def _run(argv: list[str], say: str) -> str:
    done = subprocess.run(argv, cwd=ROOT, input=say, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{argv[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
