"""Everything that docs/performance.md states, one measurement after the other: `python -m bench`.

Close other programs first: the ratios forgive a slow machine, not a busy one.
"""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "bench.append",
    "bench.refresh",
    "bench.drift --day",
    "bench.one_check_in",
    "bench.messages",
    "bench.http",
    "bench.views",
    "bench.crowd",
)


def main() -> int:
    """Measure in processes of their own; the exit code is that of the first that fails."""
    for module in MODULES:
        print(f"\n== {module}\n", flush=True)
        code = subprocess.run([sys.executable, "-m", *module.split()], check=False).returncode  # noqa: S603 - our own modules
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
