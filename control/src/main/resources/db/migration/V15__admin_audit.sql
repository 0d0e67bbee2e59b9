-- What operators did, each row written in the transaction of the act itself.
CREATE TABLE admin_audit (
  id             TEXT PRIMARY KEY,
  created_at     BIGINT NOT NULL,
  admin_pubkey   TEXT NOT NULL,
  action         TEXT NOT NULL,
  resource_type  TEXT NOT NULL,
  resource_id    TEXT NOT NULL,
  tenant_pubkey  TEXT,
  reason         TEXT NOT NULL,
  detail         TEXT NOT NULL
);

CREATE INDEX admin_audit_newest ON admin_audit (created_at, id);
CREATE INDEX admin_audit_of_tenant ON admin_audit (tenant_pubkey, created_at, id);
CREATE INDEX admin_audit_of_resource ON admin_audit (resource_type, resource_id, created_at, id);

-- Since when a relay's host refuses it or does not answer; null = it answers.
ALTER TABLE relays ADD COLUMN failing_since BIGINT;
