package caravel.control.plan;

import caravel.control.money.Money;
import org.jspecify.annotations.Nullable;

/// What a relay may hold, and its price a month.
///
/// @param hidden true = nobody but an operator may choose it any more; those who have it keep it
public record Plan(String id, String name, Money price, boolean hidden, Offer offer) {
  /// @param members how many may be in, the owner included; null = unlimited
  /// @param bytes of stored events; null = the host's own bound
  public record Offer(
      @Nullable Integer members, boolean blossom, boolean livekit, @Nullable Long bytes) {
    /// With the host's own bound on bytes.
    public Offer(@Nullable Integer members, boolean blossom, boolean livekit) {
      this(members, blossom, livekit, null);
    }
  }

  public boolean isFree() {
    return price.isZero();
  }

  /// Whether this many people, the owner included, fit.
  public boolean holds(int memberCount) {
    var limit = offer.members();
    return limit == null || memberCount <= limit;
  }
}
