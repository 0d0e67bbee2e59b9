package caravel.nostr;

/// Copies valid JSON into the form of [EventJson#write]: no white space, and only the escapes of
/// NIP-01.
final class CanonicalJson {
  private CanonicalJson() {}

  /// Copies a value that [EventScanner] has checked. The copy is never longer.
  ///
  /// @return the offset after the copy
  static int copy(byte[] in, int from, int to, byte[] out, int outAt) {
    int written = outAt;
    boolean isText = false;
    int at = from;
    while (at < to) {
      byte b = in[at];
      if (b == '\\') {
        byte kind = in[at + 1];
        if (kind == 'u') {
          int unit = unit(in, at);
          at += 6;
          if (Character.isHighSurrogate((char) unit)) {
            written =
                Utf8.put(out, written, Character.toCodePoint((char) unit, (char) unit(in, at)));
            at += 6;
          } else {
            written = put(out, written, unit);
          }
        } else {
          if (kind != '/') {
            out[written++] = b;
          }
          out[written++] = kind;
          at += 2;
        }
        continue;
      }
      at++;
      if (b == '"') {
        isText = !isText;
      }
      if (isText || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        out[written++] = b;
      }
    }
    return written;
  }

  /// Writes a character as [Json#appendString] does.
  private static int put(byte[] out, int at, int character) {
    if (character >= 0x20 && character != '"' && character != '\\') {
      return Utf8.put(out, at, character);
    }
    var escaped = new StringBuilder(6);
    Json.appendEscape(escaped, (char) character);
    int written = at;
    for (int i = 0; i < escaped.length(); i++) {
      out[written++] = (byte) escaped.charAt(i);
    }
    return written;
  }

  private static int unit(byte[] in, int at) {
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      unit = unit << 4 | Character.digit(in[i], 16);
    }
    return unit;
  }
}
