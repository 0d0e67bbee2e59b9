-- The latest import of each relay. Its progress is stored about once a second, so that a page shows it
-- after a reload.
--
-- state       running | done | failed
-- bytes_total as the client announced; null = unknown
-- lines       lines received; the counts below are final only in the state done
-- problems    a JSON array of {line, event_id, message}
-- error       a sentence for the owner; '' = none
CREATE TABLE relay_imports (
  relay_id     TEXT PRIMARY KEY REFERENCES relays (id),
  id           TEXT NOT NULL,
  state        TEXT NOT NULL,
  started_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  bytes        BIGINT NOT NULL,
  bytes_total  BIGINT,
  lines        BIGINT NOT NULL,
  imported     BIGINT NOT NULL,
  known        BIGINT NOT NULL,
  invalid      BIGINT NOT NULL,
  problems     TEXT NOT NULL,
  error        TEXT NOT NULL
);
