package caravel.control.admin.abuse;

import caravel.control.http.InputFields;
import caravel.control.problem.Problem;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A report as it was sent, by the form or as a signed event (NIP-56).
///
/// @param host of the relay, in lower case
/// @param eventId hex; `""` = the report is about the relay
/// @param reporter null = anonymous
/// @param signedId the id of the signed event; null = by the form
record AbuseForm(
    String host,
    String eventId,
    AbuseReason reason,
    String text,
    @Nullable PublicKey reporter,
    @Nullable String signedId) {
  static final int TEXT_CHARACTERS_MAX = 2_000;

  /// Oldest and newest date of a signed report.
  static final Duration AGE_MAX = Duration.ofDays(7);

  static final Duration AHEAD_MAX = Duration.ofMinutes(10);

  private static final int REPORT_KIND = 1_984;
  private static final int ADDRESS_CHARACTERS_MAX = 300;
  private static final int WORD_CHARACTERS_MAX = 50;
  private static final int EVENT_ID_CHARACTERS_MAX = 100;
  private static final Pattern SCHEME = Pattern.compile("^(wss?|https?)://");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n]]");

  /// Reads the body of a request: the fields of the form, or `report`, a signed event.
  ///
  /// @throws caravel.control.problem.ProblemException for a report that is not complete or genuine
  static AbuseForm read(InputFields body, Instant now) {
    var signed = body.object("report");
    return signed == null ? typed(body) : signed(body, signed, now);
  }

  private static AbuseForm typed(InputFields body) {
    var reporter = body.publicKey("reporter");
    if (reporter != null && !reporter.isOnCurve()) {
      throw Problem.invalid("reporter", "That’s not a public key.").asException();
    }
    var word = body.text("reason", WORD_CHARACTERS_MAX);
    var reason =
        AbuseReason.find(word == null ? "" : word)
            .orElseThrow(() -> Problem.invalid("reason", "Choose a reason.").asException());
    var text = body.text("text", TEXT_CHARACTERS_MAX);
    return new AbuseForm(
        address(body), eventId(body), reason, clean(text == null ? "" : text), reporter, null);
  }

  private static AbuseForm signed(InputFields body, String json, Instant now) {
    var event = genuine(json, now);
    var host = body.has("relay") ? address(body) : relayTag(event);
    var subject = tag(event, "e");
    var word = subject.or(() -> tag(event, "p")).filter(t -> t.size() > 2).map(t -> t.get(2));
    var reason = word.flatMap(AbuseReason::find).orElse(AbuseReason.OTHER);
    var text = event.content();
    if (text.length() > TEXT_CHARACTERS_MAX) {
      throw invalid("The text of the report is too long: use at most 2000 characters.");
    }
    var id = subject.map(t -> t.get(1)).orElse("");
    if (!id.isEmpty() && !HASH.matcher(id).matches()) {
      throw invalid("The report names a message by something that isn’t an id.");
    }
    return new AbuseForm(host, id, reason, clean(text), event.pubkey(), event.id().hex());
  }

  private static Event genuine(String json, Instant now) {
    Event event;
    try {
      event = EventJson.parse(json);
    } catch (MalformedException | IllegalArgumentException malformed) {
      throw invalid("The report isn’t a Nostr event.");
    }
    if (event.kind() != REPORT_KIND) {
      throw invalid("The report must be an event of kind 1984 (NIP-56).");
    }
    if (event.check() != Event.Check.GENUINE) {
      throw invalid("The signature of the report is wrong.");
    }
    var at = event.createdAt();
    if (at < now.minus(AGE_MAX).getEpochSecond() || at > now.plus(AHEAD_MAX).getEpochSecond()) {
      throw invalid("The report is dated more than a week ago, or in the future.");
    }
    return event;
  }

  private static String relayTag(Event event) {
    var named = event.tagValue("relay").or(() -> event.tagValue("r"));
    var host = named.map(AbuseForm::host).orElse("");
    if (host.isEmpty()) {
      throw Problem.invalid("relay", "Name the relay that this report is about.").asException();
    }
    return host;
  }

  private static String address(InputFields body) {
    var given = body.text("relay", ADDRESS_CHARACTERS_MAX);
    var host = host(given == null ? "" : given);
    if (host.isEmpty()) {
      throw Problem.invalid("relay", "Enter the address of the relay.").asException();
    }
    return host;
  }

  /// The host in an address: without its scheme and path.
  static String host(String address) {
    var rest = SCHEME.matcher(address.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    var slash = rest.indexOf('/');
    var host = slash < 0 ? rest : rest.substring(0, slash);
    return host.length() > ADDRESS_CHARACTERS_MAX ? "" : host;
  }

  private static String eventId(InputFields body) {
    var given = body.text("event_id", EVENT_ID_CHARACTERS_MAX);
    var id = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
    if (!id.isEmpty() && !HASH.matcher(id).matches()) {
      throw Problem.invalid("event_id", "That’s not the id of a message: it has 64 hex digits.")
          .asException();
    }
    return id;
  }

  private static Optional<List<String>> tag(Event event, String name) {
    return event.tags().stream()
        .filter(tag -> tag.size() > 1 && tag.getFirst().equals(name))
        .findFirst();
  }

  private static String clean(String text) {
    return CONTROLS.matcher(text.replace("\r\n", "\n")).replaceAll(" ").strip();
  }

  private static RuntimeException invalid(String sentence) {
    return Problem.invalid("report", sentence).asException();
  }
}
