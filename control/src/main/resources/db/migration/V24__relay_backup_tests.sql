-- The last test of each relay's backup: a drill restored the relay and compared it with the original.
--
-- schema       of the relay's data
-- restored_to  time of the last change in the restored relay; null = it could not be restored
-- fault        one sentence for the operator; '' = the relay was complete
CREATE TABLE relay_backup_tests (
  schema       TEXT PRIMARY KEY,
  tested_at    BIGINT NOT NULL,
  restored_to  BIGINT,
  fault        TEXT NOT NULL DEFAULT ''
);
