-- Everything that may bring money for an invoice. Times are those of the wall clock.
--
-- rail       lightning | checkout | card
-- external_id payment hash, checkout session or payment intent; '' = not known yet
-- account    the platform wallet's public key, or the customer at the processor; '' = not recorded
-- instrument BOLT11, page address or saved card
-- amount     what was requested: millisatoshis on lightning, else US cents
-- worth      what the amount settles, in the minor unit of the prices' currency
-- state      prepared | open | asked | unknown | settled | failed | expired
-- asked_at   when a wallet or processor was told to pay; null = never, or it refused
-- unpaid_as_of  the wallet's own clock when it said that a code can never be paid; null = not said
-- payer_pays 1 = the payer's wallet says that it still pays an expired code
-- reason     why it ended or is unknown, for the operator
-- sentence   told to the tenant when a charge that demands an action was cancelled
-- next_look_at  null = the state is final
CREATE TABLE payment_attempts (
  id              TEXT PRIMARY KEY,
  invoice_id      TEXT NOT NULL REFERENCES invoices (id),
  rail            TEXT NOT NULL,
  external_id     TEXT NOT NULL,
  account         TEXT NOT NULL,
  instrument      TEXT NOT NULL,
  amount          BIGINT NOT NULL,
  worth           BIGINT NOT NULL,
  rate_usd_cents  BIGINT,
  rate_source     TEXT,
  rate_at         BIGINT,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT,
  state           TEXT NOT NULL,
  state_since     BIGINT NOT NULL,
  asked_at        BIGINT,
  unpaid_as_of    BIGINT,
  payer_pays      INTEGER NOT NULL DEFAULT 0,
  reason          TEXT NOT NULL DEFAULT '',
  sentence        TEXT NOT NULL DEFAULT '',
  looks           INTEGER NOT NULL DEFAULT 0,
  next_look_at    BIGINT
);

INSERT INTO payment_attempts (id, invoice_id, rail, external_id, account, instrument, amount, worth,
  rate_usd_cents, rate_source, rate_at, created_at, expires_at, state, state_since, asked_at,
  unpaid_as_of, payer_pays, next_look_at)
SELECT b.id, b.invoice_id, 'lightning', b.payment_hash, '', b.lnbc, b.msats, b.worth,
  b.rate_usd_cents, b.rate_source, b.rate_at, b.created_at, b.expires_at,
  CASE WHEN b.settled_at IS NOT NULL THEN 'settled'
       WHEN b.found_unpaid_at >= b.expires_at + 3600 THEN 'expired'
       WHEN b.found_unpaid_at IS NOT NULL AND b.trial <> 'none' THEN 'expired'
       WHEN b.trial <> 'none' THEN 'unknown'
       ELSE 'open' END,
  coalesce(b.settled_at, b.found_unpaid_at, b.created_at),
  CASE WHEN b.trial <> 'none' THEN b.created_at END,
  b.found_unpaid_at,
  CASE WHEN b.trial = 'pending' THEN 1 ELSE 0 END,
  CASE WHEN b.settled_at IS NOT NULL OR b.found_unpaid_at >= b.expires_at + 3600
         OR (b.found_unpaid_at IS NOT NULL AND b.trial <> 'none') THEN NULL ELSE 0 END
  FROM bolt11s b;

INSERT INTO payment_attempts (id, invoice_id, rail, external_id, account, instrument, amount, worth,
  rate_usd_cents, rate_source, rate_at, created_at, expires_at, state, state_since, next_look_at)
SELECT c.id, c.invoice_id, 'checkout', c.id, t.stripe_customer_id, c.url, c.cents, c.worth,
  c.rate_usd_cents, c.rate_source, c.rate_at, c.created_at, c.expires_at,
  CASE c.state WHEN 'paid' THEN 'settled' ELSE c.state END, c.created_at,
  CASE c.state WHEN 'open' THEN 0 END
  FROM checkouts c JOIN invoices i ON i.id = c.invoice_id JOIN tenants t ON t.pubkey = i.tenant_pubkey;

INSERT INTO payment_attempts (id, invoice_id, rail, external_id, account, instrument, amount, worth,
  rate_usd_cents, rate_source, rate_at, created_at, state, state_since, asked_at, reason, sentence,
  next_look_at)
SELECT c.id, c.invoice_id, 'card', c.intent_id, t.stripe_customer_id, c.payment_method, c.cents,
  c.worth, c.rate_usd_cents, c.rate_source, c.rate_at, c.created_at,
  CASE c.state WHEN 'unsettled' THEN 'unknown' WHEN 'succeeded' THEN 'settled'
       WHEN 'cancelled' THEN 'failed' ELSE c.state END,
  c.created_at, c.created_at,
  CASE c.state WHEN 'cancelled' THEN 'canceled' ELSE c.code END,
  CASE WHEN c.state = 'unsettled' AND i.attempt = 'cancelling' THEN i.attempt_sentence ELSE '' END,
  CASE c.state WHEN 'unsettled' THEN 0 END
  FROM card_intents c JOIN invoices i ON i.id = c.invoice_id JOIN tenants t ON t.pubkey = i.tenant_pubkey;

DROP TABLE bolt11s;
DROP TABLE checkouts;
DROP TABLE card_intents;

CREATE INDEX payment_attempts_of_invoice ON payment_attempts (invoice_id, created_at);
CREATE INDEX payment_attempts_external ON payment_attempts (external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX payment_attempts_hash ON payment_attempts (external_id) WHERE rail = 'lightning';
CREATE INDEX payment_attempts_due ON payment_attempts (next_look_at, id) WHERE next_look_at IS NOT NULL;
CREATE UNIQUE INDEX payment_attempts_one_charge ON payment_attempts (invoice_id)
  WHERE rail = 'card' AND next_look_at IS NOT NULL;
CREATE INDEX payment_attempts_lost ON payment_attempts (state_since)
  WHERE reason IN ('rail_removed', 'not_found');

-- The stage of each invoice's collection. Its attempts have their own row, so the invoice keeps
-- only the rail that it waits for, and no name of an effect.
DROP INDEX invoices_effect;
ALTER TABLE invoices RENAME COLUMN attempt TO stage;
ALTER TABLE invoices RENAME COLUMN attempt_at TO stage_at;
ALTER TABLE invoices DROP COLUMN attempt_count;
ALTER TABLE invoices DROP COLUMN attempt_sentence;
ALTER TABLE invoices DROP COLUMN pending_effect;
UPDATE invoices SET stage = CASE
  WHEN stage = 'looking_back' THEN 'resolving'
  WHEN stage = 'paying' THEN 'asking_wallet'
  WHEN stage = 'charging' THEN 'charging_card'
  WHEN stage = 'pay_unknown' AND EXISTS (SELECT 1 FROM payment_attempts a
    WHERE a.invoice_id = invoices.id AND a.rail = 'lightning' AND a.state = 'unknown')
    THEN 'waiting_lightning'
  WHEN stage IN ('charge_unknown', 'cancelling') AND EXISTS (SELECT 1 FROM payment_attempts a
    WHERE a.invoice_id = invoices.id AND a.rail = 'card' AND a.state = 'unknown')
    THEN 'waiting_card'
  WHEN stage IN ('pay_unknown', 'charge_unknown', 'cancelling') THEN 'resolving'
  ELSE stage END;
UPDATE invoices SET stage = 'resting' WHERE status <> 'open';
UPDATE invoices SET look_at = NULL WHERE stage <> 'resting';
CREATE INDEX invoices_at_work ON invoices (id)
  WHERE stage IN ('resolving', 'asking_wallet', 'charging_card');
