-- The operator's invitations to become a tenant.
CREATE TABLE sign_up_invitations (
  id          TEXT PRIMARY KEY,
  code_hash   TEXT NOT NULL UNIQUE,      -- SHA-256 of the code
  note        TEXT NOT NULL,
  uses        INTEGER NOT NULL,
  uses_max    INTEGER NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT,                    -- null = it does not expire
  revoked_at  BIGINT                     -- null = it was not withdrawn
);
CREATE INDEX sign_up_invitations_newest ON sign_up_invitations (created_at, id);
