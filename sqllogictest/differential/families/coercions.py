"""Every pair of types where a common type is looked for.

A pair with a common type is asked in every context; a pair without one in one context, in turn, so that each context's
error is asked many times without asking 4,000 statements.
"""

import itertools

from .values import EDGES

TYPES = list(EDGES)

CONTEXTS = [
    "SELECT CASE WHEN true THEN {left} ELSE {right} END",
    "SELECT coalesce({left}, {right})",
    "SELECT {left} = {right}",
    "SELECT IF(false, {left}, {right})",
    "SELECT {left} UNION ALL SELECT {right}",
    "SELECT {left} IN ({right})",
    "SELECT ARRAY[{left}, {right}]",
    "SELECT {left} < {right}",
    "SELECT nullif({left}, {right})",
    "SELECT {left} IS DISTINCT FROM {right}",
    "VALUES {left}, {right}",
    "SELECT {left} BETWEEN {right} AND {left}",
    "SELECT CASE {left} WHEN {right} THEN 1 END",
    "SELECT greatest({left}, {right})",
    "SELECT 1 FROM (VALUES {left}) a(x) JOIN (VALUES {right}) b(y) ON x = y",
    "SELECT {left} = ANY (SELECT {right})",
    "SELECT x FROM (VALUES {left}) a(x) INTERSECT SELECT y FROM (VALUES {right}) b(y)",
    "SELECT {left} IN (SELECT {right})",
]


def without_common(pairs):
    """One context a pair, in turn."""
    context = itertools.cycle(CONTEXTS)
    for left, right in itertools.combinations(TYPES, 2):
        if not pairs.common(left, right):
            yield next(context).format(left=EDGES[left][0], right=EDGES[right][0])


def common_types(pairs):
    """The common type itself, in both orders."""
    for left, right in itertools.combinations_with_replacement(TYPES, 2):
        if not pairs.common(left, right):
            continue
        one, two = EDGES[left][0], EDGES[right][-1]
        yield f"SELECT typeof(CASE WHEN true THEN {one} ELSE {two} END), typeof(coalesce({two}, {one})), typeof(ARRAY[{one}, {two}])"
        yield f"SELECT {one} AS x UNION ALL SELECT {two}"
        if left != right:
            yield f"VALUES ({two}, {one}), ({one}, {two}), (NULL, {two})"


def comparisons(pairs):
    """Comparison operators over all edge values of pairs that compare."""
    for left, right in itertools.combinations_with_replacement(TYPES, 2):
        if not pairs.common(left, right):
            continue
        values = [", ".join(EDGES[kind][:4] + (["NULL"] if kind != "unknown" else [])) for kind in (left, right)]
        source = f"FROM (VALUES {values[0]}) a(x) CROSS JOIN (VALUES {values[1]}) b(y)"
        yield f"SELECT x, y, x = y, x <> y, x IS DISTINCT FROM y, x IN (y, NULL) {source}"
        yield f"SELECT x, y, x < y, x <= y, x > y, x >= y, x BETWEEN y AND y {source}"


def topics(pairs):
    """Topic name to statements."""
    return {
        "coercion_pairs_common": list(common_types(pairs)),
        "coercion_pairs_none": list(without_common(pairs)),
        "coercion_pairs_compared": list(comparisons(pairs)),
    }
