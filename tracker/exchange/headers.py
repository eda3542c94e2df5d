"""What the columns of a table are called, in English, German, French and Spanish."""

import re
from collections.abc import Mapping, Sequence

from tracker.text import folded

HEADERS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("recommendation text", "text", "recommendation", "recommendations", "wording", "rec text"),
        *("empfehlung", "empfehlungen", "wortlaut", "recommandation", "recommandations", "texte"),
        *("recomendacion", "recomendaciones", "texto"),
    ),
    "reference": (
        *("reference", "ref", "number", "no", "nr", "recommendation number", "recommendation no", "rec no"),
        *("recommendation id", "id", "paragraph", "para", "rec number", "recommendation ref", "rec"),
        *("nummer", "n", "n o", "numero", "referencia"),
    ),
    "title": (
        "title",
        "short title",
        "summary",
        "headline",
        "heading",
        "subject",
        "titel",
        "titre",
        "titulo",
    ),
    "report": (
        *("report", "report title", "publication name", "publication", "document", "inquiry"),
        *("source report", "bericht", "rapport", "informe"),
    ),
    "addressee": (
        *("addressee", "to", "addressed to", "made to", "recipient", "agency", "responsible"),
        *("responsibility", "owner body", "responsible body", "responsible department", "department"),
        *("lead", "lead department", "lead agency", "organisation", "organization", "state under review"),
        *("country", "countries", "who answers", "responsible agency", "responsible entity"),
        *("responsible office", "responsible unit", "responsible party", "entity", "owner", "action owner"),
        *("zustandige stelle", "zustandig", "adressat", "verantwortlich", "destinataire", "responsable"),
        *("service responsable", "organismo responsable", "destinatario"),
    ),
    "recommender": (
        *("recommender", "from", "recommending state", "recommending body", "made by", "recommending"),
        *("author", "issued by"),
    ),
    "position": (
        *("response", "position", "government response", "management response", "answer", "accepted"),
        *("response status", "decision", "antwort", "stellungnahme", "reponse", "respuesta"),
    ),
    "response text": (
        *("response text", "reply", "reply text", "the answer", "answer text", "government reply"),
    ),
    "status": (
        *("status", "implementation status", "implementation", "progress", "state of implementation"),
        *("status of implementation", "recommendation status", "current status", "umsetzungsstand"),
        *("stand der umsetzung", "stand", "etat de mise en œuvre", "etat de mise en oeuvre", "statut"),
        *("etat d'avancement", "etat", "estado", "estado de aplicacion", "situacion"),
    ),
    "progress text": (
        *("comments", "comment", "progress text", "update", "latest update", "remarks", "action taken"),
        *("bemerkungen", "kommentar", "commentaires", "observations", "observaciones", "comentarios"),
    ),
    "closed": ("closed", "date closed", "closed on", "status date", "as of", "last updated", "updated"),
    "due": (
        *("due", "due date", "deadline", "target date", "due on", "target", "completion date", "by when"),
        *("implementation date", "target implementation date", "target completion date", "frist", "termin"),
        *("echeance", "date limite", "fecha limite", "plazo"),
    ),
    "made": ("made", "made on", "date made", "date", "issued", "date issued", "published", "date of issue"),
    "theme": (
        *("theme", "themes", "issue", "issues", "topic", "topics", "category", "safety issue"),
        *("subject area", "thema", "tema"),
    ),
}
"""Field -> what headers call it, the surest first, as `header_key` writes it."""
_FIELDS = {name: field for field, names in HEADERS.items() for name in names}
_SIGNS = re.compile(r"[\s_\-\N{EN DASH}\N{EM DASH}.#()/:?°]+")


def header_key(name: str) -> str:
    """Return a column's name for comparing: case, accents, blanks and signs do not tell two apart."""
    return " ".join(_SIGNS.sub(" ", folded(name)).split())


def fields_in(cells: Sequence[str]) -> set[str]:
    """Return the fields that a row of cells names, as a header does."""
    return {_FIELDS[key] for key in map(header_key, cells) if key in _FIELDS}
