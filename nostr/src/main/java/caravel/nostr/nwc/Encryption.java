package caravel.nostr.nwc;

import caravel.nostr.MalformedException;
import caravel.nostr.Nip04;
import caravel.nostr.Nip44;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The encryption between client and wallet.
public enum Encryption {
  NIP44_V2("nip44_v2"),
  /// The encryption of wallets that name none.
  NIP04("nip04");

  private final String word;

  Encryption(String word) {
    this.word = word;
  }

  /// The name in `encryption` tags.
  public String word() {
    return word;
  }

  static Optional<Encryption> named(String word) {
    for (var encryption : values()) {
      if (encryption.word.equals(word)) {
        return Optional.of(encryption);
      }
    }
    return Optional.empty();
  }

  /// @throws MalformedException when `theirs` is not a point on the curve
  String encrypt(SecretKey mine, PublicKey theirs, String text, RandomGenerator random) {
    return switch (this) {
      case NIP44_V2 -> Nip44.encrypt(Nip44.conversationKey(mine, theirs), text, random);
      case NIP04 -> Nip04.encrypt(mine, theirs, text, random);
    };
  }

  String decrypt(SecretKey mine, PublicKey theirs, String payload) {
    return switch (this) {
      case NIP44_V2 -> Nip44.decrypt(Nip44.conversationKey(mine, theirs), payload);
      case NIP04 -> Nip04.decrypt(mine, theirs, payload);
    };
  }

  /// Detects the encryption of a payload: only NIP-04 payloads contain a question mark.
  static Encryption of(String payload) {
    return payload.indexOf('?') >= 0 ? NIP04 : NIP44_V2;
  }
}
