package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Whom it is worth telling something: who listens, and who left lately and comes back for what was
/// missed. Guarded by its log.
final class Audience {
  /// Who left before so many others reads everything again.
  static final int LEFT_MAX = 1_000;

  /// How often each listens. Whoever listens to everybody stands under `null`.
  private final Map<@Nullable PublicKey, Integer> listening = new HashMap<>();

  /// The place in the log at which each left, those who left last at the end.
  private final SequencedMap<@Nullable PublicKey, Long> left = new LinkedHashMap<>();

  /// @param whose null = everybody's
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

  /// @param first what stands before it in the log nobody can come back to
  boolean wants(PublicKey owner, long first) {
    return isThere(owner, first) || isThere(null, first);
  }

  private boolean isThere(@Nullable PublicKey whose, long first) {
    var place = left.get(whose);
    return listening.containsKey(whose) || (place != null && place >= first);
  }
}
