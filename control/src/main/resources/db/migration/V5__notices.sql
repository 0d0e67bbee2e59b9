-- What tenants are told, once each; the outbox of the messages that tell it.
CREATE TABLE notices (
  id             TEXT PRIMARY KEY,
  tenant_pubkey  TEXT NOT NULL,
  subject        TEXT NOT NULL,
  kind           TEXT NOT NULL,
  text           TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  state          TEXT NOT NULL,              -- 'waiting' | 'sent' | 'unreachable'
  wrap           TEXT NOT NULL DEFAULT '',   -- the event for the tenant, made before the first attempt
  own_wrap       TEXT NOT NULL DEFAULT '',   -- the event for the robot itself
  attempts       INTEGER NOT NULL DEFAULT 0,
  retry_at       BIGINT,                     -- null = nothing is left to do
  sent_at        BIGINT,
  UNIQUE (tenant_pubkey, subject, kind)
);

CREATE INDEX notices_of_tenant ON notices (tenant_pubkey, created_at, id);
CREATE INDEX notices_waiting ON notices (retry_at) WHERE retry_at IS NOT NULL;

-- What each relay last answered to each copy of a message.
CREATE TABLE notice_receipts (
  notice_id  TEXT NOT NULL REFERENCES notices (id),
  copy       TEXT NOT NULL,                  -- 'recipient' | 'own'
  relay      TEXT NOT NULL,
  answer     TEXT NOT NULL,                  -- 'taken' | 'refused' | 'silent'
  text       TEXT NOT NULL,
  tries      INTEGER NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (notice_id, copy, relay)
);

-- How full each relay was when its owner was last told.
CREATE TABLE member_alerts (
  relay_id  TEXT PRIMARY KEY,
  percent   INTEGER NOT NULL,
  episode   BIGINT NOT NULL
);

-- What the robot last published of itself, and which relays have it.
CREATE TABLE robot_events (
  kind   INTEGER NOT NULL,
  relay  TEXT NOT NULL,
  event  TEXT NOT NULL,
  taken  INTEGER NOT NULL,
  PRIMARY KEY (kind, relay)
);
