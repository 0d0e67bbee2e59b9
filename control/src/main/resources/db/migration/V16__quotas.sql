-- A tenant's held labels are bounded, and expired ones are deleted.
CREATE INDEX labels_held_by_tenant ON labels_held (tenant_pubkey, held_until);
CREATE INDEX labels_held_by_expiry ON labels_held (held_until);
