#!/usr/bin/env python3
"""Writes the statement files that follow a rule rather than an idea: `statements/<topic>.sql` of the families.

    generate.py            then record.py for what is new

The same files each time. Files without the first line below are written by hand.
"""

from families import arithmetic, casts, coercions, extracts, functions, keywords, nulls, pairs
from suite import STATEMENTS

HEAD = "-- Written by generate.py from families/: change it there.\n"


def main():
    known = pairs.Pairs()
    for family in (arithmetic, casts, coercions, extracts, functions, keywords, nulls):
        for topic, statements in family.topics(known).items():
            path = STATEMENTS / f"{topic}.sql"
            if path.exists() and not path.read_text(encoding="utf-8").startswith(HEAD):
                raise SystemExit(f"{path.name} is written by hand; name the family's topic otherwise")
            unique = dict.fromkeys(statements)
            path.write_text(HEAD + "".join(f"{statement};\n" for statement in unique), encoding="utf-8")
            print(f"{topic:28} {len(unique):5}")


if __name__ == "__main__":
    main()
