-- An hour after its end a BOLT11 is looked up a last time; until then money may still come by it.
DROP INDEX bolt11s_unknown;
CREATE INDEX bolt11s_unknown ON bolt11s (expires_at)
  WHERE settled_at IS NULL AND (found_unpaid_at IS NULL OR found_unpaid_at < expires_at + 3600);
