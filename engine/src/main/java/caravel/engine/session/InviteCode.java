package caravel.engine.session;

import java.security.SecureRandom;

/// The code of an invite: eight characters that cannot be guessed from other codes.
final class InviteCode {
  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final int CHARACTERS = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private InviteCode() {}

  static String random() {
    var code = new StringBuilder(CHARACTERS);
    for (int i = 0; i < CHARACTERS; i++) {
      code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }
}
