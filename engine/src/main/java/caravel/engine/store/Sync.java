package caravel.engine.store;

/// What an acknowledged event survives.
public enum Sync {
  /// A power cut: every commit reaches the disk before it is acknowledged.
  FULL,
  /// The death of the process, not of the machine.
  NORMAL
}
