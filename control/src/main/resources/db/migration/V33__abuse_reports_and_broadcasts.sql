-- Reports to the operator about a relay or a message. Equal ones are counted while one is open.
CREATE TABLE abuse_reports (
  id          TEXT PRIMARY KEY,
  relay_id    TEXT NOT NULL REFERENCES relays (id),
  event_id    TEXT NOT NULL,              -- '' = the report is about the relay
  reason      TEXT NOT NULL,              -- a word of NIP-56
  times       BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  state       TEXT NOT NULL,              -- 'open' | 'closed'
  decision    TEXT NOT NULL DEFAULT '',   -- '' = open
  sentence    TEXT NOT NULL DEFAULT '',
  decided_at  BIGINT,
  decided_by  TEXT
);

CREATE UNIQUE INDEX abuse_reports_open ON abuse_reports (relay_id, event_id, reason) WHERE state = 'open';
CREATE INDEX abuse_reports_newest ON abuse_reports (state, created_at, id);
CREATE INDEX abuse_reports_of_relay ON abuse_reports (relay_id, created_at);

-- The people who reported, with the hash of the secret code of each status page.
CREATE TABLE abuse_reporters (
  id          TEXT PRIMARY KEY,
  report_id   TEXT NOT NULL REFERENCES abuse_reports (id),
  code_hash   TEXT NOT NULL UNIQUE,
  pubkey      TEXT,                       -- null = anonymous
  signed_id   TEXT UNIQUE,                -- the id of the signed report (NIP-56); null = by the form
  text        TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE INDEX abuse_reporters_of_report ON abuse_reporters (report_id, created_at, id);

-- Messages of the operator to many tenants. Each is sent in batches by the order of the tenants' keys.
CREATE TABLE broadcasts (
  id            TEXT PRIMARY KEY,
  created_at    BIGINT NOT NULL,
  admin_pubkey  TEXT NOT NULL,
  audience      TEXT NOT NULL,            -- 'all' | 'with_relay' | 'paid'
  subject       TEXT NOT NULL,
  text          TEXT NOT NULL,
  recipients    BIGINT NOT NULL,          -- counted when it was written
  sent          BIGINT NOT NULL,
  last_pubkey   TEXT NOT NULL,            -- the last tenant who has the notice; '' = none
  state         TEXT NOT NULL,            -- 'sending' | 'sent' | 'stopped'
  ended_at      BIGINT
);

CREATE INDEX broadcasts_newest ON broadcasts (created_at, id);
CREATE UNIQUE INDEX broadcasts_sending ON broadcasts (state) WHERE state = 'sending';
