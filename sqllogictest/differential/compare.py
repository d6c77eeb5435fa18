#!/usr/bin/env python3
"""Puts every statement to a running Polias and compares with Trino's recorded answers.

    compare.py --trino http://127.0.0.1:8080 --postgres "host=127.0.0.1 port=5432 user=polias" [TOPIC …]

Either door may be left out. `--location` says where the server reads data/ (default: file://…/data).
Fails when a statement fails that known_failures.tsv does not list, or when a listed one passes: take it off the list
(`--update` does both and leaves new lines without a reason, which is a failure too until someone writes one).
The failures, grouped by kind, go to `--report`.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import sys

import suite
import tables
import trino_rest
import verdict

KNOWN = suite.HERE / "known_failures.tsv"
HEADER = "door\tkind\tstatement\treason\ttext\n"
Failure = collections.namedtuple("Failure", "door kind key what sql")


def known_failures():
    """Kind and reason of each listed failure by door and key."""
    listed = {}
    for number, line in enumerate(KNOWN.read_text(encoding="utf-8").splitlines()[1:], start=2):
        door, kind, key, reason, _ = line.split("\t", 4)
        if (door, key) in listed:
            raise SystemExit(f"known_failures.tsv:{number}: {key} twice")
        listed[door, key] = kind, reason
    return listed


def write_known(failures, listed, doors, keys):
    """The list as of this run; what was not asked stays."""
    lines = {}
    for failure in failures:
        reason = listed.get((failure.door, failure.key), ("", ""))[1]
        lines[failure.door, failure.key] = (failure.kind, reason, " ".join(failure.sql.split())[:160])
    for line in KNOWN.read_text(encoding="utf-8").splitlines()[1:]:
        door, kind, key, reason, text = line.split("\t", 4)
        if door not in doors or key not in keys:
            lines[door, key] = (kind, reason, text)
    text = "".join(f"{door}\t{kind}\t{key}\t{reason}\t{sql}\n" for (door, key), (kind, reason, sql) in sorted(lines.items()))
    KNOWN.write_text(HEADER + text, encoding="utf-8")


def compare(door, judge, topics, pool):
    """Asks a door; returns failures, and passed and asked statements by topic."""
    failures, counts, messages = [], {}, [0, 0]
    for topic in topics:
        answers = topic.answers()
        asked = [sql for sql in topic.statements if sql in answers and not verdict.no_verdict(answers[sql])]
        passed = more = 0
        for sql, found in zip(asked, pool.map(lambda sql: attempt(door, sql, topic.zone), asked)):
            if verdict.beyond(answers[sql], found):
                more += 1
                continue
            kind, what = judge(sql, answers[sql], found)
            passed += kind == verdict.PASSED
            if kind == verdict.PASSED and "error" in found:
                messages[1] += 1
                messages[0] += normal(door, found["message"]) == (answers[sql]["message"] or "")
            elif kind != verdict.PASSED:
                failures.append(Failure(door.name, kind, suite.key(topic.name, sql), what, sql))
        counts[topic.name] = passed, len(asked) - more
        print(f"{door.name:9} {topic.name:28} {passed:5} of {len(asked) - more:5}" + (f", {more} beyond Trino" if more else ""), flush=True)
    return failures, counts, messages


def attempt(door, sql, zone):
    """An answer; a broken connection counts as an error of its own name."""
    try:
        return door.ask(sql, zone)
    except Exception as error:  # Whatever a client library raises: the run goes on.
        return {"error": "NO_ANSWER", "line": None, "column": None, "message": f"{type(error).__name__}: {error}"}


def normal(door, message):
    """A message with the names of the judge's catalog and schema."""
    return (message or "").replace(f"{door.catalog}.{door.schema}", "hive.differential").replace(f"'{door.catalog}'", "'hive'") \
        .replace(f"'{door.schema}'", "'differential'")


def report(failures, path):
    """All failures, the worst kinds first."""
    with open(path, "w", encoding="utf-8") as file:
        for kind in verdict.KINDS:
            of_kind = [failure for failure in failures if failure.kind == kind]
            if of_kind:
                file.write(f"== {kind}: {len(of_kind)}\n")
            for failure in of_kind:
                file.write(f"{failure.door} {failure.key}\n    {failure.sql}\n    {failure.what}\n")


def verdict_of_run(failures, listed, doors, keys):
    """What makes the run fail, as lines."""
    found = {(failure.door, failure.key): failure for failure in failures}
    for place, failure in found.items():
        if place not in listed:
            yield f"not listed: {failure.kind} {failure.door} {failure.key}: {failure.sql}"
        elif verdict.WRONG_ROWS == failure.kind != listed[place][0]:
            yield f"listed as {listed[place][0]}, now {failure.kind}: {failure.door} {failure.key}: {failure.sql}"
    for place in listed:
        if place[0] in doors and place[1] in keys and place not in found:
            yield f"listed but passes: {place[0]} {place[1]}"
    for place, (_, reason) in listed.items():
        if not reason:
            yield f"listed without a reason: {place[0]} {place[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trino", metavar="URL")
    parser.add_argument("--postgres", metavar="CONNINFO")
    parser.add_argument("--catalog", default="awsdatacatalog")
    parser.add_argument("--schema", default="differential")
    parser.add_argument("--location", default=(suite.HERE / "data").as_uri())
    parser.add_argument("--no-tables", action="store_true", help="the tables are there")
    parser.add_argument("--update", action="store_true", help="rewrite known_failures.tsv")
    parser.add_argument("--report", type=pathlib.Path, default=suite.HERE / "failures.txt")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("topics", nargs="*")
    arguments = parser.parse_args()
    doors = []
    if arguments.trino:
        door = trino_rest.Server(arguments.trino, arguments.catalog, arguments.schema)
        door.name = "trino"
        doors.append((door, verdict.judge, arguments.threads))
    if arguments.postgres:
        import postgres_door
        door = postgres_door.Door(arguments.postgres, arguments.schema)
        door.name, door.catalog = "postgres", arguments.catalog
        doors.append((door, postgres_door.judge, 1))
    if not doors:
        parser.error("give --trino, --postgres or both")
    if not arguments.no_tables:
        tables.create_in_polias(must(doors[0][0]), arguments.schema, arguments.location)
    topics = suite.topics(arguments.topics)
    keys = {suite.key(topic.name, sql) for topic in topics for sql in topic.statements}
    failures = []
    for door, judge, threads in doors:
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            failed, counts, messages = compare(door, judge, topics, pool)
        failures += failed
        passed, asked = (sum(column) for column in zip(*counts.values()))
        kinds = collections.Counter(failure.kind for failure in failed)
        print(f"{door.name}: {passed} of {asked} passed ({passed / max(asked, 1):.2%}); "
              + ", ".join(f"{kind} {kinds[kind]}" for kind in verdict.KINDS if kinds[kind])
              + f"; messages of errors word for word: {messages[0]} of {messages[1]}")
    report(failures, arguments.report)
    names = {door.name for door, _, _ in doors}
    if arguments.update:
        write_known(failures, known_failures(), names, keys)
    problems = list(verdict_of_run(failures, known_failures(), names, keys))
    for problem in problems[:50]:
        print(problem)
    print(f"{len(problems)} problems; all failures: {arguments.report}")
    return 1 if problems else 0


def must(door):
    """One statement that has to succeed."""
    def run(sql):
        answer = door.ask(sql)
        if "error" in answer:
            raise SystemExit(f"{sql}\n{answer['error']}: {answer['message']}")
    return run


if __name__ == "__main__":
    sys.exit(main())
