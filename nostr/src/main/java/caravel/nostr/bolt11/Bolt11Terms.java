package caravel.nostr.bolt11;

import caravel.nostr.Hex;
import java.util.List;

/// The signed content of an invoice besides amount and time.
///
/// @param paymentHash SHA-256 of the preimage that proves the payment, 64 lower-case hex digits
/// @param paymentSecret known only to the payer who has the invoice, 64 lower-case hex digits
/// @param routes private routes to the payee, the preferred one first; none is empty
public record Bolt11Terms(
    String paymentHash,
    String paymentSecret,
    Purpose purpose,
    Window window,
    Features features,
    List<List<Hop>> routes) {
  /// The expiry of an invoice.
  ///
  /// @param expirySeconds counted from its creation
  /// @param finalExpiryDelta blocks that the last hop must leave
  public record Window(long expirySeconds, long finalExpiryDelta) {
    /// Expiry of an invoice without an expiry field.
    public static final long EXPIRY_SECONDS_DEFAULT = 3_600;

    /// Delta of an invoice without a delta field, in blocks.
    public static final long FINAL_EXPIRY_DELTA_DEFAULT = 18;

    /// Largest accepted expiry and delta; more than thirty million years.
    public static final long MAX = (1L << 50) - 1;

    public static final Window DEFAULT =
        new Window(EXPIRY_SECONDS_DEFAULT, FINAL_EXPIRY_DELTA_DEFAULT);

    public Window {
      if (expirySeconds < 0
          || expirySeconds > MAX
          || finalExpiryDelta < 0
          || finalExpiryDelta > MAX) {
        throw new IllegalArgumentException("the expiry or the delta of an invoice is out of range");
      }
    }
  }

  public Bolt11Terms {
    if (!Hex.isLowerCase(paymentHash, 64) || !Hex.isLowerCase(paymentSecret, 64)) {
      throw new IllegalArgumentException(
          "payment hash and payment secret are 64 lower-case hex digits");
    }
    routes = routes.stream().map(List::copyOf).toList();
    for (var route : routes) {
      if (route.isEmpty() || route.size() > TaggedFields.HOPS_MAX) {
        throw new IllegalArgumentException(
            "a private way has 1 to " + TaggedFields.HOPS_MAX + " hops");
      }
    }
  }
}
