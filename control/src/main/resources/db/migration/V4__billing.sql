-- The billing clock's instant of each activity, from which alone bills are made.
ALTER TABLE activity ADD COLUMN billing_at BIGINT NOT NULL DEFAULT 0;
UPDATE activity SET billing_at = created_at;
CREATE INDEX activity_of_kind ON activity (tenant_pubkey, resource_type, sequence);

-- What everybody who may see a tenant may see of its money, kept by billing.
ALTER TABLE tenants ADD COLUMN billing_anchor BIGINT;
ALTER TABLE tenants ADD COLUMN churned_at BIGINT;
ALTER TABLE tenants ADD COLUMN open_invoices INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN credit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN nwc_url TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN nwc_pubkey TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN nwc_budget_msats BIGINT;
ALTER TABLE tenants ADD COLUMN nwc_error TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN stripe_customer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN stripe_payment_method_id TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN card_brand TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN card_last4 TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN stripe_error TEXT NOT NULL DEFAULT '';
CREATE INDEX tenants_customer ON tenants (stripe_customer_id) WHERE stripe_customer_id <> '';

-- One row: when there was a way to pay for the first time, and how far ahead a demo's clock is.
CREATE TABLE billing_state (
  one                  INTEGER PRIMARY KEY CHECK (one = 1),
  rails_since          BIGINT,
  clock_ahead_seconds  BIGINT NOT NULL
);
INSERT INTO billing_state (one, clock_ahead_seconds) VALUES (1, 0);

-- Every price there was, with the instant at which it was first seen.
CREATE TABLE plan_prices (
  plan_id   TEXT NOT NULL,
  currency  TEXT NOT NULL,
  amount    BIGINT NOT NULL,
  seen_at   BIGINT NOT NULL,
  PRIMARY KEY (plan_id, seen_at)
);

-- How far each tenant was billed.
CREATE TABLE ledgers (
  tenant_pubkey    TEXT PRIMARY KEY REFERENCES tenants (pubkey),
  billed_sequence  BIGINT NOT NULL,
  billed_until     BIGINT NOT NULL,
  renews_at        BIGINT
);
CREATE INDEX ledgers_renewals ON ledgers (renews_at) WHERE renews_at IS NOT NULL;

-- Invoices, and how far the collecting of each is. An open one without a due time stands still.
CREATE TABLE invoices (
  id                TEXT PRIMARY KEY,
  tenant_pubkey     TEXT NOT NULL REFERENCES tenants (pubkey),
  number            BIGINT NOT NULL,
  total             BIGINT NOT NULL,
  currency          TEXT NOT NULL,
  cents             BIGINT NOT NULL,
  period_start      BIGINT NOT NULL,
  period_end        BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  status            TEXT NOT NULL,
  due_at            BIGINT,
  grace_left        BIGINT,
  paid_at           BIGINT,
  method            TEXT,
  payment_id        TEXT,
  voided_at         BIGINT,
  void_reason       TEXT,
  void_note         TEXT NOT NULL,
  attempt           TEXT NOT NULL,
  attempt_at        BIGINT NOT NULL,
  attempt_count     INTEGER NOT NULL,
  attempt_sentence  TEXT NOT NULL,
  our_side          TEXT NOT NULL,
  told              TEXT NOT NULL,
  look_at           BIGINT,
  pending_effect    TEXT NOT NULL,
  UNIQUE (tenant_pubkey, number)
);
CREATE INDEX invoices_newest ON invoices (created_at, id);
CREATE INDEX invoices_open ON invoices (created_at, id) WHERE status = 'open';
CREATE INDEX invoices_paid ON invoices (paid_at) WHERE status = 'paid';
CREATE INDEX invoices_look ON invoices (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX invoices_effect ON invoices (id) WHERE pending_effect <> '';

-- Lines of bills. The id says what made the line, so that none is made twice.
CREATE TABLE invoice_items (
  id             TEXT PRIMARY KEY,
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  number         BIGINT NOT NULL,
  kind           TEXT NOT NULL,
  relay_id       TEXT NOT NULL,
  plan_id        TEXT NOT NULL,
  price          BIGINT NOT NULL,
  amount         BIGINT NOT NULL,
  activity_id    TEXT,
  payment_id     TEXT,
  gives_back     TEXT UNIQUE,
  period_start   BIGINT NOT NULL,
  period_end     BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  invoice_id     TEXT REFERENCES invoices (id),
  forgiven_on    TEXT REFERENCES invoices (id),
  UNIQUE (tenant_pubkey, number)
);
CREATE INDEX invoice_items_on ON invoice_items (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX invoice_items_forgiven ON invoice_items (forgiven_on) WHERE forgiven_on IS NOT NULL;

-- What was given out to be paid by Lightning; `worth` is what it settles, in the prices' currency.
CREATE TABLE bolt11s (
  id               TEXT PRIMARY KEY,
  invoice_id       TEXT NOT NULL REFERENCES invoices (id),
  payment_hash     TEXT NOT NULL UNIQUE,
  lnbc             TEXT NOT NULL,
  msats            BIGINT NOT NULL,
  worth            BIGINT NOT NULL,
  rate_usd_cents   BIGINT,
  created_at       BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  settled_at       BIGINT,
  found_unpaid_at  BIGINT,
  trial            TEXT NOT NULL
);
CREATE INDEX bolt11s_of_invoice ON bolt11s (invoice_id, created_at);
CREATE INDEX bolt11s_unknown ON bolt11s (expires_at)
  WHERE settled_at IS NULL AND found_unpaid_at IS NULL;

CREATE TABLE checkouts (
  id          TEXT PRIMARY KEY,
  invoice_id  TEXT NOT NULL REFERENCES invoices (id),
  url         TEXT NOT NULL,
  cents       BIGINT NOT NULL,
  worth       BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  state       TEXT NOT NULL
);
CREATE INDEX checkouts_of_invoice ON checkouts (invoice_id, created_at);
CREATE INDEX checkouts_open ON checkouts (expires_at) WHERE state = 'open';

-- One attempt on a saved card each; the id is the idempotency key at the processor.
CREATE TABLE card_intents (
  id              TEXT PRIMARY KEY,
  invoice_id      TEXT NOT NULL REFERENCES invoices (id),
  intent_id       TEXT NOT NULL,
  payment_method  TEXT NOT NULL,
  cents           BIGINT NOT NULL,
  worth           BIGINT NOT NULL,
  rate_usd_cents  BIGINT,
  created_at      BIGINT NOT NULL,
  state           TEXT NOT NULL,
  code            TEXT NOT NULL
);
CREATE INDEX card_intents_of_invoice ON card_intents (invoice_id, created_at);
CREATE UNIQUE INDEX card_intents_unsettled ON card_intents (invoice_id) WHERE state = 'unsettled';

-- Money that arrived, each once.
CREATE TABLE payments (
  id             TEXT PRIMARY KEY,
  invoice_id     TEXT NOT NULL REFERENCES invoices (id),
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  method         TEXT NOT NULL,
  worth          BIGINT NOT NULL,
  received       BIGINT NOT NULL,
  unit           TEXT NOT NULL,
  at             BIGINT NOT NULL
);
CREATE INDEX payments_of_invoice ON payments (invoice_id);
CREATE INDEX payments_by_time ON payments (at);

CREATE TABLE stripe_events (
  id           TEXT PRIMARY KEY,
  type         TEXT NOT NULL,
  received_at  BIGINT NOT NULL
);
