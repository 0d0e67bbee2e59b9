package caravel.nostr;

import java.util.List;

/// The client's side of authentication to a relay (NIP-42). The engine implements the relay's side.
public final class Nip42 {
  private Nip42() {}

  /// Signs the answer to a challenge, to be sent as `["AUTH",…]`.
  ///
  /// @param relayUrl the address that the socket was opened with
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
