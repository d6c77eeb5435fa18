-- The first schema. Kept to what SQLite and PostgreSQL both accept, so that one set of migrations
-- serves both: no AUTOINCREMENT, no WITHOUT ROWID, times are microseconds since 1970 (UTC) in BIGINT,
-- texts compare as bytes (SQLite's default; on PostgreSQL the database must use the collation "C").

-- The next id of each kind; handed out by UPDATE … RETURNING, never used twice.
CREATE TABLE id_counters (
    name TEXT NOT NULL PRIMARY KEY,
    next_id BIGINT NOT NULL
);

INSERT INTO id_counters (name, next_id) VALUES ('table', 1);

CREATE TABLE databases (
    name TEXT NOT NULL PRIMARY KEY,
    description TEXT,
    location_uri TEXT,
    parameters TEXT NOT NULL, -- JSON object
    create_time BIGINT NOT NULL
);

CREATE TABLE tables (
    table_id BIGINT NOT NULL PRIMARY KEY,
    database_name TEXT NOT NULL REFERENCES databases (name),
    name TEXT NOT NULL,
    table_type TEXT NOT NULL, -- EXTERNAL_TABLE, MANAGED_TABLE, VIRTUAL_VIEW
    definition TEXT NOT NULL, -- JSON of the TableInput
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    UNIQUE (database_name, name)
);

-- What a table was before each of its changes; the current version is in `tables`.
CREATE TABLE table_versions (
    table_id BIGINT NOT NULL REFERENCES tables (table_id) ON DELETE CASCADE,
    version_id BIGINT NOT NULL,
    definition TEXT NOT NULL,
    update_time BIGINT NOT NULL,
    PRIMARY KEY (table_id, version_id)
);

-- One row per partition. The value of key number N (from 0) is kept in vN as the text it was given
-- ('' for keys the table does not have, __HIVE_DEFAULT_PARTITION__ for NULL), and in iN as an integer
-- where the text is one, so that a filter on "08" = 8 is an index lookup. The primary key serves
-- uniqueness, text filters and key order; the second index serves integer filters.
-- A side table of (key, value) rows was the alternative: three joined keys then cost one index
-- lookup per partition of the first key, thousands where this schema needs one range.
CREATE TABLE partitions (
    table_id BIGINT NOT NULL REFERENCES tables (table_id) ON DELETE CASCADE,
    v0 TEXT NOT NULL,
    v1 TEXT NOT NULL DEFAULT '',
    v2 TEXT NOT NULL DEFAULT '',
    v3 TEXT NOT NULL DEFAULT '',
    v4 TEXT NOT NULL DEFAULT '',
    v5 TEXT NOT NULL DEFAULT '',
    v6 TEXT NOT NULL DEFAULT '',
    v7 TEXT NOT NULL DEFAULT '',
    v8 TEXT NOT NULL DEFAULT '',
    v9 TEXT NOT NULL DEFAULT '',
    v10 TEXT NOT NULL DEFAULT '',
    v11 TEXT NOT NULL DEFAULT '',
    v12 TEXT NOT NULL DEFAULT '',
    v13 TEXT NOT NULL DEFAULT '',
    v14 TEXT NOT NULL DEFAULT '',
    v15 TEXT NOT NULL DEFAULT '',
    i0 BIGINT,
    i1 BIGINT,
    i2 BIGINT,
    i3 BIGINT,
    i4 BIGINT,
    i5 BIGINT,
    i6 BIGINT,
    i7 BIGINT,
    i8 BIGINT,
    i9 BIGINT,
    i10 BIGINT,
    i11 BIGINT,
    i12 BIGINT,
    i13 BIGINT,
    i14 BIGINT,
    i15 BIGINT,
    location TEXT,
    descriptor TEXT, -- JSON of the StorageDescriptor without its location; NULL when all default
    parameters TEXT, -- JSON object; NULL when empty
    creation_time BIGINT NOT NULL,
    PRIMARY KEY (table_id, v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15)
);

CREATE INDEX partitions_by_integer ON partitions (table_id, i0, i1, i2, i3);

CREATE TABLE users (
    name TEXT NOT NULL PRIMARY KEY,
    scram_verifier TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE workgroups (
    name TEXT NOT NULL PRIMARY KEY,
    description TEXT,
    state TEXT NOT NULL, -- ENABLED, DISABLED
    bytes_scanned_cutoff_per_query BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE prepared_statements (
    workgroup TEXT NOT NULL REFERENCES workgroups (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    last_modified BIGINT NOT NULL,
    PRIMARY KEY (workgroup, name)
);

-- Names are plain text here: a record outlives its user, workgroup and database.
CREATE TABLE query_history (
    query_id TEXT NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL,
    workgroup TEXT NOT NULL,
    database_name TEXT NOT NULL,
    query TEXT NOT NULL,
    state TEXT NOT NULL, -- QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED
    submitted_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    data_scanned_bytes BIGINT NOT NULL,
    billed_bytes BIGINT NOT NULL,
    cost_usd DOUBLE PRECISION NOT NULL,
    rows_returned BIGINT NOT NULL,
    peak_memory_bytes BIGINT NOT NULL,
    error_name TEXT,
    error_message TEXT
);

CREATE INDEX query_history_by_time ON query_history (submitted_at, query_id);
