-- February 2026, made from the lists of fields: the real text was not found in public.
CREATE TABLE tenants (
  pubkey TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  nwc_url TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  billing_anchor INTEGER,
  stripe_customer_id TEXT,
  stripe_subscription_id TEXT,
  past_due_at INTEGER
);
CREATE TABLE relays (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenants (pubkey),
  schema TEXT NOT NULL,
  secret TEXT NOT NULL,
  subdomain TEXT NOT NULL UNIQUE,
  plan TEXT NOT NULL,
  status TEXT NOT NULL,
  stripe_subscription_item_id TEXT,
  sync_error TEXT NOT NULL DEFAULT '',
  info_name TEXT NOT NULL DEFAULT '',
  info_icon TEXT NOT NULL DEFAULT '',
  info_description TEXT NOT NULL DEFAULT '',
  policy_public_join INTEGER NOT NULL DEFAULT 0,
  policy_strip_signatures INTEGER NOT NULL DEFAULT 0,
  groups_enabled INTEGER NOT NULL DEFAULT 1,
  management_enabled INTEGER NOT NULL DEFAULT 1,
  blossom_enabled INTEGER NOT NULL DEFAULT 0,
  livekit_enabled INTEGER NOT NULL DEFAULT 0,
  push_enabled INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE invoices (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  amount INTEGER NOT NULL,
  status TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE invoice_items (
  id TEXT PRIMARY KEY,
  invoice TEXT,
  relay TEXT NOT NULL,
  amount INTEGER NOT NULL,
  sats INTEGER
);
