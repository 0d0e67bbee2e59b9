package caravel.control.notify;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.job.Backoff;
import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.RobotStore.Published;
import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import caravel.nostr.UnsignedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Publishes the robot's profile and relay lists on the indexers and its outbox relays: again after
/// a change, and until each relay has them.
final class Robot {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofHours(1));
  private static final Duration REST = Duration.ofHours(1);

  private static final List<List<String>> STATUS_TAGS =
      List.of(
          List.of("d", "caravel-status"),
          List.of("alt", "Availability of the relays of this platform, day by day"));

  private final Db db;
  private final Messenger messenger;
  private final RobotSettings settings;
  private final Consumer<String> complain;
  private final RobotStore store = new RobotStore();
  private Supplier<Optional<String>> status = Optional::empty;
  private int failures;

  /// @param complain receives errors for the operator
  Robot(Db db, Messenger messenger, RobotSettings settings, Consumer<String> complain) {
    this.db = db;
    this.messenger = messenger;
    this.settings = settings;
    this.complain = complain;
  }

  /// Publishes this summary of the availability as well, again when it changes.
  void publish(Supplier<Optional<String>> statusSummary) {
    status = statusSummary;
  }

  /// Sends missing events, and returns how long to rest.
  Duration round() {
    var summary = status.get();
    var missing = db.inTx(tx -> missing(tx, summary.orElse("")));
    var left = 0;
    for (var one : missing) {
      left += hasTaken(one) ? 0 : 1;
    }
    failures = left == 0 ? 0 : failures + 1;
    return left == 0 ? REST : BACKOFF.after(failures, 0);
  }

  private boolean hasTaken(Published one) {
    var relay = new Messenger.Relay(one.relay(), NamedBy.OPERATOR);
    return switch (messenger.post(relay, one.event())) {
      case Posted.Taken() -> {
        db.inTx(tx -> {
          store.save(tx, new Published(one.relay(), one.event(), true));
          return one;
        });
        yield true;
      }
      case Posted.Refused(var why) -> missed(one, why);
      case Posted.Silent(var why) -> missed(one, why);
      case Posted.Busy _ -> missed(one, "the platform has no free connection");
    };
  }

  private boolean missed(Published one, String why) {
    complain.accept(
        "kind " + one.event().kind() + " of the robot is not on " + one.relay() + ": " + why);
    return false;
  }

  /// The events that some relays lack, stored before they are sent.
  ///
  /// @param summary of the availability; `""` = none
  private List<Published> missing(Tx tx, String summary) {
    var missing = new ArrayList<Published>();
    for (var wanted : wanted(tx.seconds(), summary)) {
      var known = store.ofKind(tx, wanted.kind());
      var event = current(known, wanted);
      for (var relay : targets(wanted.kind())) {
        var has = new Published(relay, event, true);
        if (!known.contains(has)) {
          var lacks = new Published(relay, event, false);
          store.save(tx, lacks);
          missing.add(lacks);
        }
      }
    }
    return missing;
  }

  /// Indexers take profiles and relay lists only.
  private List<String> targets(int kind) {
    var relays = settings.relays();
    return kind == Kinds.APPLICATION_DATA
        ? relays.outbox()
        : Stream.concat(relays.indexers().stream(), relays.outbox().stream()).distinct().toList();
  }

  /// The stored event with this content, or a newer one that replaces it.
  private Event current(List<Published> known, UnsignedEvent wanted) {
    var newest =
        known.stream().map(Published::event).max(Comparator.comparingLong(Event::createdAt));
    if (newest.filter(event -> saysTheSame(event.unsigned(), wanted)).isPresent()) {
      return newest.orElseThrow();
    }
    var at =
        Math.max(wanted.createdAt(), newest.map(Event::createdAt).map(last -> last + 1).orElse(0L));
    return Event.sign(settings.key(), at, wanted.kind(), wanted.tags(), wanted.content());
  }

  private static boolean saysTheSame(UnsignedEvent one, UnsignedEvent other) {
    return one.pubkey().equals(other.pubkey())
        && one.tags().equals(other.tags())
        && Objects.equals(one.content(), other.content());
  }

  private List<UnsignedEvent> wanted(long now, String summary) {
    var relays = settings.relays();
    var wanted = new ArrayList<UnsignedEvent>();
    wanted.add(unsigned(now, Kinds.PROFILE, List.of(), profile()));
    if (!relays.outbox().isEmpty()) {
      wanted.add(unsigned(now, Kinds.RELAY_LIST, tags("r", relays.outbox()), ""));
    }
    if (!relays.messaging().isEmpty()) {
      var tags = tags("relay", relays.messaging());
      wanted.add(unsigned(now, Kinds.DIRECT_MESSAGE_RELAYS, tags, ""));
    }
    if (!summary.isEmpty()) {
      wanted.add(unsigned(now, Kinds.APPLICATION_DATA, STATUS_TAGS, summary));
    }
    return wanted;
  }

  private UnsignedEvent unsigned(long now, int kind, List<List<String>> tags, String content) {
    return new UnsignedEvent(settings.key().publicKey(), now, kind, tags, content);
  }

  private String profile() {
    var profile = settings.profile();
    var json = Json.mapper().createObjectNode();
    json.put("name", profile.name());
    json.put("about", profile.about());
    if (!profile.picture().isEmpty()) {
      json.put("picture", profile.picture());
    }
    json.put("bot", true);
    return json.toString();
  }

  private static List<List<String>> tags(String name, List<String> values) {
    return values.stream().map(value -> List.of(name, value)).toList();
  }
}
