package caravel.control.plan;

import caravel.control.money.Money;
import org.jspecify.annotations.Nullable;

/// The limits and the monthly price of a relay.
///
/// @param hidden true = only an operator may choose it; relays that have it keep it
public record Plan(String id, String name, Money price, boolean hidden, Offer offer) {
  /// @param members most members, the owner included; null = unlimited
  /// @param bytes of stored events; null = the host's default
  /// @param files limits of uploaded files
  public record Offer(
      @Nullable Integer members,
      boolean blossom,
      boolean livekit,
      @Nullable Long bytes,
      FileBytes files) {
    /// With the host's default for files.
    public Offer(
        @Nullable Integer members, boolean blossom, boolean livekit, @Nullable Long bytes) {
      this(members, blossom, livekit, bytes, FileBytes.DEFAULT);
    }

    /// With the host's default for bytes.
    public Offer(@Nullable Integer members, boolean blossom, boolean livekit) {
      this(members, blossom, livekit, null);
    }
  }

  /// The limits of uploaded files, in bytes; null = the host's default.
  ///
  /// @param relay all files of a relay
  /// @param member all files of one member
  public record FileBytes(@Nullable Long relay, @Nullable Long member) {
    public static final FileBytes DEFAULT = new FileBytes(null, null);
  }

  public boolean isFree() {
    return price.isZero();
  }

  /// Whether this many members, the owner included, are allowed.
  public boolean holds(int memberCount) {
    var limit = offer.members();
    return limit == null || memberCount <= limit;
  }
}
