package caravel.control.db;

/// What may befall a process at each of its writes. A simulation lets it die there, by an [Error]
/// that nobody catches; what was not committed then has never been.
public interface CommitOutcome {
  /// Nothing has happened yet as far as anybody will ever know.
  void beforeCommit();

  /// It is on the disk, and nobody has been told.
  void afterCommit();
}
