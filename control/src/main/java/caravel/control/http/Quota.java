package caravel.control.http;

/// The requests of one kind that a key and an address may make in an hour. Limits the lasting
/// effects of new keys, which cost nothing: rows, reserved names, connections, customers at Stripe.
public enum Quota {
  /// Reads, and requests that a page repeats automatically.
  NONE(0, 0),

  /// Any change.
  CHANGE(1_000, 5_000),

  /// Creating or deleting relays.
  CREATE(60, 300),

  /// Requests that make the platform connect to a wallet or a card processor.
  CONNECT(30, 150);

  private final int perKey;
  private final int perAddress;

  Quota(int perKey, int perAddress) {
    this.perKey = perKey;
    this.perAddress = perAddress;
  }

  /// Requests an hour; 0 = no limit.
  int perKey() {
    return perKey;
  }

  /// Requests an hour; 0 = no limit.
  int perAddress() {
    return perAddress;
  }
}
