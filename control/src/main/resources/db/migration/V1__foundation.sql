-- What happened to each tenant, in order; never changed, never deleted.
CREATE TABLE activity (
  id             TEXT PRIMARY KEY,
  tenant_pubkey  TEXT NOT NULL,
  sequence       BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  activity_type  TEXT NOT NULL,
  resource_type  TEXT NOT NULL,
  resource_id    TEXT NOT NULL,
  actor          TEXT NOT NULL,
  detail         TEXT NOT NULL,
  snapshot       TEXT NOT NULL,
  UNIQUE (tenant_pubkey, sequence)
);

CREATE INDEX activity_of_resource ON activity (resource_type, resource_id, tenant_pubkey, sequence);

-- Session events that were ended early, until they would have expired.
CREATE TABLE sessions_ended (
  event_id    TEXT PRIMARY KEY,
  expires_at  BIGINT NOT NULL
);

CREATE INDEX sessions_ended_expiry ON sessions_ended (expires_at);

-- Tokens for one request, used, until they would have expired.
CREATE TABLE requests_used (
  event_id    TEXT PRIMARY KEY,
  expires_at  BIGINT NOT NULL
);

CREATE INDEX requests_used_expiry ON requests_used (expires_at);

-- The first answer to each idempotency key; no status while it is being made.
CREATE TABLE idempotency_keys (
  caller      TEXT NOT NULL,
  path        TEXT NOT NULL,
  key         TEXT NOT NULL,
  body_hash   TEXT NOT NULL,
  status      INTEGER,
  answer      TEXT,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (caller, path, key)
);

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
