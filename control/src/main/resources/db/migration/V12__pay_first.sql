-- From where a tenant's replay goes on, and how its last invoice ended that was paid or forgiven.
ALTER TABLE ledgers ADD COLUMN checkpoint TEXT NOT NULL DEFAULT '';
ALTER TABLE ledgers ADD COLUMN last_outcome TEXT NOT NULL DEFAULT 'none';
UPDATE ledgers SET last_outcome = coalesce(
  (SELECT CASE WHEN i.status = 'paid' THEN 'paid' ELSE 'forgiven' END FROM invoices i
    WHERE i.tenant_pubkey = ledgers.tenant_pubkey
      AND (i.status = 'paid' OR i.void_reason = 'forgiven')
   ORDER BY coalesce(i.paid_at, i.voided_at) DESC, CASE WHEN i.status = 'paid' THEN 1 ELSE 0 END DESC
   LIMIT 1),
  'none');

-- Items up to this instant were made when shares were rounded half up.
ALTER TABLE billing_state ADD COLUMN half_up_until BIGINT NOT NULL DEFAULT -1;
UPDATE billing_state SET half_up_until = coalesce((SELECT max(billed_until) FROM ledgers), -1);

-- When the invoice after a dissolved one is due, if it is created before.
ALTER TABLE invoices ADD COLUMN passes_on BIGINT;

-- The paid plan that a relay waits for, and the open invoice that it waits for; '' = none.
ALTER TABLE relays ADD COLUMN reserved_plan_id TEXT NOT NULL DEFAULT '';
ALTER TABLE relays ADD COLUMN reserved_invoice_id TEXT NOT NULL DEFAULT '';
CREATE INDEX relays_reserved ON relays (reserved_invoice_id) WHERE reserved_invoice_id <> '';
