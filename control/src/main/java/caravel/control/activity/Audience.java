package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The owners whose events have a reader: a current listener, or one that left lately and may
/// resume. Guarded by the lock of its log.
final class Audience {
  /// Most remembered readers that left. Earlier ones must reload everything.
  static final int LEFT_MAX = 1_000;

  /// Number of listeners of each owner. Listeners of all owners are counted under `null`.
  private final Map<@Nullable PublicKey, Integer> listening = new HashMap<>();

  /// The position in the log at which each reader left, the latest at the end.
  private final SequencedMap<@Nullable PublicKey, Long> left = new LinkedHashMap<>();

  /// @param whose null = every owner
  void enter(@Nullable PublicKey whose) {
    listening.merge(whose, 1, Integer::sum);
  }

  void leave(@Nullable PublicKey whose, long place) {
    listening.computeIfPresent(whose, (_, times) -> times == 1 ? null : times - 1);
    left.putLast(whose, place);
    if (left.size() > LEFT_MAX) {
      left.pollFirstEntry();
    }
  }

  /// @param first start of the log; a reader that left before it cannot resume
  boolean wants(PublicKey owner, long first) {
    return isThere(owner, first) || isThere(null, first);
  }

  /// Whether this owner's own listeners want events.
  ///
  /// @param first as in [#wants]
  boolean hasOwn(PublicKey owner, long first) {
    return isThere(owner, first);
  }

  private boolean isThere(@Nullable PublicKey whose, long first) {
    var place = left.get(whose);
    return listening.containsKey(whose) || (place != null && place >= first);
  }
}
