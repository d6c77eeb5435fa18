#!/usr/bin/env python3
"""Records what a real Trino 440 answers.

    record.py [--url http://127.0.0.1:8888] [--catalog hive] [--schema differential] [--all | --check] [TOPIC …]

Needs a Trino 440 with a `hive` catalog that may read local files (see README.md). Creates the suite's tables there,
then asks for what has no recorded answer yet (`--all`: everything) and writes `answers/`. Running it twice writes
the same files; answers of statements that are gone are dropped.
"""

import argparse
import concurrent.futures
import sys

import suite
import tables
import trino_rest
import verdict


def record(server, topic, everything, pool):
    """Answers of one topic; returns how many were asked for."""
    known = {} if everything else topic.answers()
    missing = [statement for statement in topic.statements if statement not in known]
    fresh = pool.map(lambda statement: {"sql": statement} | server.ask(statement, topic.zone), missing)
    known |= {answer["sql"]: answer for answer in fresh}
    topic.write_answers(known[statement] for statement in topic.statements)
    return missing, [known[statement] for statement in missing]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8888")
    parser.add_argument("--catalog", default="hive")
    parser.add_argument("--schema", default="differential")
    parser.add_argument("--all", action="store_true", help="ask again for what is recorded")
    parser.add_argument("--check", action="store_true", help="ask for everything, write nothing, tell what changed")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--verbose", action="store_true", help="print each fresh answer")
    parser.add_argument("topics", nargs="*")
    arguments = parser.parse_args()
    server = trino_rest.Server(arguments.url, arguments.catalog, arguments.schema)
    tables.create_in_trino(server)
    total = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.threads) as pool:
        if arguments.check:
            return check(server, suite.topics(arguments.topics), pool)
        for topic in suite.topics(arguments.topics):
            missing, answers = record(server, topic, arguments.all, pool)
            total += len(topic.statements)
            errors = sum("error" in answer for answer in answers)
            print(f"{topic.name:28} {len(topic.statements):5} statements, {len(missing):5} asked, {errors:5} of them errors",
                  flush=True)
            if arguments.verbose:
                for answer in answers:
                    print("   ", answer)
            for answer in answers:
                if answer.get("kind") in ("INTERNAL_ERROR", "INSUFFICIENT_RESOURCES"):
                    print(f"    {answer['error']}: {answer['sql']}\n        {answer['message']}")
    print(f"{total} statements")
    return 0


def check(server, topics, pool):
    """Tells answers that are not what was recorded; returns the exit code."""
    changed = 0
    for topic in topics:
        answers = topic.answers()
        for sql, found in zip(topic.statements, pool.map(lambda sql: server.ask(sql, topic.zone), topic.statements)):
            kind, what = verdict.judge(sql, answers[sql], found)
            if kind != verdict.PASSED:
                changed += 1
                print(f"{topic.name}: {kind}: {sql}\n    {what}", flush=True)
    print(f"{changed} changed")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
