"""The picture in README: the alignment view of the demo.

`python -m tests.demo.picture` draws it anew.
"""

from __future__ import annotations

import io
from pathlib import Path

from rich.terminal_theme import TerminalTheme

from api.cli.legible import legible_document
from api.cli.shown.alignment import alignment
from api.cli.terminal import Paper
from api.demo.stage import present_cycle
from projections.keeping.fold import PROJECTIONS
from projections.keeping.rendering import document
from tests.demo.recorded import WORKSPACE, recorded
from tests.support.logs import run

PICTURE = Path(__file__).parents[2] / "docs" / "alignment.svg"
COLUMNS = 118

_BLACK, _RED, _GREEN, _YELLOW, _CYAN = (
    (36, 41, 47), (207, 34, 46), (17, 99, 41), (150, 90, 0), (27, 124, 131),
)  # fmt: skip
_COLOURS = [_BLACK, _RED, _GREEN, _YELLOW, _BLACK, _BLACK, _CYAN, _BLACK]
LIGHT = TerminalTheme((255, 255, 255), _BLACK, _COLOURS, _COLOURS)

# As rich has it, but with the fonts of whoever looks: a picture in a page may load none.
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})"
       clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""


def drawn() -> str:
    """The view on the day on which the tests tell the demo: the same whenever it is drawn."""
    paper = Paper(
        file=io.StringIO(), width=COLUMNS, record=True, force_terminal=True, color_system="standard"
    )
    paper.print("$ sightline view alignment --workspace demo")
    cycle = present_cycle(WORKSPACE)
    body = document(run(recorded()).workspace, PROJECTIONS["alignment"], cycle).body or b""
    for part in alignment.shown(legible_document(body)):
        paper.print(part)
    return paper.export_svg(
        title="sightline view alignment", theme=LIGHT, code_format=FORMAT, unique_id="alignment"
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
