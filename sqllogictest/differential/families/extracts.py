"""EXTRACT, date_trunc, date_add, date_diff and AT TIME ZONE: every field or unit over every type that has one or must refuse it."""

from .values import EDGES

FIELDS = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DAY_OF_MONTH", "DAY_OF_WEEK", "DOW", "DAY_OF_YEAR", "DOY", "YEAR_OF_WEEK", "YOW",
          "HOUR", "MINUTE", "SECOND", "TIMEZONE_HOUR", "TIMEZONE_MINUTE"]
TYPES = ["date", "time(3)", "time(6) with time zone", "timestamp(0)", "timestamp(3)", "timestamp(6)", "timestamp(3) with time zone",
         "interval year to month", "interval day to second"]
UNITS = ["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"]


def fields():
    """EXTRACT of each field from each type."""
    for field in FIELDS:
        for name in TYPES:
            listed = ", ".join(EDGES[name])
            yield f"SELECT x, extract({field} FROM x) FROM (VALUES {listed}, NULL) t(x)"
    for wrong in ("MILLISECOND", "CENTURY", "EPOCH"):
        yield f"SELECT extract({wrong} FROM DATE '2020-01-01')"
    for wrong in ("1", "'2020-01-01'", "true", "NULL", "ARRAY[DATE '2020-01-01']"):
        yield f"SELECT extract(YEAR FROM {wrong})"


def units():
    """date_trunc, date_add, date_diff of each unit."""
    for unit in UNITS:
        for name in ("date", "time(3)", "timestamp(3)", "timestamp(6)", "timestamp(3) with time zone"):
            yield f"SELECT date_trunc('{unit}', x) FROM (VALUES {EDGES[name][0]}, {EDGES[name][1]}, NULL) t(x)"
            yield f"SELECT date_add('{unit}', -13, {EDGES[name][0]}), date_diff('{unit}', {EDGES[name][0]}, {EDGES[name][-1]})"
    yield "SELECT date_trunc('century', DATE '2020-01-01')"
    yield "SELECT date_add('decade', 1, DATE '2020-01-01')"
    yield "SELECT date_diff('', DATE '2020-01-01', DATE '2020-01-02')"
    yield "SELECT date_trunc('MONTH', DATE '2020-01-31'), date_trunc(CAST(NULL AS varchar), DATE '2020-01-31')"


def topics(pairs):
    """Topic name to statements."""
    return {"extract": list(fields()), "date_units": list(units())}
