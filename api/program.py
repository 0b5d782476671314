"""How to call us from where we were called, for lines to paste."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def program() -> str:
    if shutil.which("sightline"):
        return "sightline"
    script = Path(sys.executable).with_name("sightline")
    try:
        return str(script.relative_to(Path.cwd()))
    except ValueError:
        return str(script)
