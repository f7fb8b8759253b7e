"""Break each rule once and see whether the tests notice: `python -m tests.mutants [words of a rule]`.

Works in copies of the tree, as many at once as there are cores. Fails if a mutant survives, or if one cannot be made:
then the rule has moved, and its line in `rules.py` must follow.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.rules import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__", "bench", "docs")
PASSED, FAILED = 0, 1  # pytest's; anything else says that the tests did not run


def main(words: Sequence[str]) -> int:
    """The exit code: 0 if every mutant was caught."""
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.rule for word in words)]
    with (
        tempfile.TemporaryDirectory(prefix="plik-mutants-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as cores,
    ):
        folders = [Path(folder, str(number)) for number in range(len(chosen))]
        told = list(cores.map(verdict, folders, chosen))
    caught = sum(told)
    say(f"{caught} of {len(chosen)} broken rules were noticed")
    return 0 if chosen and caught == len(chosen) else 1


def verdict(folder: Path, mutant: Mutant) -> bool:
    """Whether the tests pass with the rule, and fail without it."""
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
    whole = run(folder, mutant)
    if whole.returncode != PASSED:
        say(f"BROKEN    {mutant.rule}: its tests do not pass as it is\n{whole.stdout}")
        return False
    if not broken(folder / mutant.file, mutant):
        say(f"NOT MADE  {mutant.rule}: {mutant.file} does not say {mutant.right!r} exactly once")
        return False
    without = run(folder, mutant)
    word = {PASSED: "SURVIVED ", FAILED: "noticed  "}.get(without.returncode, f"NOT RUN\n{without.stdout}\n")
    say(f"{word} {mutant.rule}")
    return without.returncode == FAILED


def broken(file: Path, mutant: Mutant) -> bool:
    """Break the rule; False if it is not where it was."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(mutant.right, mutant.wrong), encoding="utf-8")
    return text.count(mutant.right) == 1


def run(folder: Path, mutant: Mutant) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--exitfirst", "--no-header", *mutant.tests]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
