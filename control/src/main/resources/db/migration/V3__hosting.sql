-- What the periodic probe saw of each relay, the newest few hundred.
CREATE TABLE probes (
  relay_id    TEXT NOT NULL,
  at          BIGINT NOT NULL,
  up          INTEGER NOT NULL,
  latency_ms  INTEGER,
  drift       TEXT NOT NULL,
  PRIMARY KEY (relay_id, at)
);
