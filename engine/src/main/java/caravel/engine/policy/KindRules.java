package caravel.engine.policy;

import java.util.HashSet;
import java.util.Set;

/// The event kinds that a relay accepts, as its managers set them (NIP-86). Immutable.
///
/// @param allowed if not empty, other kinds are refused
/// @param disallowed kinds that are refused; never in `allowed`
public record KindRules(Set<Integer> allowed, Set<Integer> disallowed) {
  /// Accepts every kind.
  public static final KindRules ALL = new KindRules(Set.of(), Set.of());

  public KindRules {
    allowed = Set.copyOf(allowed);
    disallowed = Set.copyOf(disallowed);
  }

  /// Whether events of this kind are accepted.
  public boolean accepts(int kind) {
    return !disallowed.contains(kind) && (allowed.isEmpty() || allowed.contains(kind));
  }

  /// Accepts this kind. A disallowed kind returns to the others while no kind is allowed by name;
  /// any other kind joins the allowed ones.
  public KindRules allow(int kind) {
    var lifts = disallowed.contains(kind) && allowed.isEmpty();
    return new KindRules(lifts ? allowed : with(allowed, kind), without(disallowed, kind));
  }

  /// Refuses this kind.
  public KindRules disallow(int kind) {
    return new KindRules(without(allowed, kind), with(disallowed, kind));
  }

  private static Set<Integer> with(Set<Integer> kinds, int kind) {
    var more = new HashSet<>(kinds);
    more.add(kind);
    return more;
  }

  private static Set<Integer> without(Set<Integer> kinds, int kind) {
    var fewer = new HashSet<>(kinds);
    fewer.remove(kind);
    return fewer;
  }
}
