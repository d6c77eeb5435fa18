"""DuckDB's rows compared with ours: what may differ by Trino's rules, and nothing else."""

import decimal
import math


def same(ours, theirs, addends=1):
    """Exact values, but for quotients, whose scale the two engines choose differently: Trino's average and
    division of decimals keep the scale of their arguments, so ours is DuckDB's float rounded half up, and a sum
    of so many addends is off by as many halves of a unit. Floats may differ by the order of addition."""
    if isinstance(ours, decimal.Decimal) and isinstance(theirs, float):
        places = decimal.Decimal(1).scaleb(ours.as_tuple().exponent)
        return abs(ours - decimal.Decimal(theirs)) <= places * addends * decimal.Decimal("0.5001")
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-9)
    return type(ours) is type(theirs) and ours == theirs


def assert_same(ours, theirs, addends=1):
    """Equal rows in equal order."""
    assert len(ours) == len(theirs)
    for number, (our_row, their_row) in enumerate(zip(ours, theirs)):
        assert len(our_row) == len(their_row)
        differing = [(column, a, b) for column, (a, b) in enumerate(zip(our_row, their_row)) if not same(a, b, addends)]
        assert not differing, f"row {number}: (column, ours, DuckDB's) {differing}"
