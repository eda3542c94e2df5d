"""Made-up reports of any size with realistic lengths: what the benchmarks load and search."""

import random
from collections.abc import Iterator

from tracker.seeding.bulk import BulkMention, BulkRecommendation

ROLES = ("addressee", "partner", "beneficiary", "target", "context")
ACTORS = [
    (f"State {n}", "state", f"{chr(65 + n % 26)}{chr(65 + n // 26)}")
    if n < 190
    else (f"Body {n}", "organisation", None)
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


def recommendations(count: int) -> Iterator[BulkRecommendation]:
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
        mentions = [BulkMention(first[0], chance.choice(ROLES), first[0], 0)]
        at = text.rfind(second[0])
        if at > 0:
            mentions.append(BulkMention(second[0], chance.choice(ROLES), second[0], at))
        yield BulkRecommendation(f"{number // 250 + 1}.{number % 250 + 1}", text[:60], text, mentions)
