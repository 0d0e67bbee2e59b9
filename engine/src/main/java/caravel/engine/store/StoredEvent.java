package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of the store: the event's JSON as it is sent. Parsed only when needed: kind, id, author,
/// time and the first tag of a name are read from the text.
public final class StoredEvent {
  private static final String KIND = "{\"kind\":";
  private static final String ID = ",\"id\":\"";
  private static final String PUBKEY = "\",\"pubkey\":\"";
  private static final String CREATED_AT = "\",\"created_at\":";
  private static final String SIG = ",\"sig\":\"";
  private static final int HEX_DIGITS = 64;
  private static final int SIG_DIGITS = 128;

  private final String json;
  private @Nullable Event event;

  /// @param json as [EventJson#write] wrote it
  public StoredEvent(String json) {
    this.json = json;
  }

  /// As [EventJson#write] wrote it.
  public String json() {
    return json;
  }

  /// The JSON without its `sig` (`policy.strip_signatures`).
  public String jsonWithoutSignature() {
    int sig = json.length() - SIG.length() - SIG_DIGITS - "\"}".length();
    return sig > 0 && json.startsWith(SIG, sig) ? json.substring(0, sig) + "}" : json;
  }

  public int kind() {
    return Integer.parseInt(json, KIND.length(), kindEnd(), 10);
  }

  /// 64 hex digits.
  public String id() {
    int from = kindEnd() + ID.length();
    return json.substring(from, from + HEX_DIGITS);
  }

  /// 64 hex digits.
  public String pubkey() {
    int from = kindEnd() + ID.length() + HEX_DIGITS + PUBKEY.length();
    return json.substring(from, from + HEX_DIGITS);
  }

  /// Unix seconds.
  public long createdAt() {
    int from = kindEnd() + ID.length() + HEX_DIGITS + PUBKEY.length() + HEX_DIGITS;
    from += CREATED_AT.length();
    return Long.parseLong(json, from, json.indexOf(',', from), 10);
  }

  /// Like [Event#tagValue], usually without parsing the event.
  ///
  /// @param name without characters that JSON escapes
  public Optional<String> tagValue(String name) {
    var opening = "[\"" + name + "\",\"";
    // An unescaped quote after a bracket opens a string, so this matches only at the start of a
    // tag.
    int at = json.indexOf(opening);
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + opening.length();
    int end = json.indexOf('"', from);
    var value = json.substring(from, end);
    return value.indexOf('\\') < 0 ? Optional.of(value) : event().tagValue(name);
  }

  /// Parsed at the first call.
  public Event event() {
    var known = event;
    if (known == null) {
      known = EventJson.parseStored(json);
      event = known;
    }
    return known;
  }

  private int kindEnd() {
    return json.indexOf(',', KIND.length());
  }

  @Override
  public String toString() {
    return json;
  }
}
