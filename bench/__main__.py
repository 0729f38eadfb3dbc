"""`python -m bench`: every figure, one JSON line each. FULL=1 for the long form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TIMEOUT_S = 900
NOT_FIGURES = {"__init__", "__main__", "figures"}


def main() -> int:
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("*.py") if path.stem not in NOT_FIGURES)
    failed = []
    for name in names:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], cwd=here.parent, timeout=TIMEOUT_S, check=False
        )
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
