-- When the tenant closed the account; null = it is open.
ALTER TABLE tenants ADD COLUMN closed_at BIGINT;
