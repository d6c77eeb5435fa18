"""The statements of the suite and their recorded answers, as files.

`statements/<topic>.sql` holds statements that end with `;` at the end of a line. Lines that start with `--` between
statements are comments; inside a statement they belong to it (positions count them). `-- zone: Asia/Kolkata` in the
head of a file sets the session's time zone for the topic. `answers/<topic>.jsonl` holds one JSON object a statement.
"""

import hashlib
import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
STATEMENTS = HERE / "statements"
ANSWERS = HERE / "answers"


class Topic:
    """One file of statements."""

    def __init__(self, path):
        self.name = path.stem
        text = path.read_text(encoding="utf-8")
        zone = re.search(r"^-- zone: (\S+)$", text, re.MULTILINE)
        self.zone = zone.group(1) if zone else "UTC"
        self.statements = list(split(text, path))

    def answers(self):
        """Recorded answers by statement; empty when nothing is recorded yet."""
        path = ANSWERS / f"{self.name}.jsonl"
        if not path.exists():
            return {}
        lines = path.read_text(encoding="utf-8").splitlines()
        return {answer["sql"]: answer for answer in map(json.loads, lines)}

    def write_answers(self, answers):
        """Writes the answers in the order of the statements."""
        lines = [json.dumps(answer, ensure_ascii=False, sort_keys=False) for answer in answers]
        (ANSWERS / f"{self.name}.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def topics(wanted=()):
    """All topics, or those named."""
    found = [Topic(path) for path in sorted(STATEMENTS.glob("*.sql"))]
    unknown = set(wanted) - {topic.name for topic in found}
    if unknown:
        raise SystemExit(f"no such topic: {', '.join(sorted(unknown))}")
    return [topic for topic in found if not wanted or topic.name in wanted]


def split(text, path):
    """The statements of a file; a statement twice in one file is a mistake."""
    seen, current = set(), []
    for line in text.splitlines():
        if not current and (not line.strip() or line.startswith("--")):
            continue
        current.append(line)
        if line.endswith(";"):
            statement = "\n".join(current)[:-1]
            current = []
            if statement in seen:
                raise SystemExit(f"{path.name}: twice: {statement}")
            seen.add(statement)
            yield statement
    if current:
        raise SystemExit(f"{path.name}: the last statement does not end with ';'")


def key(topic, statement):
    """A short stable name of a statement."""
    return f"{topic}:{hashlib.sha256(statement.encode()).hexdigest()[:10]}"
