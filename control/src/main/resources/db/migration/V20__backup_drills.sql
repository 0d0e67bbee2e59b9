-- Drills: proofs that the backup can be restored. A drill stores its row, waits until the row is in
-- the backup, restores the backup and looks for the row there. Times are those of the wall clock.
--
-- ended_at     null = it has not ended
-- ok           1 = the restored database was complete and sound
-- message      one sentence for the operator
-- rpo_millis   from the commit of the row until it was in the backup; null = it never was
-- rto_millis   from the start of the restore until the database was checked
-- activities, invoices, payments: rows when the drill began; the restored database has at least these
CREATE TABLE backup_drills (
  id          TEXT PRIMARY KEY,
  started_at  BIGINT NOT NULL,
  activities  BIGINT NOT NULL,
  invoices    BIGINT NOT NULL,
  payments    BIGINT NOT NULL,
  ended_at    BIGINT,
  ok          INTEGER NOT NULL DEFAULT 0,
  message     TEXT NOT NULL DEFAULT '',
  rpo_millis  BIGINT,
  rto_millis  BIGINT
);
CREATE INDEX backup_drills_ended ON backup_drills (ended_at) WHERE ended_at IS NOT NULL;
