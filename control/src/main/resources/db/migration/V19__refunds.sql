-- Money that came without an invoice is money on account.
CREATE TABLE payments_next (
  id             TEXT PRIMARY KEY,
  invoice_id     TEXT REFERENCES invoices (id),
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  method         TEXT NOT NULL,
  worth          BIGINT NOT NULL,
  received       BIGINT NOT NULL,
  unit           TEXT NOT NULL,
  at             BIGINT NOT NULL
);
INSERT INTO payments_next (id, invoice_id, tenant_pubkey, method, worth, received, unit, at)
SELECT id, invoice_id, tenant_pubkey, method, worth, received, unit, at FROM payments;
DROP TABLE payments;
ALTER TABLE payments_next RENAME TO payments;
CREATE INDEX payments_of_invoice ON payments (invoice_id);
CREATE INDEX payments_by_time ON payments (at);
CREATE INDEX payments_revenue ON payments (at, worth);

-- Money of a payment that goes back to the payer. Times are those of the wall clock but for
-- booked_at and undone_at, which are billing's.
--
-- id           of a refund that an operator requests: its idempotency key at the processor; else the
--              processor's id of the refund or dispute
-- kind         refund | dispute (one that was lost)
-- paid_by      processor | operator (paid outside)
-- external_id  the processor's id; '' = not known yet, or paid outside
-- amount       in the minor unit of the prices' currency
-- cents        at the processor; 0 = paid outside
-- state        asked | succeeded | failed
-- booked_at    when the books took it; null = not yet
-- undone_at    when it failed after it was booked
-- next_look_at null = the state is final
CREATE TABLE refunds (
  id             TEXT PRIMARY KEY,
  payment_id     TEXT NOT NULL REFERENCES payments (id),
  invoice_id     TEXT REFERENCES invoices (id),
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  kind           TEXT NOT NULL,
  paid_by        TEXT NOT NULL,
  external_id    TEXT NOT NULL,
  amount         BIGINT NOT NULL,
  cents          BIGINT NOT NULL,
  state          TEXT NOT NULL,
  reason         TEXT NOT NULL,
  actor          TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  looks          INTEGER NOT NULL DEFAULT 0,
  next_look_at   BIGINT,
  booked_at      BIGINT,
  undone_at      BIGINT
);
CREATE INDEX refunds_of_tenant ON refunds (tenant_pubkey, booked_at);
CREATE INDEX refunds_of_payment ON refunds (payment_id);
CREATE INDEX refunds_of_invoice ON refunds (invoice_id);
CREATE UNIQUE INDEX refunds_external ON refunds (external_id) WHERE external_id <> '';
CREATE INDEX refunds_due ON refunds (next_look_at) WHERE next_look_at IS NOT NULL;

-- Objections of payers at their bank. state: open | won | lost; respond_by: until when the processor
-- takes evidence.
CREATE TABLE disputes (
  id             TEXT PRIMARY KEY,
  payment_id     TEXT NOT NULL REFERENCES payments (id),
  invoice_id     TEXT NOT NULL REFERENCES invoices (id),
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  amount         BIGINT NOT NULL,
  cents          BIGINT NOT NULL,
  reason         TEXT NOT NULL,
  state          TEXT NOT NULL,
  opened_at      BIGINT NOT NULL,
  respond_by     BIGINT,
  closed_at      BIGINT
);
CREATE INDEX disputes_open ON disputes (opened_at, id) WHERE state = 'open';
CREATE INDEX disputes_of_invoice ON disputes (invoice_id);
CREATE INDEX disputes_of_tenant ON disputes (tenant_pubkey);

-- Of an invoice: what was refunded of its payments or lost in a dispute, what is being refunded, and
-- the state of the newest dispute ('' = there was none).
ALTER TABLE invoices ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN refund_pending BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN dispute TEXT NOT NULL DEFAULT '';

-- Of an item that takes back credit: the refund, and the item that is worth less. Of credit that was
-- given back because a refund failed: the refund.
ALTER TABLE invoice_items ADD COLUMN refund_id TEXT REFERENCES refunds (id);
ALTER TABLE invoice_items ADD COLUMN reverses TEXT;

ALTER TABLE tenants ADD COLUMN disputed_at BIGINT;
