-- Whether a relay is charged every month or every year, and the same for the plan that it waits for.
ALTER TABLE relays ADD COLUMN billing_interval TEXT NOT NULL DEFAULT 'month';
ALTER TABLE relays ADD COLUMN reserved_interval TEXT NOT NULL DEFAULT 'month';

-- Every yearly price there was, with the months that it leaves out, and the instant at which it was first seen.
CREATE TABLE yearly_prices (
  plan_id      TEXT NOT NULL,
  currency     TEXT NOT NULL,
  amount       BIGINT NOT NULL,
  free_months  INTEGER NOT NULL,
  seen_at      BIGINT NOT NULL,
  PRIMARY KEY (plan_id, seen_at)
);

-- The free months of a line whose price is that of a year; null = of a month.
ALTER TABLE invoice_items ADD COLUMN year_free_months INTEGER;
