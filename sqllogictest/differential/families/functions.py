"""One call or more of each function (`function_calls.tsv`: category and statement), a topic a category."""

import csv
import pathlib

FILE = pathlib.Path(__file__).with_name("function_calls.tsv")


def topics(pairs):
    """Topic name to statements."""
    found = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for category, statement in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(f"functions_{category}", []).append(statement)
    return found
