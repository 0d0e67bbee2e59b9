package caravel.control.http;

/// How many requests of a kind one key and one address may make in an hour. It bounds the lasting
/// effects of a key, which costs nothing to create: rows, reserved names, connections, customers at
/// Stripe.
public enum Quota {
  /// Reads, and requests that a page repeats by itself.
  NONE(0, 0),

  /// Any change.
  CHANGE(1_000, 5_000),

  /// Relays that are created or deleted.
  CREATE(60, 300),

  /// Work at a wallet or a card processor that a tenant names or causes.
  CONNECT(30, 150);

  private final int perKey;
  private final int perAddress;

  Quota(int perKey, int perAddress) {
    this.perKey = perKey;
    this.perAddress = perAddress;
  }

  /// Requests an hour; 0 for no limit.
  int perKey() {
    return perKey;
  }

  /// Requests an hour; 0 for no limit.
  int perAddress() {
    return perAddress;
  }
}
