"""The objects that code owns in the file: guards, history and search, made from the models, and the views.

An upgrade drops them all and makes them again, so they are never migrated. Their grammar stays within
SQLite 3.37, or an older tool could not open the file at all.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint

from tracker.database import followup
from tracker.database.lookups import LOOKUPS
from tracker.database.models import RECORDED, metadata
from tracker.database.recorded import EVIDENCE, FARTHEST
from tracker.database.types import UtcText
from tracker.database.utf8 import no_utf8
from tracker.database.views import VIEWS
from tracker.text import BIDI, BLANKS, JOINERS, UNSEEN

SEARCH = {"recommendation": ("recommendation_search", ("title", "text")), "note": ("note_search", ("body",))}
"""Table -> its full-text index and the columns in it."""

_BLANKS = {
    "report": ("title", "source_reader", "series", "session"),
    "recommendation": ("title", "status_reason"),
    "mention": ("given_in",),
    "review_status": ("name",),
    "actor_kind": ("name",),
    "actor_role": ("name",),
    "source_kind": ("name",),
    "response_position": ("name",),
    "progress_status": ("name",),
    "response": ("as_printed", "text"),
    "progress": ("as_printed", "text", "quote"),
    "deadline": ("reason",),
}
"""Columns that people read, where a blank would be a hole on the screen."""
_NAMED = {
    "tag": ("name",),
    "saved_view": ("name",),
    "actor": ("name",),
    "actor_alias": ("alias",),
    "recommendation": ("reference", "assigned_to"),
    "source": ("name", "address"),
    "theme": ("scheme", "name"),
    **dict.fromkeys(
        ("review_status", "actor_kind", "actor_role", "source_kind", "response_position", "progress_status"),
        ("name",),
    ),
}
"""Tables whose rows people call by a name or go to by one, and the columns that have them."""
_PAST = {
    "recommendation": ("made_on",),
    "source": ("published_on",),
    "response": ("said_on",),
    "progress": ("as_of",),
    "deadline": ("given_on",),
}
"""Columns with the day of what has happened."""
_LOGS = ("changeset", "change", "import_row")
_WRITTEN_BY_US = ("data_dictionary", "schema_contract", "schema_revision")
"""Tables that an upgrade fills while the triggers are away."""
_SPELT = re.compile(r"'[^']*'(?: \|\| (?:'[^']*'|char\(\d+\)))+")
"""A text of a CHECK that is put together of texts and characters."""
_NO_UTF8 = (
    "a text has bytes that are no UTF-8, so other programs could not read the row: set the shell to UTF-8"
)
_NUL = "a text has a NUL, at which other programs stop reading: leave it out"
_LONGEST_SIDE = 8_000_000
_OPEN = "EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE {condition})"
_ACCEPTING = _OPEN.format(
    condition="o.accepts_source_changes = 1 AND s.kind = 'load' AND s.digest IS NOT NULL"
)
_OPEN_LOAD = (
    "(SELECT s.id FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id"
    " WHERE s.kind = 'load' AND s.digest IS NOT NULL)"
)
_IMPORTED = "import_row keeps tables as they came in: bring one in with tracker import TABLE"
_TURNING_BACK = _OPEN.format(condition="s.kind IN ('undo', 'redo')")


def names() -> tuple[str, ...]:
    """Return the name of every trigger and view that code owns."""
    return tuple(name for name, _ in (*triggers(), *VIEWS))


def triggers() -> Iterator[tuple[str, str]]:
    """Yield every trigger as (name, CREATE statement)."""
    for table in metadata.tables.values():
        if table.name in _LOGS:
            yield from _append_only(table)
        elif table.name in _WRITTEN_BY_US:
            yield from _read_only(table)
        elif table.name == "open_changeset":
            yield from _marker(table)
        elif table.name == followup.TABLE:
            yield from _kept(table)
        else:
            yield from _guards(table)
        yield from _numbered(table)
    for model in RECORDED:
        yield from _history(metadata.tables[str(model.__tablename__)])
    for table_name in SEARCH:
        yield from _search(table_name)
    yield from _followup()


def search_tables() -> Iterator[tuple[str, str]]:
    """Yield every full-text index as (name, CREATE statement).

    Double quotes around the content table: Datasette finds the index by them.
    """
    for table, (index, columns) in SEARCH.items():
        yield (
            index,
            f'CREATE VIRTUAL TABLE {index} USING fts5({", ".join(columns)}, content="{table}", '
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
        )


def _trigger(name: str, event: str, table: str, steps: list[str]) -> Iterator[tuple[str, str]]:
    if steps:
        body = "\n".join(f"  {step};" for step in steps)
        yield name, f"CREATE TRIGGER {name} {event} ON {table}\nBEGIN\n{body}\nEND"


def _refuse(sentence: str, condition: str) -> str:
    literal = sentence.replace("'", "''")
    return f"SELECT RAISE(ABORT, '{literal}') WHERE {condition}"


def _literal(value: str | list[str]) -> str:
    """Return SQL for a text with characters that are not seen, or for the JSON list of several.

    As JSON, which holds them as \\u200b: to read a call of char() with as many takes SQLite ten times as long.
    """
    quoted = json.dumps(value).replace("'", "''")
    return f"'{quoted}'" if isinstance(value, list) else f"json_extract('{quoted}', '$')"


def _ranges(characters: Iterable[str]) -> str:
    """Return characters as they stand in the brackets of GLOB, those that follow one another as a range."""
    # A code point less its place in the order is the same for all that follow one another.
    placed = groupby(enumerate(sorted(characters)), lambda each: ord(each[1]) - each[0])
    runs = ([character for _, character in run] for _, run in placed)
    return "".join(f"{run[0]}-{run[-1]}" if run[1:] else run[0] for run in runs)


def _shortened(condition: str) -> str:
    """Return a condition with each text that it puts together of characters as one."""

    def whole(spelt: re.Match[str]) -> str:
        parts = re.findall(r"'([^']*)'|char\((\d+)\)", spelt[0])
        return _literal("".join(text or (chr(int(code)) if code else "") for text, code in parts))

    return _SPELT.sub(whole, condition)


def _append_only(table: Table) -> Iterator[tuple[str, str]]:
    for event in ("UPDATE", "DELETE"):
        yield from _trigger(
            f"guard_{table.name}_{event.lower()}",
            f"BEFORE {event}",
            table.name,
            [
                _refuse(
                    "import_row keeps tables as they came in, and only grows: change what was made of them"
                    if table.name == "import_row"
                    else f"{table.name} is the record of what was done and only grows: "
                    "change the row that it tells of, or take the change back with tracker undo",
                    "1",
                )
            ],
        )
    steps = [*_key_steps(table), *_rule_steps(table)]
    if table.name == "import_row":
        steps += [
            *_parent_steps(table),
            _refuse(
                "import_row.cells is a JSON array, or the object of a line",
                "json_type(NEW.cells) NOT IN ('array', 'object')",
            ),
            _refuse(_NUL, "instr(NEW.cells, char(0))"),
            _refuse(_NO_UTF8, no_utf8("NEW.cells")),
            _refuse(_IMPORTED, f"NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT {_OPEN_LOAD}"),
        ]
    elif table.name == "change":
        steps.extend(_change_steps())
    elif table.name == "changeset":
        steps.extend(_changeset_steps())
    yield from _trigger(f"guard_{table.name}_insert", "BEFORE INSERT", table.name, steps)


def _change_steps() -> Iterator[str]:
    """Refuse what no trigger of ours writes: whoever reads the history takes it for rows of the tables."""
    recorded = [metadata.tables[str(model.__tablename__)] for model in RECORDED]
    keys: dict[str, list[str]] = {}
    for table in recorded:
        pairs = (
            f"'{column.name}', json_extract(NEW.row_key, '$.{column.name}')" for column in table.primary_key
        )
        keys.setdefault(f"json_object({', '.join(pairs)})", []).append(f"'{table.name}'")
    made = " ".join(
        f"WHEN NEW.table_name IN ({', '.join(tables)}) THEN {key}" for key, tables in keys.items()
    )
    yield _refuse(
        'change.row_key is the key of a row in a table that has a history, such as {"id":1} of a note',
        f"NEW.row_key IS NOT CASE WHEN NOT json_valid(NEW.row_key) THEN NULL {made} END"
        " OR EXISTS (SELECT 1 FROM json_each(NEW.row_key) AS k WHERE k.key = 'code' AND k.type <> 'text'"
        " OR k.key <> 'code' AND (k.type <> 'integer' OR typeof(k.value) <> 'integer'))",
    )
    yield _refuse(
        "change.before is empty for an insert, change.after for a delete, and neither otherwise",
        "(NEW.operation = 'insert') <> (NEW.before IS NULL) OR (NEW.operation = 'delete') <> (NEW.after IS NULL)",
    )
    yield _refuse(
        f"change.before and change.after have {_LONGEST_SIDE:,} characters at most",
        f"max(length(coalesce(NEW.before, '')), length(coalesce(NEW.after, ''))) > {_LONGEST_SIDE}",
    )
    columns = " ".join(f"{table.name}.{column.name}" for table in recorded for column in table.columns)
    yield _refuse(
        "change.before and change.after are JSON objects of columns of that table, each a text, an integer or null",
        "EXISTS (SELECT 1 FROM (SELECT NEW.before AS side UNION ALL SELECT NEW.after) WHERE side IS NOT NULL"
        " AND CASE WHEN NOT json_valid(side) THEN 1 WHEN json_type(side) <> 'object' THEN 1"
        " ELSE (SELECT count(*) <> count(DISTINCT s.key) OR coalesce(max(instr(s.key, ' ')"
        f" OR NOT instr(' {columns} ', ' ' || NEW.table_name || '.' || s.key || ' ')"
        " OR s.type NOT IN ('text', 'integer', 'null') OR s.type = 'integer' AND typeof(s.value) <> 'integer'), 0)"
        " FROM json_each(side) AS s) END)",
    )
    yield _refuse(
        "an update that changes nothing is no change",
        'NEW.operation = \'update\' AND (NEW."before" = NEW."after" OR NEW."before" = \'{}\' OR NEW."after" = \'{}\')',
    )
    # What this program writes is UTF-8, and is not held up by looking: it has a changeset open. A row that has other
    # bytes may be changed and deleted.
    after = "(NEW.row_key || coalesce(NEW.after, ''))"
    yield _refuse(
        _NO_UTF8, f"CASE WHEN EXISTS (SELECT 1 FROM open_changeset) THEN 0 ELSE {no_utf8(after)} END"
    )
    # Two backslashes stand for one that somebody typed.
    yield _refuse(
        _NUL,
        f"instr({after}, '\\u0000') AND instr(replace({after}, '\\\\', ''), '\\u0000')",
    )
    yield _refuse(
        "change.changeset_id is the changeset that is open, or empty: leave it out",
        "NEW.changeset_id IS NOT (SELECT changeset_id FROM open_changeset)",
    )


def _changeset_steps() -> Iterator[str]:
    """Refuse a changeset that claims to take back what it cannot, or to be a load."""
    yield _refuse(
        "an undo names the edit that it takes back in reverts_id, or the change from outside in reverts_change_id; "
        "a redo names the undo in reverts_id; nothing else names any",
        "CASE NEW.kind"
        " WHEN 'undo' THEN (SELECT s.kind FROM changeset AS s WHERE s.id = NEW.reverts_id) IS NOT 'edit'"
        " AND NOT (NEW.reverts_id IS NULL AND EXISTS (SELECT 1 FROM change AS c"
        " WHERE c.id = NEW.reverts_change_id AND c.changeset_id IS NULL))"
        " WHEN 'redo' THEN (SELECT s.kind FROM changeset AS s WHERE s.id = NEW.reverts_id) IS NOT 'undo'"
        " ELSE NEW.reverts_id IS NOT NULL END"
        " OR NEW.reverts_change_id IS NOT NULL AND (NEW.kind <> 'undo' OR NEW.reverts_id IS NOT NULL)",
    )
    yield _refuse(_NO_UTF8, no_utf8("json_quote(coalesce(NEW.analyst, '') || NEW.summary)"))
    yield _refuse(_NUL, "instr(coalesce(NEW.analyst, '') || NEW.summary, char(0))")
    yield _refuse("only a load has a digest", "NEW.digest IS NOT NULL AND NEW.kind <> 'load'")


def _marker(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the guards of the changeset that is open: it is the last one made, and has just begun."""
    steps = [
        *_parent_steps(table),
        _refuse(
            "open_changeset.changeset_id is a changeset that has just been made: one that has ended stays as it is",
            "NEW.changeset_id IS NOT (SELECT max(id) FROM changeset)"
            " OR EXISTS (SELECT 1 FROM change WHERE changeset_id = NEW.changeset_id)",
        ),
        _refuse(
            "only a load accepts changes of the source, and notes its digest: "
            "correct the seed file and run tracker load --accept-changes FILE",
            "NEW.accepts_source_changes IS NOT 0 AND NOT EXISTS (SELECT 1 FROM changeset"
            " WHERE id = NEW.changeset_id AND kind = 'load' AND digest IS NOT NULL)",
        ),
    ]
    for event in ("INSERT", "UPDATE"):
        yield from _trigger(f"guard_{table.name}_{event.lower()}", f"BEFORE {event}", table.name, steps)


def _read_only(table: Table) -> Iterator[tuple[str, str]]:
    for event in ("INSERT", "UPDATE", "DELETE"):
        yield from _trigger(
            f"guard_{table.name}_{event.lower()}",
            f"BEFORE {event}",
            table.name,
            [
                _refuse(
                    f"{table.name} is written by Tracker alone: keep notes of your own in a table of your own",
                    "1",
                )
            ],
        )


def _guards(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the guards of a table: they hold with foreign keys off and against OR REPLACE too."""
    changed = [
        _refuse(
            f"{table.name}.{column.name} never changes: insert a new row instead, or leave it",
            f"NEW.{_name(column)} IS NOT OLD.{_name(column)}",
        )
        for column in table.primary_key
    ]
    insert = [
        *_key_steps(table),
        *_required_steps(table),
        *_blank_steps(table),
        *_name_steps(table),
        *_rule_steps(table),
        *_text_steps(table),
        *_past_steps(table),
        *_parent_steps(table),
    ]
    update = [
        *changed,
        *_key_steps(table, update=True),
        *_required_steps(table, update=True),
        *_blank_steps(table),
        *_name_steps(table, update=True),
        *_rule_steps(table),
        *_text_steps(table, update=True),
        *_past_steps(table, update=True),
        *_parent_steps(table),
        *_evidence_steps(table),
    ]
    if table.name == "mention":
        insert.append(_quote_step())
        update.append(_quote_step())
    elif table.name == "progress":
        unproven = _refuse(f"progress: {followup.PROOF}", followup.unproven("NEW"))
        insert.append(unproven)
        update.append(unproven)
    elif table.name == "progress_status":
        found = followup.unproven("p", closed="1")
        update.append(
            _refuse(
                f"progress_status.closed: some progress with this status is not proven; {followup.PROOF}",
                f"NEW.closed AND NOT OLD.closed AND EXISTS (SELECT 1 FROM progress AS p"
                f" WHERE p.status = NEW.code AND ({found}))",
            )
        )
    yield from _trigger(f"guard_{table.name}_insert", "BEFORE INSERT", table.name, insert)
    yield from _trigger(f"guard_{table.name}_update", "BEFORE UPDATE", table.name, update)
    yield from _trigger(f"guard_{table.name}_delete", "BEFORE DELETE", table.name, list(_delete_steps(table)))


def _numbered(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the guard of the ids: before an insert, SQLite shows -1 for an id that is not given.

    So a row that really had -1 would stand in the way of every insert after it, and one with the highest number
    there is would be the last: AUTOINCREMENT counts on from it (sqlite.org/autoinc.html).
    """
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return
    remedy = "leave it out, and the next one is taken"
    steps = [_refuse(f"{table.name}.id is 1 or more: {remedy}", "NEW.id < 1")]
    step, where = (
        (1, "the number after the last one") if table.name in _LOGS else (FARTHEST, "far above the last one")
    )
    # Within a statement, sqlite_sequence still holds what it held before.
    steps.append(
        _refuse(
            f"{table.name}.id is {where}: {remedy}",
            f"NEW.id > {step} AND NOT EXISTS (SELECT 1 FROM {table.name} WHERE id >= NEW.id - {step} AND id < NEW.id)"
            " AND NOT EXISTS (SELECT 1 FROM sqlite_sequence"
            f" WHERE name = '{table.name}' AND CAST(seq AS INTEGER) >= NEW.id - {step})",
        )
    )
    if table.name not in _LOGS:
        steps.append(
            _refuse(
                f"a {table.name} with this id was deleted, and the number stays its own: {remedy}; "
                "where you left it out, tracker check --repair puts the counter right",
                f"EXISTS (SELECT 1 FROM change WHERE table_name = '{table.name}'"
                f" AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT {_TURNING_BACK}",
            )
        )
    yield from _trigger(f"guard_{table.name}_id", "AFTER INSERT", table.name, steps)


def _name(column: Column[object]) -> str:
    return f'"{column.name}"' if column.name in ("before", "after", "query") else column.name


def _unique_keys(table: Table) -> Iterator[tuple[Column[object], ...]]:
    yield tuple(table.primary_key)
    for constraint in sorted(table.constraints, key=lambda c: str(c.name)):
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.columns)


def _key_steps(table: Table, *, update: bool = False) -> Iterator[str]:
    """Refuse a row that would replace another: OR REPLACE deletes rows without a trace in the history."""
    primary = tuple(table.primary_key)
    for key in _unique_keys(table):
        if update and key == primary:
            continue
        # IS, so that two implied mentions of one actor in one role are the same one too.
        same = " AND ".join(f"{_name(column)} IS NEW.{_name(column)}" for column in key)
        if update:
            same += " AND NOT (" + " AND ".join(f"{c.name} IS OLD.{c.name}" for c in primary) + ")"
        taken = f"EXISTS (SELECT 1 FROM {table.name} WHERE {same})"
        if key == primary and len(key) == 1:
            taken = f"NEW.{key[0].name} IN (SELECT {key[0].name} FROM {table.name})"
        columns = " and ".join(column.name for column in key)
        if table.name == "tagging":
            yield f"SELECT RAISE(IGNORE) WHERE {taken}"
        elif update:
            yield _refuse(
                f"another {table.name} has this {columns}: choose another, or change that row", taken
            )
        else:
            article = "an" if table.name[0] in "aeiou" else "a"
            yield _refuse(
                f"{article} {table.name} with this {columns} is there already: "
                "use UPDATE, or INSERT ... WHERE NOT EXISTS",
                taken,
            )


def _required_steps(table: Table, *, update: bool = False) -> Iterator[str]:
    numbered = table.dialect_options["sqlite"]["autoincrement"]
    for column in table.columns:
        if column.nullable or (column.primary_key and (numbered or update)):
            continue
        remedy = "write a value for it"
        if update:
            remedy = "leave it as it is, or write a value"
        elif column.server_default is not None:
            # In an INSERT that leaves the column out, NEW has what it will be filled with.
            remedy = "leave the column out, and it is filled in"
        yield _refuse(f"{table.name}.{column.name} must be given: {remedy}", f"NEW.{_name(column)} IS NULL")


def _blank_steps(table: Table) -> Iterator[str]:
    for name in _BLANKS.get(table.name, ()):
        remedy = "write NULL for none" if table.columns[name].nullable else "write a word for it"
        # A statement is proof: so a line break or a space that has no width is no text of one.
        blanks = f", {_literal(BLANKS)}" if table.name in followup.READ else ""
        yield _refuse(f"{table.name}.{name} is blank: {remedy}", f"trim(NEW.{name}{blanks}) = ''")


def _name_steps(table: Table, *, update: bool = False) -> Iterator[str]:
    """Refuse a name with what is not seen: a twin of another. One that an older file has is left alone."""
    if table.name == "review_status":
        hidden = f"NEW.glyph GLOB {_literal(f'[{UNSEEN}{JOINERS}{BIDI}]')}"
        changed = "NEW.glyph IS NOT OLD.glyph AND " if update else ""
        yield _refuse("review_status.glyph is a character that is seen", f"{changed}{hidden}")
    for column in _NAMED.get(table.name, ()):
        yield from _seen_steps(table, column, update=update)


def _seen_steps(table: Table, column: str, *, update: bool) -> Iterator[str]:
    # With a space at either end, a joiner that nothing stands before or behind is beside one; white space of other
    # scripts and kinds makes a twin only at an end.
    wide = _ranges(blank for blank in BLANKS if not blank.isascii() and blank not in UNSEEN + JOINERS)
    unseen = _ranges(UNSEEN)
    patterns = _literal(
        [f"*[{unseen}]*", f"*[{JOINERS}][ -~]*", f"*[ -~][{JOINERS}]*", f" [{wide}]*", f"*[{wide}] "]
    )
    found = f"EXISTS (SELECT 1 FROM json_each({patterns}) WHERE ' ' || NEW.{column} || ' ' GLOB value)"
    changed = f"NEW.{column} IS NOT OLD.{column} COLLATE BINARY AND " if update else ""
    yield _refuse(
        f"{table.name}.{column} holds a character that cannot be seen: type it anew", f"{changed}{found}"
    )
    if table.name == "actor":
        yield _refuse(
            "actor.name is an alias of another actor: name that one, or take the alias away first",
            f"{changed}EXISTS (SELECT 1 FROM actor_alias WHERE alias = NEW.name AND actor_id IS NOT NEW.id)",
        )
    elif table.name == "actor_alias":
        yield _refuse(
            "actor_alias.alias is the name of another actor: merge the two, or choose another alias",
            "EXISTS (SELECT 1 FROM actor WHERE name = NEW.alias AND id IS NOT NEW.actor_id)",
        )


def _rule_steps(table: Table) -> Iterator[str]:
    constraints = table.constraints.union(*(column.constraints for column in table.columns))
    for constraint in sorted(constraints, key=lambda c: str(c.name)):
        if isinstance(constraint, CheckConstraint):
            condition = constraint.info["guard"].replace("{", "NEW.").replace("}", "")
            yield _refuse(f"{table.name}: {constraint.info['sentence']}", f"NOT ({_shortened(condition)})")
    # Not in a CHECK, which would rebuild the tables: SQLite knows years before 1, and few programs do.
    for column in table.columns:
        if isinstance(column.type, UtcText):
            yield _refuse(f"{table.name}.{column.name} has a year from 1 on", f"NEW.{column.name} < '0001'")


def _text_steps(table: Table, *, update: bool = False) -> Iterator[str]:
    """Refuse what a CHECK would refuse in rows of older files too: they stay as they are."""
    if table.name == "recommendation":
        changed = "NEW.text IS NOT OLD.text AND " if update else ""
        controls = _literal("*[\1-\t\13-\37\177-\237]*")
        yield _refuse(
            "recommendation.text holds a tab, a carriage return or another control character: "
            "leave it out; a line ends with U+000A alone",
            f"{changed}NEW.text GLOB {controls}",
        )
    elif table.name == "tag":
        # The next tag goes behind the last one: there must be a number for it.
        remedy = "write its place in the codebook" if update else "leave it out, and the tag goes to the end"
        moved = "NEW.position IS NOT OLD.position AND " if update else ""
        yield _refuse(
            f"tag.position is 1 to {FARTHEST:,}: {remedy}",
            f"{moved}NEW.position NOT BETWEEN {int(update)} AND {FARTHEST}",
        )


def _past_steps(table: Table, *, update: bool = False) -> Iterator[str]:
    """Refuse the day of what cannot have happened yet; clocks that are hours apart may have two days at once."""
    for column in _PAST.get(table.name, ()):
        changed = f"NEW.{column} IS NOT OLD.{column} AND " if update else ""
        yield _refuse(
            f"{table.name}.{column} is the day of something that has happened, and lies after tomorrow",
            f"{changed}NEW.{column} > date('now', '+1 day')",
        )


def _parent_steps(table: Table) -> Iterator[str]:
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column
            yield _refuse(
                f"{table.name}.{column.name} must be in {parent.table.name}: "
                f"SELECT {parent.name} FROM {parent.table.name} lists what there is",
                # NULL is not in an empty table either.
                f"{f'NEW.{column.name} IS NOT NULL AND ' if column.nullable else ''}"
                f"NEW.{column.name} NOT IN (SELECT {parent.name} FROM {parent.table.name})",
            )


def _evidence_steps(table: Table) -> Iterator[str]:
    columns = EVIDENCE.get(table.name, ())
    if columns:
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        yield _refuse(
            f"{', '.join(columns)} of a {table.name} are evidence, kept as the source prints them: "
            "correct the seed file and run tracker load --accept-changes FILE",
            f"({changed}) AND NOT {_ACCEPTING}",
        )


def _quote_step() -> str:
    return _refuse(
        "mention.quote must stand in the recommendation's text at quote_start (0-based): "
        "SELECT instr(text, quote) - 1 finds it",
        # A negative start would count from the end of the text.
        "NEW.quote IS NOT NULL AND (NEW.quote_start < 0 OR NEW.quote IS NOT "
        "(SELECT substr(text, NEW.quote_start + 1, length(NEW.quote)) "
        "FROM recommendation WHERE id = NEW.recommendation_id))",
    )


def _delete_steps(table: Table) -> Iterator[str]:
    if table.name == "tag":
        yield "DELETE FROM tagging WHERE tag_id = OLD.id"
        return
    if table.name in ("recommendation", "report"):
        yield _refuse(f"a {table.name} is evidence and stays: set a recommendation aside instead", "1")
        return
    if table.name == "setting":
        codes = ", ".join(f"'{code}'" for code in LOOKUPS[table.name])
        yield _refuse("a setting that Tracker reads stays: change its value", f"OLD.code IN ({codes})")
        return
    for child in metadata.tables.values():
        for column in child.columns:
            for key in column.foreign_keys:
                if key.column.table is table:
                    yield _refuse(
                        f"this {table.name} is in use by {child.name}.{column.name}: change those rows first",
                        f"EXISTS (SELECT 1 FROM {child.name} WHERE {column.name} = OLD.{key.column.name})",
                    )


def _json(table: Table, row: str, columns: list[Column[object]] | None = None) -> str:
    pairs = ", ".join(f"'{column.name}', {row}.{_name(column)}" for column in columns or table.columns)
    return f"json_object({pairs})"


def _history(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the triggers that write a change for each row touched; an update only keeps what differs."""
    key = list(table.primary_key)
    columns = [column for column in table.columns if column not in key]
    about = "id" if table.name == "recommendation" else "recommendation_id"
    concerned = table.name == "recommendation" or "recommendation_id" in table.columns

    def step(operation: str, row: str, before: str, after: str, source: str = "") -> str:
        recommendation = f"{row}.{about}" if concerned else "NULL"
        return (
            "INSERT INTO change\n"
            '    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")\n'
            f"  SELECT (SELECT changeset_id FROM open_changeset), '{table.name}', {_json(table, row, key)}, "
            f"{recommendation}, '{operation}', {before}, {after}{source}"
        )

    def differing() -> str:
        # A tag that has no place yet is about to get one, inside its insert.
        was = {"position": "coalesce(nullif(OLD.position, 0), NEW.position)"} if table.name == "tag" else {}
        first, *more = (
            (f"'{c.name}'", was.get(c.name, f"OLD.{_name(c)}"), f"NEW.{_name(c)}") for c in columns
        )
        others = ", ".join(f"({', '.join(each)})" for each in more)
        parts = "SELECT {} AS field, {} AS was, {} AS now".format(*first)
        sides = ", ".join(f"json_group_object(field, {side}) AS {side}" for side in ("was", "now"))
        # Whatever the column's collation: a name that changes its case only is another name.
        return (
            f"\n  FROM (SELECT {sides}\n    FROM ({parts}{' UNION ALL VALUES ' if others else ''}{others})\n"
            "    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}'"
        )

    came = _json(table, "NEW")
    placing = []
    if table.name == "tag":
        # Inside the insert, so that its one change has the place that the tag got.
        placing.append(
            f"UPDATE tag SET position = (SELECT min(max(position), {FARTHEST - 1}) + 1 FROM tag)"
            " WHERE id = NEW.id AND NEW.position = 0"
        )
        came = came.replace("NEW.position", "(SELECT position FROM tag WHERE id = NEW.id)")
    yield from _trigger(
        f"history_{table.name}_insert",
        "AFTER INSERT",
        table.name,
        [*placing, step("insert", "NEW", "NULL", came)],
    )
    yield from _trigger(
        f"history_{table.name}_delete",
        "AFTER DELETE",
        table.name,
        [step("delete", "OLD", _json(table, "OLD"), "NULL")],
    )
    if columns:
        yield from _trigger(
            f"history_{table.name}_update",
            f"AFTER UPDATE OF {', '.join(_name(c) for c in columns)}",
            table.name,
            [step("update", "NEW", "was", "now", differing())],
        )


def _search(table: str) -> Iterator[tuple[str, str]]:
    index, columns = SEARCH[table]
    listed = ", ".join(columns)

    def values(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in columns)

    drop = f"INSERT INTO {index} ({index}, rowid, {listed}) VALUES ('delete', OLD.id, {values('OLD')})"
    add = f"INSERT INTO {index} (rowid, {listed}) VALUES (NEW.id, {values('NEW')})"
    yield from _trigger(f"search_{table}_insert", "AFTER INSERT", table, [add])
    yield from _trigger(f"search_{table}_delete", "AFTER DELETE", table, [drop])
    yield from _trigger(f"search_{table}_update", f"AFTER UPDATE OF {listed}", table, [drop, add])


def _kept(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the guards of what triggers keep: no trigger knows who set it off, so it takes what is true and no more."""
    listed = followup.COLUMNS
    same = f"({', '.join(listed)}) IS ({', '.join(f'NEW.{column}' for column in listed)})"
    sentence = (
        f"{table.name} is kept by Tracker alone: write to response, progress or deadline, and it follows"
    )
    untrue = (
        f"NOT EXISTS (SELECT 1 FROM {followup.COMPUTED}"
        f" WHERE recommendation_id = NEW.recommendation_id AND {same})"
    )
    yield from _trigger(
        f"guard_{table.name}_insert",
        "BEFORE INSERT",
        table.name,
        [_refuse(sentence, untrue), *_key_steps(table)],
    )
    moved = "NEW.recommendation_id IS NOT OLD.recommendation_id"
    yield from _trigger(
        f"guard_{table.name}_update", "BEFORE UPDATE", table.name, [_refuse(sentence, f"{moved} OR {untrue}")]
    )
    yield from _trigger(f"guard_{table.name}_delete", "BEFORE DELETE", table.name, [_refuse(sentence, "1")])


def _followup() -> Iterator[tuple[str, str]]:
    """Yield the triggers that keep what counts now of each recommendation."""

    def anew(row: str) -> str:
        return followup.renewed(f"recommendation_id = {row}.recommendation_id")

    yield from _trigger(
        "followup_recommendation_insert",
        "AFTER INSERT",
        "recommendation",
        [f"INSERT INTO {followup.TABLE} (recommendation_id) VALUES (NEW.id)"],
    )
    for table, columns in followup.READ.items():
        yield from _trigger(f"followup_{table}_insert", "AFTER INSERT", table, [anew("NEW")])
        yield from _trigger(f"followup_{table}_delete", "AFTER DELETE", table, [anew("OLD")])
        yield from _trigger(
            f"followup_{table}_update",
            f"AFTER UPDATE OF {', '.join(columns)}",
            table,
            [followup.renewed("recommendation_id IN (OLD.recommendation_id, NEW.recommendation_id)")],
        )
    yield from _trigger(
        "followup_progress_status_update",
        "AFTER UPDATE OF closed",
        "progress_status",
        [followup.renewed("NEW.code IN (reported, assessed)")],
    )
