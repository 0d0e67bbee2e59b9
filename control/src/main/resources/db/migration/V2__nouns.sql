CREATE TABLE tenants (
  pubkey             TEXT PRIMARY KEY,
  return_url         TEXT NOT NULL,
  suspended_at       BIGINT,
  suspension_reason  TEXT,
  created_at         BIGINT NOT NULL
);

CREATE INDEX tenants_newest ON tenants (created_at, pubkey);

-- What is wished of a relay, and behind `generation` what was seen of it.
CREATE TABLE relays (
  id                       TEXT PRIMARY KEY,
  tenant_pubkey            TEXT NOT NULL REFERENCES tenants (pubkey),
  subdomain                TEXT NOT NULL,
  zooid_domain             TEXT NOT NULL,
  schema_name              TEXT NOT NULL UNIQUE,
  custom_domain            TEXT NOT NULL,
  custom_domain_verified   INTEGER NOT NULL,
  secret                   TEXT NOT NULL,
  plan_id                  TEXT NOT NULL,
  info_name                TEXT NOT NULL,
  info_icon                TEXT NOT NULL,
  info_description         TEXT NOT NULL,
  policy_public_read       INTEGER NOT NULL,
  policy_public_write      INTEGER NOT NULL,
  policy_public_join       INTEGER NOT NULL,
  policy_strip_signatures  INTEGER NOT NULL,
  groups_enabled           INTEGER NOT NULL,
  management_enabled       INTEGER NOT NULL,
  members_can_invite       INTEGER NOT NULL,
  blossom_enabled          INTEGER NOT NULL,
  livekit_enabled          INTEGER NOT NULL,
  push_enabled             INTEGER NOT NULL,
  base_status              TEXT NOT NULL,
  suspension_reason        TEXT,
  created_at               BIGINT NOT NULL,
  deleted_at               BIGINT,
  erased_at                BIGINT,
  generation               BIGINT NOT NULL,
  synced_generation        BIGINT NOT NULL,
  synced                   INTEGER NOT NULL,
  provisioning_step        TEXT NOT NULL,
  sync_error               TEXT NOT NULL,
  refused                  INTEGER NOT NULL,
  attempts                 INTEGER NOT NULL,
  retry_at                 BIGINT NOT NULL,
  member_count             INTEGER
);

CREATE UNIQUE INDEX relays_label ON relays (zooid_domain, subdomain) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX relays_custom_domain ON relays (custom_domain)
  WHERE custom_domain_verified = 1 AND deleted_at IS NULL;
CREATE INDEX relays_of_tenant ON relays (tenant_pubkey, created_at, id);
CREATE INDEX relays_newest ON relays (created_at, id);
CREATE INDEX relays_deleted ON relays (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX relays_wanting ON relays (retry_at)
  WHERE synced_generation < generation OR sync_error <> '';

-- Labels given up, which stay their tenant's until then.
CREATE TABLE labels_held (
  zooid_domain   TEXT NOT NULL,
  label          TEXT NOT NULL,
  tenant_pubkey  TEXT NOT NULL,
  held_until     BIGINT NOT NULL,
  PRIMARY KEY (zooid_domain, label)
);
