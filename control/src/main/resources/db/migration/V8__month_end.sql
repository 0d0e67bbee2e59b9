-- What is due, in an order that need not be sorted: at the end of a month it is due for many in the same second.
DROP INDEX ledgers_renewals;
CREATE INDEX ledgers_renewals ON ledgers (renews_at, tenant_pubkey) WHERE renews_at IS NOT NULL;
DROP INDEX invoices_look;
CREATE INDEX invoices_look ON invoices (look_at, id) WHERE look_at IS NOT NULL;

-- Each index costs every insert; what these two were for, the others do as well.
DROP INDEX activity_of_kind;
DROP INDEX invoices_open;

-- Events of the card processor are forgotten by their age.
CREATE INDEX stripe_events_age ON stripe_events (received_at);
