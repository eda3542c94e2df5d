"""Made-up reports of any size with realistic lengths: what the benchmarks load and search."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tracker.seeding import Seed
from tracker.seeding.tables import SeedActor, SeedMention, SeedRecommendation, SeedReport

_STATEMENTS = {"mention", "response", "progress", "deadline", "theme"}
ROLES = ("addressee", "partner", "beneficiary", "target", "context")
ACTORS = [
    (f"State {n:03}", "state", f"{chr(65 + n % 26)}{chr(65 + n // 26)}")
    if n < 190
    else (f"Body {n:03}", "organisation", None)
    for n in range(300)
]
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "xo",
    "za",
    "bra",
    "cle",
    "dri",
    "flo",
    "gru",
    "sta",
    "tre",
    "pli",
    "spo",
    "cru",
]


def vocabulary(size: int = 20_000) -> list[str]:
    """Return words from common to rare; the common ones have names, so that a search can ask for them."""
    chance = random.Random(7)
    named = ["state", "rights", "ensure", "women", "children", "law", "health", "drone", "aid", "education"]
    made = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(size))
    return [*named, *made]


def seed(slug: str, recommendations: Iterable[SeedRecommendation]) -> Seed:
    """Return a report with these recommendations and every actor."""
    actors = (SeedActor(name=name, kind=kind, country_code=code) for name, kind, code in ACTORS)
    return Seed(SeedReport(slug=slug, title=f"Report {slug}"), (), tuple(actors), recommendations)


def recommendations(count: int) -> Iterator[SeedRecommendation]:
    """Yield recommendations: median 130 characters with a tail to 1,500, two mentions each."""
    chance = random.Random(11)
    words = vocabulary()
    # Words follow Zipf's law: the n-th is used about 1/n as often as the first.
    weights = [1 / (n + 5) for n in range(len(words))]
    cumulated = [sum(weights[: n + 1]) for n in (0,)]
    for weight in weights[1:]:
        cumulated.append(cumulated[-1] + weight)
    for number in range(count):
        length = min(1_500, max(40, int(chance.lognormvariate(4.87, 0.6))))
        chosen = chance.choices(words, cum_weights=cumulated, k=length // 7 + 4)
        first, second = chance.sample(ACTORS, 2)
        text = f"{first[0]} should {' '.join(chosen)} with {second[0]}"[:1_500]
        named = [name for name, *_ in (first, second) if name in text]
        mentions = tuple(SeedMention(actor=name, role=chance.choice(ROLES), quote=name) for name in named)
        reference = f"{number // 250 + 1}.{number % 250 + 1}"
        title = text[:60].rstrip()
        yield SeedRecommendation(
            reference=reference, title=title, text=text, first_line=1, last_line=2, mention=mentions
        )


def seed_files(folder: Path, count: int, in_a_file: int = 213) -> list[Path]:
    """Write seed files of so many recommendations in all, and return them."""
    folder.mkdir(exist_ok=True)
    source = recommendations(count)
    files = []
    while some := list(islice(source, in_a_file)):
        files.append(folder / f"{len(files):04}.toml")
        files[-1].write_text(_toml(f"report-{len(files)}", some), encoding="utf-8")
    return files


def _toml(slug: str, some: Sequence[SeedRecommendation]) -> str:
    used = {mention.actor for each in some for mention in each.mention}
    tables = [("[report]", {"slug": slug, "title": f"Report {slug}"})]
    for name, kind, code in ACTORS:
        if name in used:
            tables.append(("[[actor]]", {"name": name, "kind": kind, "country_code": code}))
    for each in some:
        tables.append(("[[recommendation]]", each.model_dump(exclude=_STATEMENTS)))
        tables += (("[[recommendation.mention]]", m.model_dump(exclude={"occurrence"})) for m in each.mention)
    return "\n".join(
        "\n".join(
            [head, *(f"{key} = {json.dumps(value)}" for key, value in keys.items() if value is not None)]
        )
        for head, keys in tables
    )
