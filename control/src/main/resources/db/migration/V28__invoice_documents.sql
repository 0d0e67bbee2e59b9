-- The running number of an invoice in this deployment, which people see with a prefix and the year.
ALTER TABLE invoices ADD COLUMN serial BIGINT;
UPDATE invoices SET serial = numbered.serial
  FROM (SELECT id, row_number() OVER (ORDER BY created_at, tenant_pubkey, number) AS serial
          FROM invoices) AS numbered
 WHERE numbered.id = invoices.id;
CREATE UNIQUE INDEX invoices_serial ON invoices (serial);

-- Of a void invoice: the invoice that took over what was left to pay. An invoice is replaced by one
-- that is created in the same second.
ALTER TABLE invoices ADD COLUMN replaced_by TEXT;
UPDATE invoices SET replaced_by = (
         SELECT next.id FROM invoices next
          WHERE next.tenant_pubkey = invoices.tenant_pubkey AND next.number > invoices.number
            AND next.created_at = invoices.voided_at
          ORDER BY next.number LIMIT 1)
 WHERE void_reason = 'replaced';
CREATE INDEX invoices_replacing ON invoices (replaced_by) WHERE replaced_by IS NOT NULL;

-- How a tenant is named on invoices and receipts. A tenant without a row has given nothing.
CREATE TABLE billing_details (
  tenant_pubkey  TEXT PRIMARY KEY REFERENCES tenants (pubkey),
  name           TEXT NOT NULL,
  address        TEXT NOT NULL,
  tax_id         TEXT NOT NULL,
  reference      TEXT NOT NULL,
  updated_at     BIGINT NOT NULL
);

-- The two parties of a paid invoice and the tax in it, as they were at the payment. An invoice that
-- was paid before this version has no row.
--
-- tax_basis_points  hundredths of a percent; null = no tax is shown
CREATE TABLE invoice_parties (
  invoice_id        TEXT PRIMARY KEY REFERENCES invoices (id),
  seller_name       TEXT NOT NULL,
  seller_address    TEXT NOT NULL,
  seller_contact    TEXT NOT NULL,
  seller_tax_id     TEXT NOT NULL,
  buyer_name        TEXT NOT NULL,
  buyer_address     TEXT NOT NULL,
  buyer_tax_id      TEXT NOT NULL,
  buyer_reference   TEXT NOT NULL,
  tax_label         TEXT NOT NULL,
  tax_basis_points  INTEGER
);
