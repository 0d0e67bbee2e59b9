-- Text compares by its bytes, as in SQLite: the order of lists must not depend on the database.
DO $$
DECLARE
  changes RECORD;
BEGIN
  FOR changes IN
    SELECT table_name,
      string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', column_name), ', ') AS columns
      FROM information_schema.columns
     WHERE table_schema = current_schema() AND data_type = 'text'
       AND table_name <> 'flyway_schema_history' AND collation_name IS DISTINCT FROM 'C'
     GROUP BY table_name
  LOOP
    EXECUTE format('ALTER TABLE %I %s', changes.table_name, changes.columns);
  END LOOP;
END
$$;
