-- The verification of relays' custom domains. A row exists while an undeleted relay has a domain.
--
-- token         value of the TXT record that proves the ownership of the domain
-- state         waiting | verified | certificate | live
-- detail        what is missing, for the owner; '' = nothing
-- requested_at  when the owner entered the domain or asked for a check
-- state_since   when the state began
-- checked_at    null = never checked
-- wrong_since   when the DNS records of a verified domain were first seen wrong; null = they are right
CREATE TABLE custom_domains (
  relay_id       TEXT PRIMARY KEY REFERENCES relays (id),
  name           TEXT NOT NULL,
  token          TEXT NOT NULL,
  state          TEXT NOT NULL,
  detail         TEXT NOT NULL DEFAULT '',
  requested_at   BIGINT NOT NULL,
  state_since    BIGINT NOT NULL,
  checked_at     BIGINT,
  next_check_at  BIGINT NOT NULL,
  wrong_since    BIGINT
);
CREATE INDEX custom_domains_due ON custom_domains (next_check_at, relay_id);
