"""The script that outsiders check a published round with, run as they would run it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "docs" / "recompute.py"


def recompute(bundle: dict[str, Any]) -> str | None:
    """What it finds wrong with the bundle; None where all is as it should be."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        input=json.dumps(bundle).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr.decode()
    assert done.returncode in (0, 1)
    return done.stderr.decode().strip() if done.returncode else None
