"""What an answer is worth beside Trino's: passed, or one of the kinds of failure."""

import collections
import json
import math
import re

PASSED = "PASSED"
WRONG_ROWS = "WRONG ROWS"
WRONG_ORDER = "WRONG ORDER"
WRONG_TYPE = "WRONG TYPE"
WRONG_NAME = "WRONG NAME"
REFUSED = "REFUSED"
ACCEPTED = "ACCEPTED"
OTHER_ERROR = "OTHER ERROR"
WRONG_POSITION = "WRONG POSITION"
# Kinds in the order of their weight.
KINDS = [WRONG_ROWS, WRONG_ORDER, WRONG_TYPE, WRONG_NAME, REFUSED, ACCEPTED, OTHER_ERROR, WRONG_POSITION]

# Relative difference that sums of floats may have: additions happen in another order.
TOLERANCE = 1e-12
AGGREGATE = re.compile(
    r"\b(sum|avg|geometric_mean|var\w*|std\w*|corr|covar\w*|regr_\w*|skewness|kurtosis|reduce_agg)\s*\(", re.IGNORECASE)


# Days around those on which answers were recorded; a time cast to a timestamp has the day it is asked on.
RECORDED = ["2026-11-24", "2026-11-25", "2026-11-26"]


def no_verdict(expected):
    """True when there is nothing to compare with: Trino itself failed by mistake, or its answer is of its day."""
    if expected.get("kind") == "INTERNAL_ERROR":
        return True
    rows = json.dumps(expected.get("rows"))
    return any(day in rows and day not in expected["sql"] for day in RECORDED)


def beyond(expected, found):
    """True when Polias answers what Trino says it does not support yet: more than asked, and nothing to compare with."""
    return expected.get("error") == "NOT_SUPPORTED" and "error" not in found


def judge(sql, expected, found):
    """The kind of failure, or PASSED, and what differs in a line."""
    if "error" in expected and "error" in found:
        return judge_errors(expected, found)
    if "error" in expected:
        return ACCEPTED, f"Trino: {expected['error']}: {expected['message']}"
    if "error" in found:
        return REFUSED, f"{found['error']}: {found['message']}"
    if expected["types"] != found["types"]:
        return WRONG_TYPE, f"{found['types']}, Trino: {expected['types']}"
    if expected["names"] != found["names"]:
        return WRONG_NAME, f"{found['names']}, Trino: {expected['names']}"
    types = expected["types"] or []
    kind = judge_rows(sql, [canonical_row(row, types) for row in expected["rows"]],
                      [canonical_row(row, types) for row in found["rows"]])
    return kind, "" if kind == PASSED else f"{shown(found['rows'])}, Trino: {shown(expected['rows'])}"


def judge_errors(expected, found):
    """Names and positions of two errors. An error at run time has no position at Trino; then any will do."""
    if expected["error"] != found["error"]:
        return OTHER_ERROR, f"{found['error']}: {found['message']}, Trino: {expected['error']}: {expected['message']}"
    place = (expected["line"], expected["column"])
    if place != (None, None) and place != (found["line"], found["column"]):
        return WRONG_POSITION, f"{found['line']}:{found['column']}, Trino: {place[0]}:{place[1]}"
    return PASSED, ""


def judge_rows(sql, expected, found):
    """Rows in canonical form: in order where ORDER BY stands at the top, else as a bag."""
    same = collections.Counter(map(json.dumps, expected)) == collections.Counter(map(json.dumps, found))
    if not same and AGGREGATE.search(sql):
        same = near(expected, found)
        if same:
            return PASSED
    if not same:
        return WRONG_ROWS
    return WRONG_ORDER if ordered(sql) and expected != found else PASSED


def near(expected, found):
    """Bags of rows that are equal but for the last digits of floats."""
    if len(expected) != len(found):
        return False
    pairs = zip(sorted(expected, key=coarse), sorted(found, key=coarse))
    return all(near_value(left, right) for left, right in pairs)


def coarse(value):
    """A sort key that ignores the last digits of floats."""
    return re.sub(r"float:([^\"]*)", lambda number: f"float:{float(number.group(1)):.6g}", json.dumps(value))


def near_value(left, right):
    """One value, floats within the tolerance."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(near_value, left, right))
    if isinstance(left, str) and isinstance(right, str) and left.startswith("float:") and right.startswith("float:"):
        one, two = float(left[6:]), float(right[6:])
        return left == right or math.isclose(one, two, rel_tol=TOLERANCE, abs_tol=1e-300)
    return left == right


def canonical_row(row, types):
    """A row with floats marked, so that 1 and 1.0 of a double are the same and -0.0 is not 0.0."""
    return [canonical(value, "double" in kind or "real" in kind) for value, kind in zip(row, types)]


def canonical(value, floats):
    """One value of a row; `floats` when numbers in it may be floats."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float) or floats and isinstance(value, int):
        return f"float:{float(value)!r}"
    if isinstance(value, str) and floats and value in ("NaN", "Infinity", "-Infinity"):
        return f"float:{float(value)!r}"
    if isinstance(value, list):
        return [canonical(item, floats) for item in value]
    if isinstance(value, dict):
        return [[key, canonical(value[key], floats)] for key in sorted(value)]
    return value


def ordered(sql):
    """True when ORDER BY stands outside all parentheses."""
    depth, top = 0, []
    for token in re.findall(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|[()]|\w+|\S", sql, re.DOTALL):
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
        elif depth == 0:
            top.append(token.upper())
    return any(pair == ("ORDER", "BY") for pair in zip(top, top[1:]))


def shown(rows, limit=300):
    """Rows for a line of the report."""
    text = json.dumps(rows, ensure_ascii=False)
    return text if len(text) <= limit else text[:limit] + "…"
