package caravel.engine.backup;

import caravel.engine.store.Commit;

/// One change in the stream of all relays.
sealed interface LogEntry {
  private static long fixedCharacters() {
    return 64;
  }

  /// A commit of a relay's file.
  record Committed(Commit commit) implements LogEntry {
    @Override
    public String schema() {
      return commit.schema();
    }

    @Override
    public long millis() {
      return commit.position().millis();
    }

    @Override
    public long characters() {
      return commit.characters();
    }
  }

  /// The file of a schema was erased.
  record Erased(String schema, long millis) implements LogEntry {
    @Override
    public long characters() {
      return fixedCharacters();
    }
  }

  String schema();

  /// Unix time of the change.
  long millis();

  /// Approximate size in characters.
  long characters();
}
