-- One row: the newest price of a bitcoin that was read, to show amounts by after a restart.
CREATE TABLE last_rate (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  usd_cents  BIGINT NOT NULL,
  source     TEXT NOT NULL,
  read_at    BIGINT NOT NULL
);
