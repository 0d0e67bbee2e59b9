-- The people who run a relay with its owner.
--
-- role   co_owner | moderator
-- since  when the person got this role
CREATE TABLE relay_team (
  relay_id  TEXT NOT NULL REFERENCES relays (id),
  pubkey    TEXT NOT NULL,
  role      TEXT NOT NULL,
  since     BIGINT NOT NULL,
  PRIMARY KEY (relay_id, pubkey)
);
CREATE INDEX relay_team_of_person ON relay_team (pubkey, since, relay_id);

-- Open offers of an owner to give a relay to another person. A row ends with the answer, and counts
-- no longer after it has expired.
--
-- from_pubkey  the owner who made the offer
CREATE TABLE relay_transfers (
  relay_id     TEXT PRIMARY KEY REFERENCES relays (id),
  from_pubkey  TEXT NOT NULL,
  to_pubkey    TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX relay_transfers_to ON relay_transfers (to_pubkey, expires_at);
