-- Lists of invoices and the operators' figures, each from an index.
CREATE INDEX invoices_of_tenant ON invoices (tenant_pubkey, created_at, id);
CREATE INDEX invoices_of_status ON invoices (status, created_at, id);
CREATE INDEX payments_revenue ON payments (at, worth);
