-- When each payment method was last asked automatically for an invoice; 0 = never (M10).
ALTER TABLE invoices ADD COLUMN wallet_tried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN card_tried_at BIGINT NOT NULL DEFAULT 0;

-- The heartbeat of the program, by the clock on the wall (M4). The file billing.heartbeat beside the
-- database has the same epoch and count, so that a database restored from a copy is recognised.
ALTER TABLE billing_state ADD COLUMN last_alive_at BIGINT;
ALTER TABLE billing_state ADD COLUMN beats BIGINT NOT NULL DEFAULT 0;
ALTER TABLE billing_state ADD COLUMN epoch TEXT NOT NULL DEFAULT '';

-- Until search_until, a first charge is searched for at the processor among those since search_since.
ALTER TABLE billing_state ADD COLUMN search_since BIGINT;
ALTER TABLE billing_state ADD COLUMN search_until BIGINT;

-- Each time that money was put on hold, and who resumed it. The open one has no resumed_at.
CREATE TABLE money_holds (
  id             TEXT PRIMARY KEY,
  since          BIGINT NOT NULL,
  reason         TEXT NOT NULL,
  alive_before   BIGINT NOT NULL,
  resumed_at     BIGINT,
  resumed_by     TEXT NOT NULL DEFAULT '',
  resume_reason  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX money_holds_open ON money_holds (since) WHERE resumed_at IS NULL;
