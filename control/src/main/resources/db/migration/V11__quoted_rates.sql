-- The price of a bitcoin by which something was priced, who said so and when; null = none was needed, or it is older than this.
ALTER TABLE bolt11s ADD COLUMN rate_source TEXT;
ALTER TABLE bolt11s ADD COLUMN rate_at BIGINT;
ALTER TABLE card_intents ADD COLUMN rate_source TEXT;
ALTER TABLE card_intents ADD COLUMN rate_at BIGINT;
ALTER TABLE checkouts ADD COLUMN rate_usd_cents BIGINT;
ALTER TABLE checkouts ADD COLUMN rate_source TEXT;
ALTER TABLE checkouts ADD COLUMN rate_at BIGINT;
