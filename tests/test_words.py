"""The sources use the standard terms of the field, in American spelling."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("src", "docs", "benchmarks", "examples")
SUFFIXES = {".py", ".js", ".html", ".css", ".md", ".toml"}

STANDARD_TERMS = {
    r"ways?[ _]back": "backward pass",
    r"there and back": "forward and backward",
    r"\b[Ll]itImages|_lit\b|\b[Ll]it (pixel|image|input|number|value)": "nonzero, SparseImages",
    r"\blit_\w": "sparse_",
    r"turned_\w|turn_groups|(weights|kernel) turned": "transposed",
    r"\baside\(": "submit",
    r"comes?[ _]again|coming_by_pixel": "reused",
    r"\bsettl(e|es|ing)\b": "fine-tuning, or a schedule",
    r"\bslips?\b": "deviation",
    r"\b_?(lend|lends|lent)(\b|_\w)": "allocate, buffer",
    r"\bcrew\b": "thread pool",
    r"\btold\b|\btells\b|\btold_|_told\b|\b_tell\b": "report",
    r"\blearn(t|ed) from\b": "trained on",
    r"\bmis-?read(s|ing)?\b": "misclassified, mistakes",
    r"\bread right\b": "correct",
    r"\bwhoever\b|\bnobody\b|\banybody\b": "the caller, or what it is",
    r"\bput(s|ting)? (it |them )?right\b": "fix, correct",
    r"\bh(olds?|eld) (\S+ )?(\S+ )?against\b": "compare with, check against",
    r"goes on, dL": "output, gradient",
    r"\blikeness\b": "confidence",
    r"\bhand(s|ed) on\b": "pass on, output",
    r"\w+_of_one\b": "predict_one, forward_one",
    r"\bgo_back\w*|\b_(go_on|send_back|go_back)\b": "backward",
    r"\bdescend_examples\b": "sgd_epoch",
    r"\bwinners?\b": "argmax",
    r"had a say|hears? of the loss": "contributes, receives a gradient",
    r"goes? silent|silences": "becomes zero, zeroes",
    r"how far training has come|moment of training": "training progress, step",
    r"plain forms?\b|form_in_use": "reference implementation",
    r"\btwins?\b": "compiled implementation",
    r"\bprocessors\b|all_processors": "CPUs, threads",
    r"\bmoods?\b": "load, fluctuation",
    r"gets? used to what": "adapts to",
    r"from afar": "from main memory, cache miss",
    r"\bShel(f|ved)\b": "ModelRegistry, LoadedModel",
    r"\bawake\b": "active",
    r"speaks? (for|against)": "positive, negative contribution",
    r"expects? (some of|settings that it has)": "unknown ...; choose from ...",
    r"less work waiting|fewer connections": "the queue is full, too many connections",
    r"the way of the data": "data flow",
}
"""Terms that only this project used, as patterns, each with what the field says."""

AMERICAN = {
    r"\w*optimis(?!ti|m)\w*": "optimiz-",
    r"\w*normalis\w*": "normaliz-",
    r"\w*initialis\w*": "initializ-",
    r"\w*(seriali|vectori|paralleli|recogni|summari|regulari|standardi|quanti|randomi)s(e|ed|es|er|ing|ation)\b":
        "-ize",
    r"\w*(organi|generali|minimi|maximi|utili|parametri|visuali|reali)s(e|ed|es|er|ing|ation)\b": "-ize",
    r"\w*colour\w*": "color",
    r"\w*centr(e|es|ed|ing)\b": "center",
    r"\w*behaviour\w*": "behavior",
    r"\w*neighbour\w*": "neighbor",
    r"\w*(favour|honour|rumour|labour)\w*": "-or",
    r"\blicenc\w*": "license",
    r"\w*(label|model|travel|signal|level)l(ed|ing)\b": "one l: labeled, modeled",
    r"(?!Greys\b)\w*grey\w*": "gray",
    r"\banalys(e|ed|er|ing)\b": "analyze",
    r"\b(learnt|spelt|burnt|whilst|artefacts?|catalogues?|programmes?|chequered)\b":
        "learned, spelled, burned, while, artifact, catalog, program, checkered",
}  # fmt: skip
"""British spellings, as patterns, each with the American one. `Greys` is matplotlib's name."""

LIMITS = r"\b_?(MOST|LEAST|LONGEST|SHORTEST|LARGEST|SMALLEST|HIGHEST|LOWEST|FEWEST)_[A-Z]\w*"


@cache
def sources() -> dict[str, str]:
    """The text of every source by its path, which comes first, as a line of its own."""
    paths = [*ROOT.glob("*.md")]
    paths += [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*"))]
    chosen = [path.relative_to(ROOT) for path in paths if path.suffix in SUFFIXES]
    return {str(path): f"{path}\n{(ROOT / path).read_text('utf-8')}" for path in chosen}


def find_term(pattern: str) -> list[tuple[str, str]]:
    """Where a term stands, as `path:line`, and the words found there; line 0 is the path itself."""
    flags = re.MULTILINE | (0 if re.search(r"(?<!\\)[A-Z]", pattern) else re.IGNORECASE)
    term = re.compile(pattern, flags)
    # What a word begins with makes no difference to whether it is there, and takes long.
    short = re.compile(pattern.removeprefix(r"\w*"), flags)
    return [
        (f"{path}:{number}", found[0])
        for path, text in sources().items()
        if short.search(text)
        for number, line in enumerate(text.splitlines())
        for found in term.finditer(line)
    ]


@pytest.mark.parametrize(("term", "standard"), STANDARD_TERMS.items())
def test_sources_use_the_standard_term(term: str, standard: str) -> None:
    places = [f"{place}: {words!r}; write: {standard}" for place, words in find_term(term)]

    assert not places, "\n".join(places)


@pytest.mark.parametrize(("spelling", "american"), AMERICAN.items())
def test_sources_are_in_american_spelling(spelling: str, american: str) -> None:
    places = [f"{place}: {words!r}; write: {american}" for place, words in find_term(spelling)]

    assert not places, "\n".join(places)


def test_limits_are_named_max_and_min() -> None:
    places = [f"{place}: {name}; write: MAX_ or MIN_" for place, name in find_term(LIMITS)]

    assert not places, "\n".join(places)


def test_a_term_is_found_with_its_file_and_line() -> None:
    (first,) = [place for place, _ in find_term(r"^# Glassnet$") if place.startswith("README")]

    assert first == "README.md:1"
