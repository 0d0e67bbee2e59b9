-- Used on PostgreSQL only: SQLite locks its file, and one thread commits to it.

-- Rights that one process has at a time.
--
-- holder    the process, for the operator
-- token     one more with each change of the holder
-- until_ms  milliseconds since 1970 by the clock of the database
CREATE TABLE leases (
  name      TEXT PRIMARY KEY,
  holder    TEXT NOT NULL,
  token     BIGINT NOT NULL,
  until_ms  BIGINT NOT NULL
);

-- The writing transactions of the last hour. If the connection is lost inside a commit, its row shows
-- whether it happened.
CREATE TABLE commits (
  id  TEXT PRIMARY KEY,
  at  BIGINT NOT NULL
);
CREATE INDEX commits_age ON commits (at);
