-- Relays of an earlier platform, with the time that was paid for there. Relays without such time have no row.
--
-- plan_id, amount   the plan that was paid for, and its price for a month when the relay was adopted
-- paid_until        nothing is charged for the relay on this plan before
-- anchor            from which the earlier platform counted the periods
CREATE TABLE adopted_relays (
  relay_id    TEXT PRIMARY KEY REFERENCES relays (id),
  plan_id     TEXT NOT NULL,
  amount      BIGINT NOT NULL,
  paid_until  BIGINT NOT NULL,
  anchor      BIGINT NOT NULL,
  adopted_at  BIGINT NOT NULL
);

-- Invoices of an earlier platform: history, never debt.
--
-- id       as there
-- amount   in US cents
-- status   open | paid | void, as it was there
-- method   nwc | stripe | oob; null = not paid, or unknown
-- items    JSON: relay_id, plan_id, amount and description of each line
CREATE TABLE imported_invoices (
  id             TEXT PRIMARY KEY,
  tenant_pubkey  TEXT NOT NULL REFERENCES tenants (pubkey),
  amount         BIGINT NOT NULL,
  status         TEXT NOT NULL,
  method         TEXT,
  period_start   BIGINT NOT NULL,
  period_end     BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  paid_at        BIGINT,
  voided_at      BIGINT,
  items          TEXT NOT NULL,
  imported_at    BIGINT NOT NULL
);
CREATE INDEX imported_invoices_of_tenant ON imported_invoices (tenant_pubkey, created_at, id);
