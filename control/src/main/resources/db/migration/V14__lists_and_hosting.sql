-- What the periodic probe saw moves to a database of its own, probes.db; the old rows are dropped.
DROP TABLE probes;

-- How many rows each list has, kept with every change, so that no list is counted by reading it.
-- `list` is 'relays', 'tenants' or 'invoices'; what a list does not have is ''.
CREATE TABLE list_counts (
  list          TEXT NOT NULL,
  plan_id       TEXT NOT NULL,
  status        TEXT NOT NULL,
  provisioning  TEXT NOT NULL,
  number        BIGINT NOT NULL,
  PRIMARY KEY (list, plan_id, status, provisioning)
);

-- As what a relay is counted and listed: its plan, its status ('deleted' and 'erased' among them), and how far it is provisioned.
ALTER TABLE relays ADD COLUMN listed_plan TEXT NOT NULL DEFAULT '';
ALTER TABLE relays ADD COLUMN listed_status TEXT NOT NULL DEFAULT '';
ALTER TABLE relays ADD COLUMN listed_provisioning TEXT NOT NULL DEFAULT '';
UPDATE relays SET listed_plan = plan_id,
  listed_status = CASE
    WHEN erased_at IS NOT NULL THEN 'erased'
    WHEN deleted_at IS NOT NULL THEN 'deleted'
    WHEN suspension_reason IS NOT NULL
      OR EXISTS (SELECT 1 FROM tenants t WHERE t.pubkey = relays.tenant_pubkey AND t.suspended_at IS NOT NULL)
      THEN 'suspended'
    ELSE base_status END;
UPDATE relays SET listed_provisioning = CASE
    WHEN refused = 1 THEN 'failed'
    WHEN synced_generation < generation OR sync_error <> '' THEN 'pending'
    WHEN listed_status = 'active' THEN 'active'
    ELSE 'inactive' END;
INSERT INTO list_counts (list, plan_id, status, provisioning, number)
  SELECT 'relays', listed_plan, listed_status, listed_provisioning, count(*) FROM relays
   GROUP BY listed_plan, listed_status, listed_provisioning;

ALTER TABLE tenants ADD COLUMN listed_status TEXT NOT NULL DEFAULT '';
UPDATE tenants SET listed_status = CASE
  WHEN suspended_at IS NOT NULL THEN 'suspended'
  WHEN churned_at IS NOT NULL THEN 'delinquent'
  WHEN open_invoices > 0 THEN 'past_due'
  ELSE 'active' END;
INSERT INTO list_counts (list, plan_id, status, provisioning, number)
  SELECT 'tenants', '', listed_status, '', count(*) FROM tenants GROUP BY listed_status;

INSERT INTO list_counts (list, plan_id, status, provisioning, number)
  SELECT 'invoices', '', status, '', count(*) FROM invoices GROUP BY status;

-- Money received by day of the billing clock (unix days, UTC), for the operators' figures.
CREATE TABLE payment_days (
  day       BIGINT PRIMARY KEY,
  payments  BIGINT NOT NULL,
  worth     BIGINT NOT NULL
);
INSERT INTO payment_days (day, payments, worth)
  SELECT (at - at % 86400) / 86400, count(*), sum(worth) FROM payments GROUP BY (at - at % 86400) / 86400;
DROP INDEX payments_revenue;

-- Deleted relays: when their events may be erased (after a failure: not before then), and since when that is under way.
ALTER TABLE relays ADD COLUMN erase_at BIGINT;
ALTER TABLE relays ADD COLUMN erase_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE relays ADD COLUMN erasing_at BIGINT;
UPDATE relays SET erase_at = deleted_at + 2592000 WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
DROP INDEX relays_deleted;
CREATE INDEX relays_to_erase ON relays (erase_at, id) WHERE erase_at IS NOT NULL AND erased_at IS NULL;

-- Work on relays is found by host and by tenant, so that neither hides the work of another.
DROP INDEX relays_wanting;
CREATE INDEX relays_wanting ON relays (zooid_domain, retry_at, id)
  WHERE erased_at IS NULL AND (synced_generation < generation OR sync_error <> '');
CREATE INDEX relays_wanting_of_tenant ON relays (zooid_domain, tenant_pubkey, retry_at, id)
  WHERE erased_at IS NULL AND (synced_generation < generation OR sync_error <> '');
-- Relays that are not as wished, those that wait longest first, for the operators.
CREATE INDEX relays_drifting ON relays (retry_at, id)
  WHERE deleted_at IS NULL AND erased_at IS NULL AND (synced_generation < generation OR sync_error <> '');
CREATE INDEX relays_of_host ON relays (zooid_domain, id) WHERE erased_at IS NULL;

-- Lists of relays, each along its own order. The first also holds what is searched by a part of a name.
DROP INDEX relays_newest;
CREATE INDEX relays_live ON relays (created_at, id, tenant_pubkey, subdomain, info_name, custom_domain)
  WHERE deleted_at IS NULL;
CREATE INDEX relays_of_status ON relays (listed_status, created_at, id);
CREATE INDEX relays_of_plan ON relays (plan_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX relays_of_plan_and_status ON relays (plan_id, listed_status, created_at, id);
DROP INDEX relays_of_tenant;
CREATE INDEX relays_of_tenant ON relays (tenant_pubkey, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX relays_of_tenant_and_status ON relays (tenant_pubkey, listed_status, created_at, id);
-- Relays by how full they are, for the alerts of their owners.
CREATE INDEX relays_members ON relays (plan_id, member_count)
  WHERE deleted_at IS NULL AND member_count IS NOT NULL;
CREATE INDEX member_alerts_told ON member_alerts (relay_id) WHERE percent > 0;

CREATE INDEX tenants_of_status ON tenants (listed_status, created_at, pubkey);

-- Lists of invoices by status, with what the ageing of open ones sums.
DROP INDEX invoices_of_status;
CREATE INDEX invoices_of_status ON invoices (status, created_at, id, due_at, total);
CREATE INDEX invoices_due ON invoices (due_at, total) WHERE status = 'open';

CREATE INDEX card_intents_of_intent ON card_intents (intent_id) WHERE intent_id <> '';
