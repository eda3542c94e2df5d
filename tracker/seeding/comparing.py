"""Seeds held against the database: what it lacks is added, what differs is named.

Steps for a difference are planned only where the load was told to accept changes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session, col, select

from tracker.database.models import Mention, Recommendation, Report, Tag
from tracker.seeding.actors import Actors, add_actors, compare_actors, find_gone_actors, names_ever
from tracker.seeding.plan import Plan, Step, Value, place_of
from tracker.seeding.tables import Seed, SeedMention, SeedRecommendation, brief, quoted, start_of
from tracker.text import folded


def compared(session: Session, seeds: Sequence[Seed], *, accept: bool) -> Plan:
    """Return what a load of these seeds is to write."""
    plan = Plan(accept)
    actors = compare_actors(session, plan, seeds)
    gone: set[int] = set()
    for seed in seeds:
        gone |= _compare_report(session, plan, seed, actors)
    _add_tags(session, plan, seeds)
    add_actors(session, plan, actors)
    find_gone_actors(session, plan, actors, [seed.report.slug for seed in seeds], gone)
    return plan


def _compare_report(session: Session, plan: Plan, seed: Seed, actors: Actors) -> set[int]:
    """Plan what is new in a report; return the ids of stored mentions that the seed does not have."""
    slug = seed.report.slug
    values = seed.report.model_dump(mode="json")
    report = session.exec(select(Report).where(col(Report.slug) == slug)).one_or_none()
    if report is None:
        plan.additions.append(Step("insert", "report", (slug,), values, slug))
    else:
        plan.compare(slug, (slug,), report, values, slug)
    stored = _recommendations_of(session, report)
    mentions = _mentions_of(session, report)
    gone: set[int] = set()
    for position, recommendation in enumerate(seed.recommendations, 1):
        row = stored.pop(recommendation.reference, None)
        if row is None:
            _add_recommendation(plan, slug, position, recommendation, actors)
        else:
            _compare_recommendation(plan, slug, position, recommendation, row)
            gone |= _compare_mentions(plan, slug, recommendation, row, mentions.get(row.id or 0, ()), actors)
    for reference in stored:
        plan.kept.append(f"{place_of(slug, reference)}: is gone from the seed and stays.")
    return gone


def _recommendations_of(session: Session, report: Report | None) -> dict[str, Recommendation]:
    if report is None:
        return {}
    rows = session.exec(select(Recommendation).where(col(Recommendation.report_id) == report.id))
    return {row.reference: row for row in rows}


def _mentions_of(session: Session, report: Report | None) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    if report is not None:
        query = select(Mention).join(Recommendation).where(col(Recommendation.report_id) == report.id)
        for mention in session.exec(query.order_by(col(Mention.id))):
            found.setdefault(mention.recommendation_id, []).append(mention)
    return found


def _add_recommendation(
    plan: Plan, slug: str, position: int, recommendation: SeedRecommendation, actors: Actors
) -> None:
    key = (slug, recommendation.reference)
    values = {**recommendation.model_dump(exclude={"mention"}), "position": position}
    plan.recommendations.append(Step("insert", "recommendation", key, values, slug))
    for mention in recommendation.mention:
        plan.mentions.append(_new_mention(slug, recommendation, mention, actors))


def _new_mention(slug: str, recommendation: SeedRecommendation, mention: SeedMention, actors: Actors) -> Step:
    values: dict[str, Value] = {
        "role": mention.role,
        "quote": mention.quote,
        "quote_start": _start(recommendation, mention),
        "implied_reason": mention.implied_reason,
    }
    key = (slug, recommendation.reference, actors.named(mention.actor).name)
    return Step("insert", "mention", key, values, slug)


def _start(recommendation: SeedRecommendation, mention: SeedMention) -> int | None:
    if mention.quote is None:
        return None
    return start_of(recommendation.text, mention.quote, mention.occurrence)


def _compare_recommendation(
    plan: Plan, slug: str, position: int, recommendation: SeedRecommendation, row: Recommendation
) -> None:
    key = (slug, row.reference)
    values = recommendation.model_dump(exclude={"mention", "reference"})
    plan.compare(place_of(slug, row.reference), key, row, values, slug)
    if row.position != position:
        # No difference to ask about: places shift whenever a recommendation is put in between.
        plan.updates.append(Step("update", "recommendation", key, {"position": position}, slug, row.id))


_Place = tuple[int | None, str, str | None, int | None, str | None]
"""What makes a mention the same one: actor (None: not in the database yet), role, quote, start, reason."""
_Told = tuple[str, str, str | None, int | None, str | None]
"""The same with the actor's name, for the lines."""


def _compare_mentions(
    plan: Plan,
    slug: str,
    recommendation: SeedRecommendation,
    row: Recommendation,
    stored: Iterable[Mention],
    actors: Actors,
) -> set[int]:
    """Plan the mentions of a recommendation that is there already; return the ids of those to go.

    They are one reading of one text. A new one is added where all that is stored still holds; where the text
    or a stored mention differs, it may be the same words read anew, and waits with the difference.
    """
    same_text = row.text == recommendation.text
    gone: dict[_Place, Mention] = {
        (each.actor_id, each.role, each.quote, each.quote_start, each.implied_reason): each for each in stored
    }
    new: list[SeedMention] = []
    for mention in recommendation.mention:
        actor_id = actors.named(mention.actor).stored_id
        start = _start(recommendation, mention)
        place = (actor_id, mention.role, mention.quote, start, mention.implied_reason)
        if same_text and place in gone:
            del gone[place]
        else:
            new.append(mention)
    going = {each.id or 0 for each in gone.values()}
    if gone or not same_text:
        line = place_of(slug, row.reference)
        told = _mentions_told(gone.values(), new, recommendation, actors, offsets=same_text)
        plan.differences.extend(f"{line}: {words}" for words in told)
        if not plan.accept:
            return going
    for each in gone.values():
        key = (slug, row.reference, actors.stored_names[each.actor_id])
        plan.gone_mentions.append(Step("delete", "mention", key, {}, slug, each.id))
    plan.mentions.extend(_new_mention(slug, recommendation, mention, actors) for mention in new)
    return going


def _mentions_told(
    gone: Iterable[Mention],
    new: Iterable[SeedMention],
    recommendation: SeedRecommendation,
    actors: Actors,
    *,
    offsets: bool,
) -> Iterator[str]:
    """Yield a line for each mention on one side only; with a new text, moving along with it is no change."""
    in_database: Counter[_Told] = Counter()
    for each in gone:
        name = actors.stored_names[each.actor_id]
        start = each.quote_start if offsets else None
        in_database[name, each.role, each.quote, start, each.implied_reason] += 1
    in_seed: Counter[_Told] = Counter()
    for other in new:
        actor = actors.named(other.actor)
        name = actors.stored_names.get(actor.stored_id or 0, actor.seed.name)
        start = _start(recommendation, other) if offsets else None
        in_seed[name, other.role, other.quote, start, other.implied_reason] += 1
    for told in (in_database - in_seed).elements():
        yield f"{_words(*told)} is gone from the seed."
    for told in (in_seed - in_database).elements():
        yield f"{_words(*told)} is new in the seed."


def _words(actor: str, role: str, quote: str | None, start: int | None, reason: str | None) -> str:
    """Return how a line names a mention."""
    evidence = f"implied: {quoted(reason or '')}" if quote is None else quoted(quote)
    if start is not None:
        evidence += f" at offset {start}"
    return f"mention of {brief(actor, 40)} as {brief(role, 40)} ({evidence})"


def _add_tags(session: Session, plan: Plan, seeds: Sequence[Seed]) -> None:
    """Add the tags whose names the codebook never had.

    After the first load it belongs to the analysts: a tag that is there stays as they describe it, and one
    that they renamed or deleted must not come back, so the names in the history count as well.
    """
    known = names_ever(session, "tag") | {folded(name) for name in session.exec(select(Tag.name))}
    for seed in seeds:
        for tag in seed.tags:
            if folded(tag.name) not in known:
                known.add(folded(tag.name))
                plan.additions.append(Step("insert", "tag", (tag.name,), tag.model_dump(), seed.report.slug))
