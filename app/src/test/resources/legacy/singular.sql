-- May 2026 on, made from the lists of fields: the real text was not found in public.
CREATE TABLE tenant (
  pubkey TEXT PRIMARY KEY,
  return_url TEXT NOT NULL DEFAULT '',
  nwc_url TEXT NOT NULL DEFAULT '',
  nwc_error TEXT,
  created_at INTEGER NOT NULL,
  billing_anchor INTEGER,
  stripe_customer_id TEXT NOT NULL DEFAULT '',
  stripe_payment_method_id TEXT,
  stripe_error TEXT,
  churned_at INTEGER
);
CREATE TABLE relay (
  id TEXT PRIMARY KEY,
  tenant_pubkey TEXT NOT NULL REFERENCES tenant (pubkey),
  schema TEXT NOT NULL,
  subdomain TEXT NOT NULL,
  zooid_domain TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  status TEXT NOT NULL,
  sync_error TEXT NOT NULL DEFAULT '',
  synced INTEGER NOT NULL DEFAULT 0,
  custom_domain TEXT NOT NULL DEFAULT '',
  custom_domain_verified INTEGER NOT NULL DEFAULT 0,
  info_name TEXT NOT NULL DEFAULT '',
  info_icon TEXT NOT NULL DEFAULT '',
  info_description TEXT NOT NULL DEFAULT '',
  policy_public_read INTEGER NOT NULL DEFAULT 0,
  policy_public_write INTEGER NOT NULL DEFAULT 0,
  policy_public_join INTEGER NOT NULL DEFAULT 0,
  policy_strip_signatures INTEGER NOT NULL DEFAULT 0,
  groups_enabled INTEGER NOT NULL DEFAULT 1,
  management_enabled INTEGER NOT NULL DEFAULT 1,
  members_can_invite INTEGER NOT NULL DEFAULT 1,
  blossom_enabled INTEGER NOT NULL DEFAULT 0,
  livekit_enabled INTEGER NOT NULL DEFAULT 0,
  push_enabled INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE activity (
  id TEXT PRIMARY KEY, tenant_pubkey TEXT NOT NULL, created_at INTEGER NOT NULL,
  activity_type TEXT NOT NULL, resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, snapshot TEXT NOT NULL
);
CREATE TABLE invoice (
  id TEXT PRIMARY KEY,
  tenant_pubkey TEXT NOT NULL,
  amount INTEGER NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  paid_at INTEGER,
  voided_at INTEGER,
  method TEXT
);
CREATE TABLE invoice_item (
  id TEXT PRIMARY KEY,
  invoice_id TEXT,
  activity_id TEXT,
  tenant_pubkey TEXT NOT NULL,
  relay_id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  voided_at INTEGER
);
CREATE UNIQUE INDEX idx_invoice_item_activity ON invoice_item (activity_id);
CREATE TABLE bolt11 (
  id TEXT PRIMARY KEY, invoice_id TEXT NOT NULL, lnbc TEXT NOT NULL, msats INTEGER NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, settled_at INTEGER
);
CREATE TABLE checkout (id TEXT PRIMARY KEY, invoice_id TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE intent (id TEXT PRIMARY KEY, invoice_id TEXT NOT NULL, created_at INTEGER NOT NULL, settled_at INTEGER);
