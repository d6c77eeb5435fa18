"""Statements over the Postgres wire, and how Trino's values read there as text.

Only what is unambiguous is compared: see `text`.
"""

import base64
import re

import psycopg

from verdict import ACCEPTED, PASSED, REFUSED, WRONG_NAME, judge_errors, judge_rows

NAMED = re.compile(r"^([A-Z][A-Z0-9_]+): (?:line (\d+):(\d+): )?(.*)$", re.DOTALL)
INTEGERS = {"tinyint", "smallint", "integer", "bigint"}


class Door:
    """A connection; opened again when the server closes it."""

    def __init__(self, conninfo, schema):
        self.conninfo, self.schema, self.connection, self.zone = conninfo, schema, None, None

    def ask(self, sql, zone="UTC"):
        """Names and rows as text, or the error. Simple query protocol, text format."""
        if self.connection is None or self.connection.closed:
            self.connection, self.zone = psycopg.connect(self.conninfo, autocommit=True), None
            self.connection.pgconn.exec_(f"SET search_path TO {self.schema}".encode())
        if zone != self.zone:
            self.connection.pgconn.exec_(f"SET TimeZone TO '{zone}'".encode())
            self.zone = zone
        result = self.connection.pgconn.exec_(sql.encode())
        if result.status in (psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK):
            names = [result.fname(column).decode() for column in range(result.nfields)]
            rows = [[decoded(result.get_value(row, column)) for column in range(result.nfields)] for row in range(result.ntuples)]
            return {"names": names, "rows": rows}
        message = (result.error_field(psycopg.pq.DiagnosticField.MESSAGE_PRIMARY) or result.error_message).decode()
        named = NAMED.match(message)
        name, line, column, rest = named.groups() if named else ("", None, None, message)
        return {"error": name, "line": line and int(line), "column": column and int(column), "message": rest}


def decoded(value):
    """Bytes of a value as text."""
    return None if value is None else bytes(value).decode(errors="replace")


def judge(sql, expected, found):
    """Like `verdict.judge`, without types."""
    if "error" in expected and "error" in found:
        return judge_errors(expected, found)
    if "error" in expected:
        return ACCEPTED, f"Trino: {expected['error']}: {expected['message']}"
    if "error" in found:
        return REFUSED, f"{found['error']}: {found['message']}"
    if expected["names"] != found["names"]:
        return WRONG_NAME, f"{found['names']}, Trino: {expected['names']}"
    types = expected["types"] or []
    left = [[text(value, kind) for value, kind in zip(row, types)] for row in expected["rows"]]
    right = [[comparable(value, kind) for value, kind in zip(row, types)] for row in found["rows"]]
    kind = judge_rows(sql, left, right)
    return kind, "" if kind == PASSED else f"{right[:5]}, Trino: {left[:5]}"


def text(value, kind):
    """Trino's JSON value as the wire writes it, in the form `comparable` gives; `any` where it is not told."""
    if value is None:
        return None
    if kind == "boolean":
        return "t" if value else "f"
    if kind in INTEGERS or kind.startswith(("decimal", "varchar", "char")) or kind in ("uuid", "json"):
        return str(value)
    if kind in ("double", "real"):
        return f"float:{float(value)!r}"
    if kind == "varbinary":
        return "\\x" + base64.b64decode(value).hex()
    if kind == "date" or kind.startswith(("timestamp", "time")) and not kind.endswith("zone"):
        return trimmed(value) if re.match(r"\d{4}-|\d\d:", value) and not value.startswith("0000") else "any"
    if kind.startswith(("row(", "map(", "array(row", "array(map", "array(array")):
        return "any" if ambiguous(kind) else nested(value, parse(kind))
    if kind.startswith("array(") and kind[6:-1] in INTEGERS:
        return "{" + ",".join("NULL" if item is None else str(item) for item in value) + "}"
    return "any"


def comparable(value, kind):
    """What the wire said, in the same form."""
    if value is None:
        return None
    expected_any = text_is_any(kind)
    if expected_any:
        return "any"
    if kind in ("double", "real"):
        try:
            return f"float:{float(value)!r}"
        except ValueError:
            return value
    if kind == "date" or kind.startswith(("timestamp", "time")):
        return trimmed(value) if re.match(r"\d{4}-|\d\d:", value) and not value.endswith("BC") else "any"
    return value


def text_is_any(kind):
    """Types whose text is not compared."""
    if kind.startswith(("row(", "map(", "array(row", "array(map", "array(array")):
        return ambiguous(kind)
    if kind.startswith("array("):
        return kind[6:-1] not in INTEGERS
    return kind.endswith("zone") or kind.startswith("INTERVAL") or kind in (
        "unknown", "ipaddress", "HyperLogLog", "tdigest", "Geometry", "color") or kind.startswith(("qdigest", "P4", "setdigest"))


def trimmed(value):
    """A time without trailing zeros of its fraction."""
    return re.sub(r"\.?0+$", "", value) if "." in value else value


def ambiguous(kind):
    """Nested types with leaves whose text differs by style."""
    leaves = re.sub(r"\b(array|map|row)\(|\)", " ", kind)
    return bool(re.search(r"double|real|timestamp|time\b|INTERVAL|varbinary|json|date|zone|unknown|boolean|\"|uuid|ipaddress", leaves))


def parse(kind):
    """`row(a integer, b varchar)` as ("row", [("a", …), …]); leaves are their text."""
    for outer in ("array", "map", "row"):
        if kind.startswith(outer + "("):
            parts, depth, start = [], 0, len(outer) + 1
            for place in range(start, len(kind)):
                depth += {"(": 1, ")": -1}.get(kind[place], 0)
                if depth < 0 or depth == 0 and kind[place] == ",":
                    parts.append(kind[start:place].strip())
                    start = place + 1
            if outer == "row":
                return outer, [field(part) for part in parts]
            return outer, [("", parse(part)) for part in parts]
    return kind, []


def field(part):
    """A row's field: name and type; the name may be missing."""
    name, _, rest = part.partition(" ")
    if not rest or "(" in name:
        return "", parse(part)
    return name, parse(rest)


def nested(value, kind):
    """Athena's text of nested values: `[1, 2]`, `{a=1, b=x}`."""
    outer, parts = kind
    if value is None:
        return "null"
    if outer == "array":
        return "[" + ", ".join(nested(item, parts[0][1]) for item in value) + "]"
    if outer == "map":
        return "{" + ", ".join(f"{key}={nested(item, parts[1][1])}" for key, item in value.items()) + "}"
    if outer == "row":
        named = [(name or f"field{place}", nested(item, inner)) for place, (item, (name, inner)) in enumerate(zip(value, parts))]
        return "{" + ", ".join(f"{name}={item}" for name, item in named) + "}"
    return str(value)
