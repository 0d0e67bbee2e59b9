package caravel.nostr;

import java.util.List;

/// Authentication of a client to a relay (NIP-42), the client's half. The relay's checks and their
/// texts are the relay's.
public final class Nip42 {
  private Nip42() {}

  /// The signed answer to a challenge, to be sent as `["AUTH",…]`.
  ///
  /// @param relayUrl the address the socket was opened with
  /// @param now unix seconds
  public static Event answer(SecretKey key, String relayUrl, String challenge, long now) {
    return Event.sign(
        key,
        now,
        Kinds.RELAY_AUTH,
        List.of(List.of("relay", relayUrl), List.of("challenge", challenge)),
        "");
  }
}
