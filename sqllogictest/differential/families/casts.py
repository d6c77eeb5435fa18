"""Every pair of types in CAST and TRY_CAST: all edge values at once, then one by one where the pair is allowed."""

from .values import EDGES, TARGETS

GROUPS = {
    "casts_boolean": ["boolean", "unknown"],
    "casts_integers": ["tinyint", "smallint", "integer", "bigint"],
    "casts_floats": ["real", "double"],
    "casts_decimals": ["decimal(5,2)", "decimal(20,3)", "decimal(38,0)"],
    "casts_strings": ["varchar", "varchar(3)", "char(3)", "varbinary"],
    "casts_json": ["json"],
    "casts_dates": ["date", "time(3)", "time(6)", "time(6) with time zone", "interval year to month", "interval day to second"],
    "casts_timestamps": ["timestamp(0)", "timestamp(3)", "timestamp(6)", "timestamp(3) with time zone", "timestamp(6) with time zone"],
    "casts_nested": ["array(integer)", "array(varchar)", "map(varchar,integer)", "row(x integer,y varchar)", "row(bigint,varchar)"],
    "casts_others": ["uuid", "ipaddress"],
}

NUMBERS = {"tinyint", "smallint", "integer", "bigint", "real", "double", "decimal(5,2)", "decimal(20,3)", "decimal(38,0)"}
TEXT = {"varchar", "varchar(3)", "char(3)"}


def statements(sources, allowed):
    """All targets of some source types."""
    for source in sources:
        values = EDGES[source]
        for target in TARGETS:
            if not allowed(source, target):
                yield f"SELECT CAST({values[0]} AS {target})"
                continue
            listed = ", ".join(values)
            if source != "unknown":
                listed += ", NULL"
                yield f"SELECT x, TRY_CAST(x AS {target}) FROM (VALUES {listed}) t(x)"
            for value in values[: 7 if interesting(source, target) else 2]:
                yield f"SELECT CAST({value} AS {target}) AS c, typeof(CAST({value} AS {target})) AS t"


def interesting(source, target):
    """Pairs where single values differ in whether and how they fail."""
    return source != target and (source in NUMBERS and target in NUMBERS | TEXT | {"boolean"} or source in TEXT)


def topics(pairs):
    """Topic name to statements; `pairs` tells which casts are allowed."""
    return {topic: list(statements(sources, pairs.cast_allowed)) for topic, sources in GROUPS.items()}
