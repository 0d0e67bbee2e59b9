package caravel.engine.push;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.outbound.PublicUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/// A push subscription (NIP-9a draft, kind 30390): the events that a member is notified of, and the
/// address that receives the notifications.
///
/// @param id of the event that registered it
/// @param identifier its `d` tag
/// @param filters at least one; one of them must match
/// @param ignored none of them may match
/// @param includesEvent whether notifications contain the whole event
public record PushSubscription(
    EventId id,
    PublicKey author,
    String identifier,
    PublicUrl callback,
    List<Filter> filters,
    List<Filter> ignored,
    boolean includesEvent) {
  /// Most `filter` tags, and most `ignore` tags.
  static final int FILTERS_MAX = 10;

  /// Most characters of the values of all `filter` and `ignore` tags.
  static final int FILTER_CHARACTERS_MAX = 16_384;

  private static final String INVALID_CALLBACK =
      "invalid: callback must be a valid HTTP or HTTPS URL";
  private static final int HTTP_PORT = 80;

  public PushSubscription {
    filters = List.copyOf(filters);
    ignored = List.copyOf(ignored);
  }

  /// The result of reading a subscription.
  public sealed interface Parsed {
    record Valid(PushSubscription subscription) implements Parsed {}

    /// @param text as it goes into an OK
    record Invalid(String text) implements Parsed {}
  }

  /// Reads the tags of a subscription, in zooid's order and with its texts. The bounds of filters
  /// and the port of the callback are checked in addition.
  ///
  /// @param host of the relay, with its port if the configuration has one
  public static Parsed parse(Event event, String host) {
    try {
      return new Parsed.Valid(read(event, host));
    } catch (MalformedException invalid) {
      return new Parsed.Invalid(String.valueOf(invalid.getMessage()));
    }
  }

  private static PushSubscription read(Event event, String host) {
    var identifier = event.tagValue("d").orElse("");
    if (identifier.isEmpty()) {
      throw new MalformedException("invalid: missing or empty d tag");
    }
    if (!event.tagValue("relay").orElse("").equals(relayUrl(host))) {
      throw new MalformedException("invalid: relay tag does not match this relay's URL");
    }
    var filterTexts = event.tagValues("filter");
    if (filterTexts.isEmpty()) {
      throw new MalformedException("invalid: at least one filter tag is required");
    }
    var ignoreTexts = event.tagValues("ignore");
    requireBounded(filterTexts, ignoreTexts);
    var filters = filters("filter", filterTexts);
    var ignored = filters("ignore", ignoreTexts);
    var includesEvent = event.tagValue("include_event").isPresent();
    return new PushSubscription(
        event.id(), event.pubkey(), identifier, callback(event), filters, ignored, includesEvent);
  }

  /// The address of a relay as subscriptions and notifications write it.
  public static String relayUrl(String host) {
    return "wss://" + host + "/";
  }

  private static void requireBounded(List<String> filters, List<String> ignored) {
    if (filters.size() > FILTERS_MAX || ignored.size() > FILTERS_MAX) {
      throw new MalformedException(
          "invalid: a push subscription has at most "
              + FILTERS_MAX
              + " filter and ignore tags each");
    }
    long characters =
        filters.stream().mapToLong(String::length).sum()
            + ignored.stream().mapToLong(String::length).sum();
    if (characters > FILTER_CHARACTERS_MAX) {
      throw new MalformedException(
          "invalid: the filters of a push subscription have at most "
              + FILTER_CHARACTERS_MAX
              + " characters");
    }
  }

  private static List<Filter> filters(String tag, List<String> texts) {
    var filters = new ArrayList<Filter>();
    for (var text : texts) {
      try {
        filters.add(Filter.parse(Json.mapper().readTree(text)));
      } catch (JacksonException | MalformedException invalid) {
        throw new MalformedException(
            "invalid: " + tag + " tag contains invalid JSON: not a Nostr filter");
      }
    }
    return filters;
  }

  private static PublicUrl callback(Event event) {
    var callbacks = event.tagValues("callback");
    if (callbacks.isEmpty()) {
      throw new MalformedException("invalid: missing callback tag");
    }
    if (callbacks.size() > 1) {
      throw new MalformedException("invalid: too many callback tags");
    }
    var text = callbacks.getFirst();
    if (text.isEmpty()) {
      throw new MalformedException("invalid: empty callback tag");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      throw new MalformedException(INVALID_CALLBACK);
    }
    var isHttps = "https".equalsIgnoreCase(uri.getScheme());
    if ((!isHttps && !"http".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
      throw new MalformedException(INVALID_CALLBACK);
    }
    if (PublicUrl.namesPrivateAddress(uri)) {
      throw new MalformedException(
          "invalid: callback must not point to a local or internal address");
    }
    if (uri.getPort() != -1 && uri.getPort() != (isHttps ? PublicUrl.PORT : HTTP_PORT)) {
      throw new MalformedException("invalid: callback must use port 443, or port 80 with http://");
    }
    try {
      return new PublicUrl(uri);
    } catch (IllegalArgumentException _) {
      throw new MalformedException(INVALID_CALLBACK);
    }
  }

  /// Whether the subscriber wants to be notified of this event. Membership and access are checked
  /// elsewhere.
  public boolean matches(Event event) {
    return !event.pubkey().equals(author)
        && filters.stream().anyMatch(filter -> filter.matches(event))
        && ignored.stream().noneMatch(filter -> filter.matches(event));
  }

  /// An estimate of its heap in bytes, without the event.
  int heapBytes() {
    int values = 0;
    for (var filter : filters) {
      values += values(filter);
    }
    for (var filter : ignored) {
      values += values(filter);
    }
    return 1_024 + 2 * callback.uri().toString().length() + 192 * values;
  }

  private static int values(Filter filter) {
    return 2
        + filter.ids().size()
        + filter.authors().size()
        + filter.kinds().size()
        + filter.tags().values().stream().mapToInt(tag -> 1 + tag.size()).sum();
  }
}
