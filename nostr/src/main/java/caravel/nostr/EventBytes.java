package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A signed event (NIP-01) as the bytes of its JSON, exactly as [EventJson#write] writes it. The
/// same bytes are hashed, stored and sent. Its form is valid; check its id and signature with
/// [#check()].
///
/// Immutable; strings are made when first needed. Safe for use by many threads.
public final class EventBytes {
  private static final byte[] HASH_START = ascii("[0,\"");
  private static final byte[] HASH_QUOTE = ascii("\",");
  private static final byte[] COMMA = ascii(",");
  private static final byte[] BRACKET = ascii("]");

  /// Offset of the kind, and numbers of bytes between the other values.
  private static final int KIND_FROM = "{\"kind\":".length();

  private static final int ID_LEAD = ",\"id\":\"".length();
  private static final int PUBKEY_LEAD = "\",\"pubkey\":\"".length();
  private static final int CREATED_AT_LEAD = "\",\"created_at\":".length();
  private static final String TAGS_NAME = ",\"tags\":";
  private static final int CONTENT_LEAD = ",\"content\":".length();
  private static final int SIG_LEAD = ",\"sig\":\"".length();
  private static final int SIG_TAIL = SIG_LEAD + Event.SIGNATURE_HEX_DIGITS + 1;

  private final byte[] json;
  private final int kind;
  private final long createdAt;
  private final byte[] id;
  private final byte[] pubkey;
  private final int pubkeyFrom;
  private final int tagsFrom;
  private final int tagsTo;
  private final int contentTo;

  private volatile @Nullable Event event;
  private volatile @Nullable String text;
  private volatile byte @Nullable [] unsignedJson;

  /// @param json as [EventJson#write] writes it; not copied
  /// @param tagsFrom offset of the tags
  /// @param tagsTo offset after the tags
  /// @param contentTo offset after the content
  EventBytes(byte[] json, int kind, long createdAt, int tagsFrom, int tagsTo, int contentTo) {
    this.json = json;
    this.kind = kind;
    this.createdAt = createdAt;
    this.tagsFrom = tagsFrom;
    this.tagsTo = tagsTo;
    int digits = kind < 10 ? 1 : kind < 100 ? 2 : kind < 1_000 ? 3 : kind < 10_000 ? 4 : 5;
    int idFrom = KIND_FROM + digits + ID_LEAD;
    this.pubkeyFrom = idFrom + EventId.HEX_DIGITS + PUBKEY_LEAD;
    this.id = Hex.decode(json, idFrom, EventId.HEX_DIGITS);
    this.pubkey = Hex.decode(json, pubkeyFrom, PublicKey.HEX_DIGITS);
    this.contentTo = contentTo;
  }

  /// Writes an event that this program made, or that was read in another way.
  public static EventBytes of(Event event) {
    var text = EventJson.write(event);
    var json = text.getBytes(StandardCharsets.UTF_8);
    int tagsFrom = text.indexOf(TAGS_NAME) + TAGS_NAME.length();
    int contentTo = json.length - 1 - (event.sig().isEmpty() ? 0 : SIG_TAIL);
    var bytes =
        new EventBytes(
            json, event.kind(), event.createdAt(), tagsFrom, endOfArray(json, tagsFrom), contentTo);
    bytes.event = event;
    bytes.text = text;
    return bytes;
  }

  /// Parses one event object with nothing after it, with the verdicts of [EventJson#parse(String)].
  ///
  /// @throws MalformedException when it is not an event
  public static EventBytes parse(String json) {
    var utf8 = EventScanner.encode(json);
    if (utf8 != null) {
      var scanned = EventScanner.scan(utf8, 0);
      if (scanned != null && scanned.end() == utf8.length) {
        return scanned.event();
      }
    }
    return of(EventJson.parse(json));
  }

  public int kind() {
    return kind;
  }

  /// Unix seconds.
  public long createdAt() {
    return createdAt;
  }

  public EventId id() {
    var known = event;
    return known == null
        ? new EventId(new EventDecoder(json).ascii(idFrom(), EventId.HEX_DIGITS))
        : known.id();
  }

  /// The JSON in UTF-8. The caller must not change it.
  public byte[] json() {
    return json;
  }

  /// The JSON as [EventJson#write] writes it. Made at the first call.
  public String text() {
    var known = text;
    if (known == null) {
      known = new String(json, StandardCharsets.UTF_8);
      text = known;
    }
    return known;
  }

  /// The JSON without its `sig` (`policy.strip_signatures`), in UTF-8. Made at the first call. The
  /// caller must not change it.
  public byte[] jsonWithoutSignature() {
    var known = unsignedJson;
    if (known == null) {
      known = json;
      if (hasSignature()) {
        known = Arrays.copyOf(json, contentTo + 1);
        known[contentTo] = '}';
      }
      unsignedJson = known;
    }
    return known;
  }

  /// The event with its strings. Made at the first call.
  public Event event() {
    var known = event;
    if (known == null) {
      known = decode();
      event = known;
    }
    return known;
  }

  /// Checks the id, then the signature, with one hash computation.
  public Event.Check check() {
    if (!hasValidId()) {
      return Event.Check.WRONG_ID;
    }
    return hasValidSignature() ? Event.Check.GENUINE : Event.Check.WRONG_SIGNATURE;
  }

  /// Whether the id is the SHA-256 of the canonical form `[0,pubkey,created_at,kind,tags,content]`.
  public boolean hasValidId() {
    return Arrays.equals(hash(), id);
  }

  /// Verifies the signature of the id (BIP-340). The id must be valid.
  public boolean hasValidSignature() {
    return hasSignature()
        && Secp.verify(
            Hex.decode(json, contentTo + SIG_LEAD, Event.SIGNATURE_HEX_DIGITS), id, pubkey);
  }

  private boolean hasSignature() {
    return contentTo < json.length - 1;
  }

  private byte[] hash() {
    var digest = Sha256.start();
    digest.update(HASH_START);
    digest.update(json, pubkeyFrom, PublicKey.HEX_DIGITS);
    int createdAtFrom = pubkeyFrom + PublicKey.HEX_DIGITS + CREATED_AT_LEAD;
    digest.update(HASH_QUOTE);
    digest.update(json, createdAtFrom, tagsFrom - TAGS_NAME.length() - createdAtFrom);
    digest.update(COMMA);
    digest.update(
        json, KIND_FROM, pubkeyFrom - PUBKEY_LEAD - EventId.HEX_DIGITS - ID_LEAD - KIND_FROM);
    digest.update(COMMA);
    digest.update(json, tagsFrom, tagsTo - tagsFrom);
    digest.update(COMMA);
    digest.update(json, contentFrom(), contentTo - contentFrom());
    digest.update(BRACKET);
    return digest.digest();
  }

  private int idFrom() {
    return pubkeyFrom - PUBKEY_LEAD - EventId.HEX_DIGITS;
  }

  private int contentFrom() {
    return tagsTo + CONTENT_LEAD;
  }

  private Event decode() {
    var decoder = new EventDecoder(json);
    return new Event(
        new EventId(
            decoder.ascii(pubkeyFrom - PUBKEY_LEAD - EventId.HEX_DIGITS, EventId.HEX_DIGITS)),
        new UnsignedEvent(
            new PublicKey(decoder.ascii(pubkeyFrom, PublicKey.HEX_DIGITS)),
            createdAt,
            kind,
            decoder.tags(tagsFrom),
            decoder.string(contentFrom())),
        hasSignature()
            ? decoder.ascii(contentTo + SIG_LEAD, Event.SIGNATURE_HEX_DIGITS)
            : Event.NO_SIGNATURE);
  }

  /// The offset after an array of canonical JSON.
  private static int endOfArray(byte[] json, int from) {
    int at = from;
    int depth = 0;
    boolean isText = false;
    do {
      switch (json[at++]) {
        case '"' -> isText = !isText;
        case '\\' -> at++;
        case '[' -> depth += isText ? 0 : 1;
        case ']' -> depth -= isText ? 0 : 1;
        default -> {}
      }
    } while (depth > 0);
    return at;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventBytes that && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }

  @Override
  public String toString() {
    return text();
  }
}
