package caravel.conformance.numbers;

import java.util.Set;

/// Numbers that the engine does not pass yet. The tests fail when one of them passes.
final class NotBuilt {
  /// Push (142, 143).
  static final Set<Integer> NUMBERS = Set.of(142, 143);

  private NotBuilt() {}
}
