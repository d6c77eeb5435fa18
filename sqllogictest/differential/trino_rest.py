"""Trino's REST protocol, as far as a statement and its answer need it. Standard library only."""

import json
import time
import urllib.error
import urllib.request

MAX_ROWS = 10_000
TIMEOUT_SECONDS = 120


class Server:
    """A server of the protocol and the session that statements are put in."""

    def __init__(self, url, catalog, schema, user="differential"):
        self.url, self.catalog, self.schema, self.user = url.rstrip("/"), catalog, schema, user

    def ask(self, sql, zone="UTC"):
        """Names, types and rows, or the error, of one statement."""
        headers = {
            "X-Trino-User": self.user,
            "X-Trino-Catalog": self.catalog,
            "X-Trino-Schema": self.schema,
            "X-Trino-Time-Zone": zone,
            "X-Trino-Source": "differential",
            "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
            "Content-Type": "text/plain; charset=utf-8",
        }
        page = call(self.url + "/v1/statement", headers, sql.encode())
        names = types = update = None
        rows = []
        while True:
            if error := page.get("error"):
                at = error.get("errorLocation") or {}
                return {
                    "error": error["errorName"],
                    "kind": error["errorType"],
                    "line": at.get("lineNumber"),
                    "column": at.get("columnNumber"),
                    "message": error.get("message"),
                }
            if columns := page.get("columns"):
                names = [column["name"] for column in columns]
                types = [column["type"] for column in columns]
            rows += page.get("data") or []
            update = page.get("updateType") or update
            if "nextUri" not in page or len(rows) > MAX_ROWS:
                break
            page = call(page["nextUri"], headers)
        answer = {"names": names, "types": types, "rows": rows}
        return answer | {"update": update} if update else answer


def call(url, headers, body=None):
    """One request; a server that is busy is asked again."""
    for attempt in range(5):
        request = urllib.request.Request(url, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 502, 503, 504) or attempt == 4:
                raise RuntimeError(f"{error.code} {error.read()[:200]!r}") from error
            time.sleep(0.1 * 2**attempt)
    raise AssertionError("the loop returns or raises")
