"""The page of errata in the documentation, from their figures as JSON.

python -m glassnet.tutorials.errata.page errata.json > docs/errata.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from typing import Any, Final

INTRODUCTION: Final = """\
# Errata of the five tutorials

What the five tutorials write, what is right, a check that holds for the one and fails for the other, and
where it changes training, its effect. Each effect is measured on MNIST over the seeds {seeds}: the same
network trained in both ways from the same first weights. Differences are *as written* minus *right*, with
the 95 % interval of their mean (Student's t, paired by seed). An interval that holds zero shows no effect.

    {command}

computes everything on this page. `--json FILE` writes it, `--out DIR` draws each effect, and the name of a
tutorial or of an erratum chooses. The page is made from the JSON by
`python -m glassnet.tutorials.errata.page FILE`.
"""


def errata_page(plain: Mapping[str, Any]) -> str:
    """The page in Markdown, from what `reproduce --errata --json` writes."""
    seeds = plain["seeds"]
    parts = [
        INTRODUCTION.format(seeds=f"{seeds[0]} to {seeds[-1]}", command=plain["made_by"]),
        _overview(plain["errata"]),
        *(_section(each) for each in plain["errata"]),
    ]
    return "\n".join(parts)


def main(arguments: list[str]) -> None:
    """Write the page of a JSON file to standard output."""
    sys.stdout.write(errata_page(json.loads(Path(arguments[0]).read_text("utf-8"))))


def _overview(errata: list[Mapping[str, Any]]) -> str:
    lines = ["| erratum | tutorials | effect of the error |", "| --- | --- | --- |"]
    for each in errata:
        effect = _difference(each["effect"]) if each["effect"] else "none on training"
        lines.append(f"| [{each['title']}](#{each['key']}) | {_names(each)} | {effect} |")
    return "\n".join([*lines, ""])


def _section(each: Mapping[str, Any]) -> str:
    check = each["check"]
    lines = [
        f'<a id="{each["key"]}"></a>',
        "",
        f"## {each['title']}",
        "",
        f"In {_names(each)}.",
        "",
        f"- **Written:** {_escape(each['written'])}",
        f"- **Right:** {_escape(each['right'])}",
        f"- **Why:** {_escape(each['why'])}",
        f"- **Check:** {check['what']}: {_number(check['right'])}; as written {_number(check['written'])}.",
    ]
    if each["setting"]:
        lines.append(f"- **In a recipe:** `{each['setting']}`")
    if each["effect"]:
        lines.append(f"- **Effect:** {_effect(each['effect'])}")
    return "\n".join([*lines, ""])


def _names(each: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in (each["tutorial"], *each["also"]))


def _effect(effect: Mapping[str, Any]) -> str:
    right, written = fmean(effect["right"]), fmean(effect["written"])
    return (
        f"{effect['metric']}: {right:.3f}, as written {written:.3f}; "
        f"difference {_difference(effect)}."
    )


def _difference(effect: Mapping[str, Any]) -> str:
    found = effect["difference"]
    low, high = found["low"], found["high"]
    return f"{_signed(found['mean'])} ({_signed(low)} to {_signed(high)})"


def _signed(number: float) -> str:
    return f"{number:+.3f}".replace("-", "−")


def _number(number: float | None) -> str:
    return "not a number" if number is None else f"{number:.6g}"


def _escape(text: str) -> str:
    """Characters that Markdown would read as its own."""
    return text.replace("*", r"\*").replace("_", r"\_").replace("|", r"\|")


if __name__ == "__main__":
    main(sys.argv[1:])
