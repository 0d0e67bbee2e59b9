package caravel.engine.store;

/// The failure that an acknowledged event survives.
public enum Sync {
  /// Survives a power cut: every commit reaches the disk before it is acknowledged.
  FULL,
  /// Survives the death of the process, not of the machine.
  NORMAL
}
