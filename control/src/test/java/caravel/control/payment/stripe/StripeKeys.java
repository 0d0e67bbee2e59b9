package caravel.control.payment.stripe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Idempotency keys as Stripe has them: one answer a key, whatever it was, for a day; other
/// parameters are refused, and so is a second call while the first is under way.
final class StripeKeys {
  private static final Duration KEPT = Duration.ofHours(24);

  private record Kept(String call, StripeReply reply, Instant at) {}

  private final InstantSource clock;
  private final Map<String, Kept> kept = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  StripeKeys(InstantSource clock) {
    this.clock = clock;
  }

  /// @param key empty = every call is its own
  /// @param path and params of the call
  StripeReply once(
      String key, String path, Map<String, String> params, Supplier<StripeReply> work) {
    if (key.isEmpty()) {
      return work.get();
    }
    var call = path + " " + new TreeMap<>(params);
    synchronized (this) {
      kept.values().removeIf(old -> !clock.instant().isBefore(old.at().plus(KEPT)));
      if (!underWay.add(key)) {
        return StripeReply.failed(
            409,
            "idempotency_error",
            "idempotency_key_in_use",
            "There is currently another in-progress request using this Stripe-Idempotency Key");
      }
      var first = kept.get(key);
      if (first != null) {
        underWay.remove(key);
        return first.call().equals(call)
            ? first.reply()
            : StripeReply.failed(
                400,
                "idempotency_error",
                "",
                "Keys for idempotent requests can only be used with the same parameters they were"
                    + " first used with.");
      }
    }
    try {
      var reply = work.get();
      if (reply.saved()) {
        keep(key, new Kept(call, reply, clock.instant()));
      }
      return reply;
    } finally {
      done(key);
    }
  }

  private synchronized void keep(String key, Kept answer) {
    kept.put(key, answer);
  }

  private synchronized void done(String key) {
    underWay.remove(key);
  }
}
