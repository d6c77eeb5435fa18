"""Random expressions: decimals against Python's, zones against zoneinfo, folded against computed row by row.

The seeds are fixed, so that a failure comes again; LANGUAGE_SEED tries others.
"""

import datetime
import decimal
import json
import os
import random
import zoneinfo

from test_trino import path_of, request, submit

SEED = os.environ.get("LANGUAGE_SEED", "4")
UTC = datetime.timezone.utc


def answer(server, sql, **headers):
    """Types and rows as the protocol has them, or the name of the error."""
    status, _, body = submit(server, sql, X_Trino_Client_Capabilities="PARAMETRIC_DATETIME", **headers)
    assert status == 200, body
    page, types, rows = json.loads(body), None, []
    while True:
        types = [column["type"] for column in page["columns"]] if "columns" in page else types
        rows += page.get("data", [])
        if "error" in page:
            return page["error"]["errorName"]
        if "nextUri" not in page:
            return types, rows
        page = json.loads(request(server, path_of(page["nextUri"]))[2])


def differences(server, cases, source="", **headers):
    """Which of the cases (expression, type or None, value) the server answers otherwise."""
    found = []
    for start in range(0, len(cases), 100):
        batch = cases[start:start + 100]
        got = answer(server, f"SELECT {', '.join(case[0] for case in batch)}{source}", **headers)
        for index, (sql, kind, value) in enumerate(batch):
            one = got if isinstance(got, str) else (got[0][index], got[1][0][index])
            if isinstance(got, str):
                alone = answer(server, f"SELECT {sql}{source}", **headers)
                one = alone if isinstance(alone, str) else (alone[0][0], alone[1][0][0])
            if one != (value if kind == "error" else (kind or one[0], value)):
                found.append(f"{sql}: {one}, expected {kind} {value}")
    return found


# Decimals

class Operand:
    """A decimal, its precision and scale, and the SQL that gives it."""

    def __init__(self, sql, value, precision, scale):
        self.sql, self.value, self.precision, self.scale = sql, value, precision, scale

    @property
    def type(self):
        return f"decimal({self.precision}, {self.scale})"


EXACT = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_UP, Emin=-999, Emax=999)


def rescaled(value, scale):
    """Rounded half up (away from zero)."""
    return value.quantize(decimal.Decimal(1).scaleb(-scale, EXACT), decimal.ROUND_HALF_UP, EXACT)


def operation(left, operator, right):
    """What Trino's rules make of two decimals: an operand, or the name of the error."""
    s = max(left.scale, right.scale)
    whole = left.precision - left.scale, right.precision - right.scale
    sql = f"({left.sql} {operator} {right.sql})"
    if operator in "+-":
        precision = max(whole) + s + 1
        exact = EXACT.add(left.value, right.value) if operator == "+" else EXACT.subtract(left.value, right.value)
    elif operator == "*":
        precision, s = left.precision + right.precision, left.scale + right.scale
        exact = EXACT.multiply(left.value, right.value)
    elif right.value == 0:
        return sql, "DIVISION_BY_ZERO"
    elif operator == "/":
        precision = left.precision + right.scale + max(right.scale - left.scale, 0)
        # 200 digits are enough: a second rounding cannot change what stands 38 digits before.
        exact = EXACT.divide(left.value, right.value)
    else:
        precision = min(whole) + s
        exact = EXACT.remainder(left.value, right.value)
    value = rescaled(exact, s)
    if abs(value) >= decimal.Decimal(10) ** 38 or abs(value) * 10 ** s >= decimal.Decimal(10) ** 38:
        return sql, "NUMERIC_VALUE_OUT_OF_RANGE"
    return Operand(sql, value, min(precision, 38), s)


def text(value, scale):
    """As the protocol prints a decimal."""
    value = rescaled(value, scale)
    return format(value.copy_abs() if value == 0 else value, "f")


def random_decimal(chance, most):
    precision = chance.randint(1, most)
    scale = chance.randint(0, precision)
    digits = chance.randint(0, 10 ** chance.randint(1, precision) - 1)
    value = decimal.Decimal(digits).scaleb(-scale, EXACT) * chance.choice([1, 1, -1])
    return Operand(f"CAST('{value:f}' AS decimal({precision}, {scale}))", value, precision, scale)


def decimal_cases(chance, operands):
    """One random expression of these operands for each operator, cast and rounding."""
    cases = []
    for operator in "+-*/%":
        left, right = chance.sample(operands, 2)
        if operator == "*" and left.scale + right.scale > 38:
            continue
        made = operation(left, operator, right)
        if isinstance(made, tuple):
            cases.append((made[0], "error", made[1]))
            continue
        cases.append((made.sql, made.type, text(made.value, made.scale)))
        third = chance.choice(operands)
        second = chance.choice("+-%/")
        twice = operation(made, second, third)
        if isinstance(twice, Operand):
            cases.append((twice.sql, twice.type, text(twice.value, twice.scale)))
    one, other = chance.sample(operands, 2)
    for operator, holds in [("<", one.value < other.value), ("=", one.value == other.value),
                            (">=", one.value >= other.value)]:
        # Both become a decimal with the digits of both, at most 38, in which a large number may find no place.
        scale = max(one.scale, other.scale)
        fits = max(abs(one.value), abs(other.value)) * 10 ** scale < decimal.Decimal(10) ** 38
        case = ("boolean", holds) if fits else ("error", "INVALID_CAST_ARGUMENT")
        cases.append((f"{one.sql} {operator} {other.sql}", *case))
    precision = chance.randint(1, 38)
    scale = chance.randint(0, precision)
    value = rescaled(one.value, scale)
    cast = f"CAST({one.sql} AS decimal({precision}, {scale}))"
    if abs(value) * 10 ** scale < decimal.Decimal(10) ** precision:
        cases.append((cast, f"decimal({precision}, {scale})", text(value, scale)))
    else:
        cases.append((cast, "error", "INVALID_CAST_ARGUMENT"))
    whole = rescaled(one.value, 0)
    if abs(whole) < 2 ** 63:
        cases.append((f"CAST({one.sql} AS bigint)", "bigint", int(whole)))
    else:
        cases.append((f"CAST({one.sql} AS bigint)", "error", "INVALID_CAST_ARGUMENT"))
    if one.precision <= 17:
        cases.append((f"CAST({one.sql} AS double)", "double", float(one.value)))
    cases.append((f"CAST({one.sql} AS varchar)", "varchar", text(one.value, one.scale)))
    places = chance.randint(0, one.scale)
    if one.precision < 38:
        cases.append((f"round({one.sql}, {places})", f"decimal({one.precision + 1}, {one.scale})",
                      text(rescaled(one.value, places), one.scale)))
    cases.append((f"CAST(round({one.sql}) AS varchar)", None, text(one.value, 0)))
    cases.append((f"CAST(floor({one.sql}) AS varchar)", None,
                  text(one.value.to_integral_value(decimal.ROUND_FLOOR, EXACT), 0)))
    cases.append((f"CAST(ceil({one.sql}) AS varchar)", None,
                  text(one.value.to_integral_value(decimal.ROUND_CEILING, EXACT), 0)))
    cases.append((f"CAST(truncate({one.sql}) AS varchar)", None,
                  text(one.value.to_integral_value(decimal.ROUND_DOWN, EXACT), 0)))
    cases.append((f"abs({one.sql})", one.type, text(abs(one.value), one.scale)))
    cases.append((f"-{one.sql}", one.type, text(EXACT.minus(one.value), one.scale)))
    number = chance.randint(-2 ** 40, 2 ** 40)
    if number >= 0:
        integer = Operand(f"BIGINT '{number}'", decimal.Decimal(number), 19, 0)
        made = operation(one, chance.choice("+-"), integer)
        if isinstance(made, Operand):
            cases.append((made.sql, made.type, text(made.value, made.scale)))
    # A double that is a decimal too, so that there is one answer.
    eighths = chance.randint(-10 ** 6, 10 ** 6)
    exact = decimal.Decimal(eighths) / 8
    cases.append((f"CAST(DOUBLE '{eighths / 8!r}' AS decimal(20, 2))", "decimal(20, 2)", text(exact, 2)))
    return cases


def test_decimals_are_pythons(demo):
    chance = random.Random(f"decimals {SEED}")
    found = []
    for most in [6, 12, 18, 19, 25, 38]:
        for _ in range(3):
            operands = [random_decimal(chance, most) for _ in range(6)]
            state = chance.getstate()
            found += differences(demo, decimal_cases(chance, operands))
            # The same expressions over columns.
            chance.setstate(state)
            columns = [Operand(f"c{index}", operand.value, operand.precision, operand.scale)
                       for index, operand in enumerate(operands)]
            row = ", ".join(operand.sql for operand in operands)
            empty = ", ".join(["NULL"] * len(operands))
            names = ", ".join(column.sql for column in columns)
            source = f" FROM (VALUES (1, {row}), (2, {empty})) AS r (id, {names}) ORDER BY id"
            found += differences(demo, decimal_cases(chance, columns), source)
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:40])


# Zones

ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "America/Sao_Paulo",
         "Asia/Kathmandu", "Europe/Dublin", "Pacific/Apia", "Asia/Tehran"]


def changes(zone, first, last):
    """Instants at which the offset of a zone changes, between two years."""
    found, step = [], datetime.timedelta(hours=6)
    at = datetime.datetime(first, 1, 1, tzinfo=UTC)
    while at.year < last:
        low, high = at, at + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > datetime.timedelta(seconds=1):
                middle = low + datetime.timedelta(seconds=(high - low).total_seconds() // 2)
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        at += step
    return found


def printed(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"


def resolved(wall, zone, original=None):
    """The instant of a wall time: the offset of the original where it fits; the first of two in an overlap;
    later by the gap's length in a gap."""
    if original is not None:
        at = (wall - original.astimezone(zone).utcoffset()).replace(tzinfo=UTC)
        if at.astimezone(zone).replace(tzinfo=None) == wall:
            return at
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def zone_cases(name, at):
    zone = zoneinfo.ZoneInfo(name)
    local = at.astimezone(zone)
    wall = local.replace(tzinfo=None)
    offset = int(local.utcoffset().total_seconds()) // 60
    with_zone = lambda moment: f"{printed(moment.astimezone(zone))} {name}"
    value = f"TIMESTAMP '{printed(at)} UTC' AT TIME ZONE '{name}'"
    kind = "timestamp(3) with time zone"
    day, hour = datetime.timedelta(days=1), datetime.timedelta(hours=1)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        (value, kind, with_zone(at)),
        (f"at_timezone(TIMESTAMP '{printed(at)} UTC', '{name}')", kind, with_zone(at)),
        (f"CAST({value} AS timestamp(3))", "timestamp(3)", printed(wall)),
        (f"CAST({value} AS varchar)", "varchar", with_zone(at)),
        (f"CAST({value} AS date)", "date", f"{wall:%Y-%m-%d}"),
        (f"CAST({value} AS time(3))", "time(3)", printed(wall).split()[1]),
        (f"hour({value})", "bigint", wall.hour),
        (f"minute({value})", "bigint", wall.minute),
        (f"day({value})", "bigint", wall.day),
        (f"extract(TIMEZONE_HOUR FROM {value})", "bigint", int(offset / 60)),
        (f"timezone_minute({value})", "bigint", offset - int(offset / 60) * 60),
        (f"date_add('hour', 1, {value})", kind, with_zone(at + hour)),
        (f"date_add('minute', -45, {value})", kind, with_zone(at - hour * 0.75)),
        (f"date_add('day', 1, {value})", kind, with_zone(resolved(wall + day, zone, at))),
        (f"date_add('day', -1, {value})", kind, with_zone(resolved(wall - day, zone, at))),
        (f"({value}) + INTERVAL '2' HOUR", kind, with_zone(at + 2 * hour)),
        (f"date_trunc('day', {value})", kind, with_zone(resolved(midnight, zone, at))),
        (f"to_unixtime({value})", "double", at.timestamp()),
        (f"with_timezone(TIMESTAMP '{printed(wall)}', '{name}')", kind, with_zone(resolved(wall, zone))),
        (f"CAST('{printed(wall)} {name}' AS timestamp(3) with time zone)", kind, with_zone(resolved(wall, zone))),
        (f"CAST(CAST({value} AS varchar) AS timestamp(3) with time zone) AT TIME ZONE 'UTC'", kind,
         f"{printed(resolved(wall, zone))} UTC"),
        (f"{value} = TIMESTAMP '{printed(at)} UTC'", "boolean", True),
        (f"date_diff('second', {value}, TIMESTAMP '{printed(at + day)} UTC')", "bigint", 86400),
    ]


def instants(name):
    for change in changes(zoneinfo.ZoneInfo(name), 2010 if name == "Pacific/Apia" else 2017, 2020)[:5]:
        for minutes in [-1440, -90, -30, 0, 29, 60, 1440]:
            yield change + datetime.timedelta(minutes=minutes, seconds=-1 if minutes < 0 else 0, milliseconds=125)


def test_zones_are_zoneinfos(demo):
    found = []
    for name in ZONES:
        cases = [case for at in instants(name) for case in zone_cases(name, at)]
        found += differences(demo, cases)
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:40])


def test_the_sessions_zone_reads_wall_times(demo):
    found = []
    for name in ZONES[:5]:
        zone, cases = zoneinfo.ZoneInfo(name), []
        for at in instants(name):
            # Also wall times that do not exist: the offset of before read on after the change.
            for wall in [at.astimezone(zone).replace(tzinfo=None),
                         (at + (at - datetime.timedelta(days=2)).astimezone(zone).utcoffset()).replace(tzinfo=None)]:
                moment = resolved(wall, zone).astimezone(zone)
                sql = f"CAST(TIMESTAMP '{printed(wall)}' AS timestamp(3) with time zone)"
                cases.append((sql, "timestamp(3) with time zone", f"{printed(moment)} {name}"))
            cases.append((f"CAST(TIMESTAMP '{printed(at)} UTC' AT TIME ZONE '{name}' AS timestamp(3))",
                          "timestamp(3)", printed(at.astimezone(zone))))
        found += differences(demo, cases, X_Trino_Time_Zone=name)
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:40])


# Folded and computed

LITERALS = {
    "integer": ["0", "1", "7", "-3", "2147483647", "INTEGER '-2147483648'"],
    "bigint": ["BIGINT '0'", "BIGINT '5'", "BIGINT '-9'", "BIGINT '9223372036854775807'", "BIGINT '4000000000'"],
    "decimal(10,2)": ["CAST(1.25 AS decimal(10,2))", "CAST(-0.05 AS decimal(10,2))", "CAST(99999999.99 AS decimal(10,2))"],
    "double": ["0e0", "1.5e0", "-2.5e0", "1e300", "nan()", "infinity()", "-0e0"],
    "real": ["REAL '1.1'", "REAL '-3e38'"],
    "varchar": ["CAST('' AS varchar)", "CAST('abc' AS varchar)", "CAST('12' AS varchar)", "CAST('Straße é' AS varchar)",
                "CAST('2024-02-29' AS varchar)", "CAST(' 1.50 ' AS varchar)"],
    "boolean": ["true", "false"],
    "date": ["DATE '2024-02-29'", "DATE '1969-12-31'", "DATE '2023-03-31'"],
    "timestamp(3)": ["TIMESTAMP '2024-02-29 23:59:59.999'", "TIMESTAMP '1969-12-31 23:00:00.001'"],
    "timestamp(3) with time zone": ["TIMESTAMP '2024-03-31 01:30:00.000 Europe/Berlin'",
                                    "TIMESTAMP '2024-11-03 05:30:00.000 UTC'"],
    "array(integer)": ["ARRAY[1, 2, 3]", "CAST(ARRAY[] AS array(integer))", "ARRAY[5, NULL]"],
}

# Which templates give a value of a type; holes name types.
TEMPLATES = {
    "integer": ["{integer} + {integer}", "{integer} - {integer}", "{integer} * {integer}", "{integer} / {integer}",
                "{integer} % {integer}", "- {integer}", "CAST({double} AS integer)", "CAST({varchar} AS integer)",
                "CAST({bigint} AS integer)", "abs({integer})", "{array(integer)}[{integer}]",
                "IF({boolean}, {integer}, {integer})", "element_at({array(integer)}, {integer})"],
    "bigint": ["{bigint} + {integer}", "{bigint} * {bigint}", "{bigint} - {bigint}", "{bigint} / {integer}",
               "length({varchar})", "year({date})", "day({timestamp(3)})", "hour({timestamp(3) with time zone})",
               "CAST({decimal(10,2)} AS bigint)", "CAST({double} AS bigint)", "coalesce({bigint}, {bigint})",
               "nullif({bigint}, {integer})", "CASE WHEN {boolean} THEN {bigint} ELSE {integer} END",
               "date_diff('day', {date}, {date})", "cardinality({array(integer)})", "bitwise_and({bigint}, {bigint})",
               "TRY({bigint} / {bigint})", "strpos({varchar}, {varchar})", "greatest({bigint}, {integer})"],
    "decimal(10,2)": ["CAST({decimal(10,2)} + {decimal(10,2)} AS decimal(10,2))",
                      "CAST({decimal(10,2)} * {integer} AS decimal(10,2))",
                      "CAST({decimal(10,2)} / {decimal(10,2)} AS decimal(10,2))", "CAST({double} AS decimal(10,2))",
                      "CAST({varchar} AS decimal(10,2))", "abs({decimal(10,2)})", "CAST({bigint} AS decimal(10,2))",
                      "CAST(round({decimal(10,2)}, 1) AS decimal(10,2))"],
    "double": ["{double} + {double}", "{double} * {integer}", "{double} / {double}", "{double} % {double}",
               "- {double}", "sqrt({double})", "CAST({decimal(10,2)} AS double)", "CAST({real} AS double)",
               "round({double})", "floor({double})", "CAST({varchar} AS double)", "power({double}, {integer})",
               "{real} + {double}", "least({double}, {double})", "TRY_CAST({varchar} AS double)",
               "{double} - {decimal(10,2)}"],
    "real": ["{real} * {real}", "CAST({double} AS real)", "- {real}", "{real} + {integer}"],
    "varchar": ["{varchar} || {varchar}", "upper({varchar})", "substr({varchar}, {integer})", "reverse({varchar})",
                "CAST({bigint} AS varchar)", "CAST({double} AS varchar)", "CAST({real} AS varchar)",
                "CAST({decimal(10,2)} AS varchar)", "CAST({boolean} AS varchar)", "CAST({date} AS varchar)",
                "CAST({timestamp(3)} AS varchar)", "CAST({timestamp(3) with time zone} AS varchar)", "trim({varchar})",
                "CASE {integer} WHEN {integer} THEN {varchar} ELSE {varchar} END", "concat({varchar}, {varchar})",
                "array_join({array(integer)}, {varchar})", "replace({varchar}, {varchar}, {varchar})",
                "substr({varchar}, {integer}, {integer})", "lower({varchar})", "coalesce(NULL, {varchar})"],
    "boolean": ["{integer} < {bigint}", "{double} = {double}", "{decimal(10,2)} >= {integer}", "{varchar} > {varchar}",
                "{date} <= {date}", "{timestamp(3)} = {date}", "{boolean} AND {boolean}", "{boolean} OR {boolean}",
                "NOT {boolean}", "{integer} IS NULL", "{bigint} BETWEEN {integer} AND {bigint}", "{varchar} LIKE '%b%'",
                "{integer} IN ({integer}, {integer}, {bigint})", "{double} IS DISTINCT FROM {double}", "is_nan({double})",
                "CAST({varchar} AS boolean)", "contains({array(integer)}, {integer})", "{double} <> {real}",
                "{timestamp(3) with time zone} > {timestamp(3) with time zone}", "{varchar} IN ({varchar}, NULL)",
                "{array(integer)} = {array(integer)}", "({integer}, {varchar}) = ({integer}, {varchar})"],
    "date": ["{date} + INTERVAL '1' MONTH", "date_add('day', {integer}, {date})", "CAST({timestamp(3)} AS date)",
             "CAST({varchar} AS date)", "date_trunc('month', {date})", "CAST({timestamp(3) with time zone} AS date)"],
    "timestamp(3)": ["{timestamp(3)} + INTERVAL '1' HOUR", "CAST({date} AS timestamp(3))",
                     "date_trunc('day', {timestamp(3)})", "CAST({timestamp(3) with time zone} AS timestamp(3))",
                     "date_add('month', {integer}, {timestamp(3)})", "CAST({varchar} AS timestamp(3))",
                     "{timestamp(3)} - INTERVAL '1' YEAR"],
    "timestamp(3) with time zone": ["{timestamp(3) with time zone} AT TIME ZONE 'America/New_York'",
                                    "CAST({timestamp(3)} AS timestamp(3) with time zone)",
                                    "{timestamp(3) with time zone} + INTERVAL '1' DAY",
                                    "date_trunc('hour', {timestamp(3) with time zone})"],
    "array(integer)": ["{array(integer)} || {array(integer)}", "ARRAY[{integer}, {integer}]",
                       "slice({array(integer)}, {integer}, {integer})", "transform({array(integer)}, x -> x + {integer})",
                       "array_distinct({array(integer)})", "filter({array(integer)}, x -> x > {integer})",
                       "reverse({array(integer)})"],
}


def random_expression(chance, kind, depth, leaves):
    """An expression whose leaves are `@0@`, `@1@`, …: their literals are appended to `leaves`."""
    if depth == 0:
        leaves.append((kind, "NULL" if chance.random() < 0.04 else chance.choice(LITERALS[kind])))
        return f"@{len(leaves) - 1}@"
    template, made = chance.choice(TEMPLATES[kind]), ""
    while "{" in template:
        before, _, rest = template.partition("{")
        inner, _, template = rest.partition("}")
        made += before + random_expression(chance, inner, chance.randint(0, depth - 1), leaves)
    return f"({made}{template})"


def filled(expression, leaves):
    for index, leaf in enumerate(leaves):
        expression = expression.replace(f"@{index}@", leaf)
    return expression


def over_rows(server, expression, leaves, others):
    """What the expression is over the first of two rows, and nothing can be folded."""
    names = [f"c{index}" for index in range(len(leaves))]
    row = lambda id, values: f"({id}, {', '.join(values)})"
    cast = [f"CAST({value} AS {kind})" for kind, value in leaves]
    sql = (f"SELECT {filled(expression, names)} FROM (VALUES {row(1, cast)}, {row(2, others)}) "
           f"AS r (id, {', '.join(names)}) ORDER BY id")
    return sql, answer(server, sql)


def test_folding_and_computing_agree(demo):
    chance = random.Random(f"folding {SEED}")
    found, errors = [], 0
    for _ in range(int(os.environ.get("LANGUAGE_EXPRESSIONS", "400"))):
        leaves = []
        expression = random_expression(chance, chance.choice(list(TEMPLATES)), chance.randint(1, 3), leaves)
        literals = [f"CAST({value} AS {kind})" if value == "NULL" else value for kind, value in leaves]
        folded_sql = f"SELECT {filled(expression, literals)}"
        folded = answer(demo, folded_sql)
        sql, computed = over_rows(demo, expression, leaves, [chance.choice(LITERALS[kind]) for kind, _ in leaves])
        if isinstance(computed, str):
            # Perhaps it is the other row that fails.
            sql, computed = over_rows(demo, expression, leaves, literals)
        errors += isinstance(folded, str)
        first = lambda answered: answered if isinstance(answered, str) else (answered[0], answered[1][:1])
        if first(folded) != first(computed):
            found.append(f"{folded_sql}: {first(folded)}\n    {sql}: {first(computed)}")
    assert errors < 200, "expressions that fail compare little"
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:40])
