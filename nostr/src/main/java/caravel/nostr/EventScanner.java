package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads an event of the usual form (NIP-01) from UTF-8 in one pass: each of the seven keys once
/// and unescaped, in any order, with white space anywhere JSON allows it.
///
/// It never refuses an event. What it does not understand is left to [EventJson], which alone
/// decides on faults and their texts. What it reads, [EventJson] reads as the same event.
final class EventScanner {
  /// Longest input. Shorter input cannot exceed a bound of [Json].
  static final int BYTES_MAX = 1024 * 1024;

  private static final byte[] MESSAGE_HEAD = ascii("[\"EVENT\",");
  private static final int FIELDS = 7;
  private static final int KIND = 0;
  private static final int ID = 1;
  private static final int PUBKEY = 2;
  private static final int CREATED_AT = 3;
  private static final int TAGS = 4;
  private static final int CONTENT = 5;
  private static final int SIG = 6;
  private static final int UNKNOWN = -1;

  /// The text that is written before each field. It contains the quoted name, which is compared
  /// when a field is read.
  private static final byte[][] LEADS = {
    ascii("{\"kind\":"),
    ascii(",\"id\":"),
    ascii(",\"pubkey\":"),
    ascii(",\"created_at\":"),
    ascii(",\"tags\":"),
    ascii(",\"content\":"),
    ascii(",\"sig\":")
  };

  /// A `created_at` of more digits may not fit a `long`.
  private static final int DIGITS_MAX = 18;

  private static final byte[] HEX_VALUE = new byte[256];

  static {
    Arrays.fill(HEX_VALUE, (byte) UNKNOWN);
    for (int digit = 0; digit < 16; digit++) {
      HEX_VALUE[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
      HEX_VALUE[Character.forDigit(digit, 16)] = (byte) digit;
    }
  }

  private final byte[] in;
  private final int end;
  private int at;

  /// Whether the value that was read last is already in canonical form.
  private boolean canonical;

  /// Where each value begins and ends, in the order of the event's canonical JSON.
  private final int[] from = new int[FIELDS];

  private final int[] to = new int[FIELDS];
  private boolean areTagsCanonical;
  private boolean isContentCanonical;
  private int kind;
  private long createdAt;

  private EventScanner(byte[] in, int at, int end) {
    this.in = in;
    this.at = at;
    this.end = end;
  }

  /// An event, and the offset of the first byte after it.
  record Scanned(EventBytes event, int end) {}

  /// @param from offset of the opening brace or of white space before it
  /// @return null if the event does not have the usual form
  static @Nullable Scanned scan(byte[] utf8, int from) {
    if (utf8.length > BYTES_MAX) {
      return null;
    }
    var scanner = new EventScanner(utf8, from, utf8.length);
    return scanner.readsEvent() ? new Scanned(scanner.event(), scanner.at) : null;
  }

  /// Reads the event of an EVENT message in its usual spelling.
  ///
  /// @return null if [ClientMessageReader] must read the message
  static @Nullable EventBytes scanMessage(byte[] utf8) {
    int length = MESSAGE_HEAD.length;
    if (utf8.length < length || !Arrays.equals(utf8, 0, length, MESSAGE_HEAD, 0, length)) {
      return null;
    }
    var scanned = scan(utf8, length);
    return scanned == null ? null : scanned.event();
  }

  /// Encodes a text in UTF-8; null if it is too long or contains half of a surrogate pair.
  static byte @Nullable [] encode(String text) {
    if (text.length() > BYTES_MAX) {
      return null;
    }
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    // Decoding ASCII and comparing is much faster than looking for surrogates.
    return text.equals(new String(utf8, StandardCharsets.UTF_8)) ? utf8 : null;
  }

  /// The event that was read, in canonical form.
  private EventBytes event() {
    int length = 1;
    for (int field = 0; field < FIELDS; field++) {
      length += LEADS[field].length + to[field] - from[field];
    }
    var out = new byte[length];
    int written = 0;
    for (int field = 0; field < FIELDS; field++) {
      System.arraycopy(LEADS[field], 0, out, written, LEADS[field].length);
      written += LEADS[field].length;
      int begun = written;
      written = copy(field, out, written);
      from[field] = begun;
      to[field] = written;
    }
    out[written++] = '}';
    return new EventBytes(
        written == length ? out : Arrays.copyOf(out, written),
        kind,
        createdAt,
        from[TAGS],
        to[TAGS],
        to[CONTENT]);
  }

  private int copy(int field, byte[] out, int at) {
    int length = to[field] - from[field];
    boolean isCanonical =
        switch (field) {
          case TAGS -> areTagsCanonical;
          case CONTENT -> isContentCanonical;
          default -> true;
        };
    if (!isCanonical) {
      return CanonicalJson.copy(in, from[field], to[field], out, at);
    }
    System.arraycopy(in, from[field], out, at, length);
    if (field == ID || field == PUBKEY || field == SIG) {
      for (int i = at; i < at + length; i++) {
        out[i] |= 0x20; // makes letters lower-case and leaves digits and quotes alone
      }
    }
    return at + length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private boolean readsEvent() {
    int seen = 0;
    if (!accepts('{')) {
      return false;
    }
    for (int left = FIELDS; left > 0; left--) {
      int field = readsFieldName();
      if (field == UNKNOWN || (seen & 1 << field) != 0 || !accepts(':') || !readsValue(field)) {
        return false;
      }
      seen |= 1 << field;
      if (!accepts(left == 1 ? '}' : ',')) {
        return false;
      }
    }
    return true;
  }

  private boolean readsValue(int field) {
    skipSpace();
    from[field] = at;
    boolean isRead =
        switch (field) {
          case KIND -> readsKind();
          case CREATED_AT -> readsCreatedAt();
          case TAGS -> readsTags();
          case CONTENT -> readsContent();
          case SIG -> readsHex(Event.SIGNATURE_HEX_DIGITS);
          default -> readsHex(PublicKey.HEX_DIGITS);
        };
    to[field] = at;
    return isRead;
  }

  private int readsFieldName() {
    skipSpace();
    if (end - at < 4 || in[at] != '"') {
      return UNKNOWN;
    }
    int field =
        switch (in[at + 1]) {
          case 'i' -> ID;
          case 'p' -> PUBKEY;
          case 'k' -> KIND;
          case 't' -> TAGS;
          case 's' -> SIG;
          case 'c' -> in[at + 2] == 'r' ? CREATED_AT : CONTENT;
          default -> UNKNOWN;
        };
    if (field == UNKNOWN) {
      return UNKNOWN;
    }
    // Without the brace or comma before the quotes and the colon after them.
    int length = LEADS[field].length - 2;
    if (end - at < length || !Arrays.equals(in, at, at + length, LEADS[field], 1, length + 1)) {
      return UNKNOWN;
    }
    at += length;
    return field;
  }

  private boolean readsKind() {
    int digits = countDigits();
    if (digits == 0 || digits > 5) {
      return false;
    }
    kind = (int) number(at, digits);
    at += digits;
    return kind <= UnsignedEvent.KIND_MAX;
  }

  private boolean readsCreatedAt() {
    boolean isNegative = at < end && in[at] == '-';
    if (isNegative) {
      at++;
    }
    int digits = countDigits();
    if (digits == 0 || digits > DIGITS_MAX || (isNegative && in[at] == '0')) {
      return false;
    }
    createdAt = isNegative ? -number(at, digits) : number(at, digits);
    at += digits;
    return true;
  }

  /// Counts the digits of an integer without leading zeros; 0 = it is not one.
  private int countDigits() {
    int i = at;
    while (i < end && in[i] >= '0' && in[i] <= '9') {
      i++;
    }
    return i - at > 1 && in[at] == '0' ? 0 : i - at;
  }

  private long number(int first, int digits) {
    long value = 0;
    for (int i = first; i < first + digits && i < first + DIGITS_MAX; i++) {
      value = 10 * value + in[i] - '0';
    }
    return value;
  }

  private boolean readsHex(int digits) {
    if (end - at < digits + 2 || in[at] != '"' || in[at + 1 + digits] != '"') {
      return false;
    }
    for (int i = at + 1; i <= at + digits; i++) {
      if (HEX_VALUE[in[i] & 0xff] < 0) {
        return false;
      }
    }
    at += digits + 2;
    return true;
  }

  private boolean readsContent() {
    canonical = true;
    boolean isRead = readsString();
    isContentCanonical = canonical;
    return isRead;
  }

  private boolean readsTags() {
    canonical = true;
    boolean isRead = accepts('[') && (accepts(']') || readsElements(true));
    areTagsCanonical = canonical;
    return isRead;
  }

  private boolean readsTag() {
    return accepts('[') && (accepts(']') || readsElements(false));
  }

  /// Reads the elements of an array and its closing bracket.
  private boolean readsElements(boolean areTags) {
    do {
      if (!(areTags ? readsTag() : readsString())) {
        return false;
      }
    } while (accepts(','));
    return accepts(']');
  }

  private boolean readsString() {
    if (!accepts('"')) {
      return false;
    }
    while (true) {
      at = Utf8.skipPlain(in, at, end);
      if (at == end) {
        return false;
      }
      if (in[at] == '"') {
        at++;
        return true;
      }
      if (in[at] != '\\') {
        int length = Utf8.sequenceLength(in, at, end);
        if (length == 0) {
          return false;
        }
        at += length;
      } else if (!readsEscape()) {
        return false;
      }
    }
  }

  private boolean readsEscape() {
    if (end - at < 2) {
      return false;
    }
    switch (in[at + 1]) {
      case '"', '\\', 'n', 'r', 't', 'b', 'f' -> at += 2;
      case '/' -> {
        canonical = false;
        at += 2;
      }
      case 'u' -> {
        canonical = false;
        int length = unicodeEscapeLength();
        at += length;
        return length > 0;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Length of a `\\u` escape, or of two for a surrogate pair; 0 = malformed or half of a pair.
  private int unicodeEscapeLength() {
    int unit = escapedUnit(at);
    if (unit < 0 || Character.isLowSurrogate((char) unit)) {
      return 0;
    }
    if (!Character.isHighSurrogate((char) unit)) {
      return 6;
    }
    int low = escapedUnit(at + 6);
    return low >= 0 && Character.isLowSurrogate((char) low) ? 12 : 0;
  }

  /// The UTF-16 unit of the `\\u` escape at an offset; -1 = there is none.
  private int escapedUnit(int offset) {
    if (end - offset < 6 || in[offset] != '\\' || in[offset + 1] != 'u') {
      return UNKNOWN;
    }
    int unit = 0;
    for (int i = offset + 2; i < offset + 6; i++) {
      int digit = HEX_VALUE[in[i] & 0xff];
      if (digit < 0) {
        return UNKNOWN;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private void skipSpace() {
    while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      canonical = false;
      at++;
    }
  }

  private boolean accepts(char wanted) {
    if (at < end && in[at] == wanted) {
      at++;
      return true;
    }
    skipSpace();
    if (at < end && in[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }
}
