"""A query in words: one English sentence, above a list and in whatever is made of one."""

from collections.abc import Mapping
from itertools import product

from tracker.query_line import NONE, SORTS, Query, Term, joined
from tracker.text import shown_line


def in_words(query: Query, names: Mapping[tuple[str, str], str] | None = None) -> str:
    """Return one English sentence, without a full stop and safe to show, that says what the query shows.

    `names` maps a key and a value of the query to a readable name; what it does not know stands as typed.
    """
    said = {t: joined([_value_in_words(t.key, v, names or {}) for v in t.values], "or") for t in query.terms}

    def each(key: str, wording: str, otherwise: str) -> list[str]:
        return [(otherwise if term.excluded else wording) + said[term] for term in said if term.key == key]

    parts = each("report", "from report ", "not from report ")
    parts += each("status", "with status ", "with a status other than ")
    parts += each("tag", "tagged ", "not tagged ")
    parts += _naming(said)
    parts += each("by", "changed by ", "not changed by ")
    parts += ["with notes" if some else "without notes" for some in _asked(query, "note")]
    for key, (wording, otherwise, any_at_all, nothing) in _FOLLOWUP_WORDINGS.items():
        for term in (term for term in said if term.key == key):
            if term.values == (NONE,):
                parts.append(any_at_all if term.excluded else nothing)
            else:
                parts.append((otherwise if term.excluded else wording) + said[term])
    parts += ["overdue" if some else "not overdue" for some in _asked(query, "overdue")]
    for excluded, wording, last in ((False, "matching ", "and"), (True, "not matching ", "or")):
        texts = [f'"{w.text}"' if w.phrase else w.text for w in query.words if w.excluded == excluded]
        parts += [wording + joined(texts, last)] if texts else []
    order = SORTS[query.sort.lstrip("-")][query.sort.startswith("-")]
    subject = f"Recommendations {', '.join(parts)}" if parts else "All recommendations"
    return shown_line(f"{subject}, {order}" if order else subject)


_FOLLOWUP_WORDINGS = {
    "response": ("with the response ", "without the response ", "with a response", "without a response"),
    "reported": ("reported as ", "not reported as ", "with reported progress", "without reported progress"),
    "assessed": ("assessed as ", "not assessed as ", "with assessed progress", "without assessed progress"),
    "due": ("due ", "not due ", "with a deadline", "without a deadline"),
    "owner": ("owned by ", "not owned by ", "with an owner", "without an owner"),
    "theme": ("under the theme ", "not under the theme ", "under a theme", "under no theme"),
    "source": ("resting on ", "not resting on ", "resting on a source", "resting on no source"),
}
"""How each is said: asked for, excluded; any at all, none."""


def _value_in_words(key: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    if key != "due":
        return names.get((key, value), value)
    from tracker.query_dates import in_words

    return in_words(value)


def _asked(query: Query, key: str) -> list[bool]:
    """Return what each term of a key that takes yes or no asks for."""
    return [(term.values == ("yes",)) != term.excluded for term in query.terms if term.key == key]


def _naming(said: Mapping[Term, str]) -> list[str]:
    """Actor, kind and role hold for the same mention: each combination of them is said in one breath."""
    wordings = {"actor": "", "kind": "an actor of kind ", "role": "an actor as "}
    asked = {key: [said[t] for t in said if t.key == key and not t.excluded] for key in wordings}
    actors = asked["actor"] or (["an actor"] if any(asked.values()) else [])
    kinds = [f" of kind {kind}" for kind in asked["kind"]] or [""]
    roles = [f" as {role}" for role in asked["role"]] or [""]
    parts = [f"naming {''.join(mention)}" for mention in product(actors, kinds, roles)]
    return parts + [f"not naming {wordings[t.key]}{said[t]}" for t in said if t.excluded and t.key in asked]
