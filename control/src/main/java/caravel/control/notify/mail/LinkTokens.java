package caravel.control.notify.mail;

import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The tokens of the links in the mails to one address. They are derived from its random secret,
/// which is stored encrypted. The database has hashes of the tokens, and mails have the tokens.
///
/// @param secret 256 random bits as hex
record LinkTokens(String secret) {
  /// Longest token that is read.
  static final int CHARACTERS_MAX = 100;

  private static final int SECRET_BYTES = 32;

  /// @param random a secure one
  static LinkTokens random(RandomGenerator random) {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return new LinkTokens(Hex.encode(bytes));
  }

  /// The token that verifies the address.
  ///
  /// @param mailId the mail that contains it; each has another token
  String verify(String mailId) {
    return derive("verify " + mailId);
  }

  /// The token that ends the mails to the address.
  String unsubscribe() {
    return derive("unsubscribe");
  }

  /// The stored form of a token.
  static String hash(String token) {
    return Hex.encode(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
  }

  private String derive(String purpose) {
    var mac = Hmac.of(Hex.decode(secret), purpose.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  @Override
  public String toString() {
    return "LinkTokens[secret]";
  }
}
