"""What Trino 440 says of each pair of types (`type_pairs.tsv`, recorded from it)."""

import csv
import pathlib

FILE = pathlib.Path(__file__).with_name("type_pairs.tsv")
SAME = {"time(6)": "time(3)", "row(x integer,y varchar)": "row(a integer,b varchar)"}


class Pairs:
    """The table, by pair."""

    def __init__(self):
        with FILE.open(encoding="utf-8", newline="") as file:
            self.rows = {(row["left"], row["right"]): row for row in csv.DictReader(file, delimiter="\t")}

    def row(self, left, right):
        """The row of a pair; types that differ only in a parameter stand for each other."""
        return self.rows[SAME.get(left, left), SAME.get(right, right)]

    def common(self, left, right):
        """True when both have a common type."""
        return bool(self.row(left, right)["common_type"])

    def cast_allowed(self, left, right):
        """True when a cast from left to right is allowed."""
        return self.row(left, right)["cast_allowed"] == "yes"

    def operator(self, left, right, name):
        """True when an operator of the table (`plus`, `minus`, …) accepts the pair."""
        return bool(self.row(left, right)[name])
