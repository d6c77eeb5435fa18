"""Operators over every pair of types they accept, and a choice of pairs they refuse."""

import itertools

from .values import EDGES

NUMBERS = ["tinyint", "smallint", "integer", "bigint", "real", "double", "decimal(5,2)", "decimal(20,3)", "decimal(38,0)"]
MOMENTS = ["date", "time(3)", "time(6) with time zone", "timestamp(0)", "timestamp(3)", "timestamp(6)", "timestamp(3) with time zone",
           "timestamp(6) with time zone", "interval year to month", "interval day to second"]
OPERATORS = ["+", "-", "*", "/", "%"]
SIZES = {"tinyint": ("TINYINT", "-128", "127"), "smallint": ("SMALLINT", "-32768", "32767"),
         "integer": ("INTEGER", "-2147483648", "2147483647"), "bigint": ("BIGINT", "-9223372036854775808", "9223372036854775807")}
SHAPES = [(1, 0), (1, 1), (5, 2), (10, 0), (18, 4), (19, 4), (28, 10), (38, 0), (38, 10), (38, 38)]


def numbers():
    """Types and values of all pairs of numbers."""
    for left, right in itertools.product(NUMBERS, NUMBERS):
        one, two = EDGES[left][0], EDGES[right][0]
        listed = ", ".join(f"typeof({one} {operator} {two})" for operator in OPERATORS)
        yield f"SELECT {listed}"
        if not (left == right == "decimal(38,0)"):
            yield f"SELECT {one} + {two}, {one} - {two}, {one} / {two}, {one} % {two}"


def integers():
    """Overflow, division by zero and NULL of each integer type."""
    for name, low, high in SIZES.values():
        for expression in (f"{name} '{high}' + {name} '1'", f"{name} '{low}' - {name} '1'", f"{name} '{high}' * {name} '2'",
                           f"{name} '{low}' / {name} '-1'", f"{name} '{low}' % {name} '-1'", f"-({name} '{low}')", f"abs({name} '{low}')",
                           f"{name} '1' / {name} '0'", f"{name} '1' % {name} '0'", f"{name} '7' / {name} '-2'", f"{name} '-7' % {name} '2'",
                           f"{name} '7' % {name} '-2'", f"+{name} '5'", f"- {name} '5'", f"{name} '1' / CAST(NULL AS {name})",
                           f"CAST(NULL AS {name}) / {name} '0'", f"{name} '{high}' + NULL"):
            yield f"SELECT {expression}"
        yield f"SELECT x + x FROM (VALUES {name} '1', {name} '{high}') t(x)"
        yield f"SELECT TRY(x * x) FROM (VALUES {name} '3', {name} '{high}', NULL) t(x)"
        yield f"SELECT sum(x) FROM (VALUES {name} '{high}', {name} '{high}') t(x)"


def decimal_shapes():
    """Result types of decimals of all shapes, and their overflow."""
    for (p, s), (q, t) in itertools.combinations_with_replacement(SHAPES, 2):
        one, two = f"CAST(NULL AS decimal({p},{s}))", f"CAST(NULL AS decimal({q},{t}))"
        listed = ", ".join(f"typeof({one} {operator} {two})" for operator in OPERATORS)
        yield f"SELECT {listed}, typeof(coalesce({one}, {two}))"


def moments(pairs):
    """Dates, times and intervals with each other and with numbers."""
    for left, right in itertools.product(MOMENTS, MOMENTS):
        for operator, name in (("+", "plus"), ("-", "minus")):
            if pairs.operator(left, right, name):
                yield f"SELECT {EDGES[left][0]} {operator} {EDGES[right][0]} AS x, typeof({EDGES[left][0]} {operator} {EDGES[right][0]}) AS t"
    for moment, number in itertools.product(MOMENTS[-2:], ["integer", "double", "bigint", "decimal(5,2)"]):
        yield f"SELECT {EDGES[moment][0]} * {EDGES[number][-1]}"
        yield f"SELECT {EDGES[number][0]} * {EDGES[moment][0]}"
        yield f"SELECT {EDGES[moment][0]} / {EDGES[number][0]}"
    for moment in MOMENTS:
        yield f"SELECT -({EDGES[moment][0]})"


def refused():
    """Each operator over pairs it refuses."""
    turn = itertools.cycle(OPERATORS + ["||"])
    names = list(EDGES)
    for step, left in enumerate(names):
        for distance in (1, 5, 9, 14, 20):
            right = names[(step + distance) % len(names)]
            if left in NUMBERS and right in NUMBERS:
                continue
            yield f"SELECT {EDGES[left][0]} {next(turn)} {EDGES[right][0]}"


def topics(pairs):
    """Topic name to statements."""
    return {
        "arithmetic_numbers": list(numbers()),
        "arithmetic_integers": list(integers()),
        "arithmetic_decimal_shapes": list(decimal_shapes()),
        "arithmetic_moments": list(moments(pairs)),
        "arithmetic_refused": list(refused()),
    }
