-- Email addresses of tenants, to which their notices are sent as well: one for each tenant.
--
-- id                 another one for each address, so that links in older mails do not count for a newer address
-- address, secret    encrypted; the tokens of links are derived from the secret
-- status             unverified | verified | unsubscribed | refused
-- refusal            the mail server's answer, if the status is refused
-- verify_hash        SHA-256 of the token that verifies the address; '' = there is none
-- unsubscribe_hash   SHA-256 of the token that ends the mails
CREATE TABLE tenant_emails (
  tenant_pubkey      TEXT PRIMARY KEY REFERENCES tenants (pubkey),
  id                 TEXT NOT NULL,
  address            TEXT NOT NULL,
  secret             TEXT NOT NULL,
  status             TEXT NOT NULL,
  refusal            TEXT NOT NULL DEFAULT '',
  verify_hash        TEXT NOT NULL DEFAULT '',
  verify_expires_at  BIGINT NOT NULL DEFAULT 0,
  unsubscribe_hash   TEXT NOT NULL UNIQUE,
  changed_at         BIGINT NOT NULL
);
CREATE INDEX tenant_emails_to_verify ON tenant_emails (verify_hash) WHERE verify_hash <> '';
CREATE INDEX tenant_emails_unverified ON tenant_emails (changed_at) WHERE status = 'unverified';

-- Mails to those addresses: the outbox.
--
-- notice_id   null = the mail that verifies an address
-- email_id    tenant_emails.id at that time
-- state       waiting | sent | refused | expired | cancelled | limited
-- answer      the mail server's last answer
-- retry_at    null = nothing is left to do
CREATE TABLE notice_mails (
  id             TEXT PRIMARY KEY,
  notice_id      TEXT UNIQUE REFERENCES notices (id),
  tenant_pubkey  TEXT NOT NULL,
  email_id       TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  expires_at     BIGINT NOT NULL,
  state          TEXT NOT NULL,
  answer         TEXT NOT NULL DEFAULT '',
  attempts       INTEGER NOT NULL DEFAULT 0,
  retry_at       BIGINT,
  updated_at     BIGINT NOT NULL
);
CREATE INDEX notice_mails_waiting ON notice_mails (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX notice_mails_of_tenant ON notice_mails (tenant_pubkey, created_at);
CREATE INDEX notice_mails_verifying ON notice_mails (created_at) WHERE notice_id IS NULL;

-- Requests of the last day for mails that verify an address, for their limits.
--
-- address_hash   a keyed hash
CREATE TABLE email_requests (
  id             TEXT PRIMARY KEY,
  tenant_pubkey  TEXT NOT NULL,
  address_hash   TEXT NOT NULL,
  at             BIGINT NOT NULL
);
CREATE INDEX email_requests_of_tenant ON email_requests (tenant_pubkey, at);
CREATE INDEX email_requests_of_address ON email_requests (address_hash, at);
CREATE INDEX email_requests_of_all ON email_requests (at);

-- Addresses whose owners want no mails that verify them.
CREATE TABLE email_blocks (
  address_hash  TEXT PRIMARY KEY,
  until         BIGINT NOT NULL
);
