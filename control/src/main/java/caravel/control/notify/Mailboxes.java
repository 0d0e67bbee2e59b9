package caravel.control.notify;

import caravel.control.notify.Messenger.Found;
import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Relay;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/// Looks up the relays for private messages to a person: their newest kind 10050, from the indexers
/// and from the write relays of their kind 10002.
final class Mailboxes {
  /// Most relays of one person that messages are sent to.
  static final int RELAYS_MAX = 5;

  /// Most write relays of one person that are queried.
  static final int OUTBOX_MAX = 3;

  static final Duration KEPT = Duration.ofMinutes(5);

  private static final int PEOPLE_KEPT_MAX = 10_000;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int URL_CHARACTERS_MAX = 500;

  private final Messenger messenger;
  private final List<Relay> indexers;
  private final Executor crew;
  private final Cache<PublicKey, Looked> known;

  Mailboxes(Messenger messenger, List<String> indexers, Executor crew, InstantSource clock) {
    this.messenger = messenger;
    this.indexers = indexers.stream().map(url -> new Relay(url, NamedBy.OPERATOR)).toList();
    this.crew = crew;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(PEOPLE_KEPT_MAX)
            .expireAfterWrite(KEPT)
            .ticker(() -> clock.instant().toEpochMilli() * NANOS_PER_MILLI)
            .build();
  }

  /// The result of looking up a mailbox.
  sealed interface Looked {
    /// @param relays as the person named them, at least one
    record Listed(List<String> relays) implements Looked {}

    /// No relay that answered has a list of this person.
    ///
    /// @param certain every indexer and every write relay of the person answered
    record Unlisted(boolean certain) implements Looked {}

    /// No indexer answered.
    record Unknown(String why) implements Looked {}

    /// The platform had no free connection for the query (M3).
    record Busy() implements Looked {}

    /// The operator has configured no indexers.
    record NotConfigured() implements Looked {}
  }

  Looked of(PublicKey person) {
    var before = known.getIfPresent(person);
    if (before != null) {
      return before;
    }
    var looked = look(person);
    switch (looked) {
      case Looked.Listed _ -> known.put(person, looked);
      case Looked.Unlisted(var certain) -> {
        if (certain) {
          known.put(person, looked);
        }
      }
      case Looked.Unknown _, Looked.Busy _, Looked.NotConfigured _ -> {}
    }
    return looked;
  }

  private Looked look(PublicKey person) {
    if (indexers.isEmpty()) {
      return new Looked.NotConfigured();
    }
    var first = ask(indexers, person, Set.of(Kinds.DIRECT_MESSAGE_RELAYS, Kinds.RELAY_LIST));
    var events = new ArrayList<>(events(first));
    var outbox = newest(events, Kinds.RELAY_LIST).map(Mailboxes::writesTo).orElse(List.of());
    var second = ask(outbox, person, Set.of(Kinds.DIRECT_MESSAGE_RELAYS));
    events.addAll(events(second));
    var relays =
        newest(events, Kinds.DIRECT_MESSAGE_RELAYS).map(Mailboxes::named).orElse(List.of());
    if (!relays.isEmpty()) {
      return new Looked.Listed(relays);
    }
    if (Stream.concat(first.stream(), second.stream()).anyMatch(Found.Busy.class::isInstance)) {
      return new Looked.Busy();
    }
    if (first.stream().allMatch(Found.Silent.class::isInstance)) {
      return new Looked.Unknown("no indexer relay answered");
    }
    return new Looked.Unlisted(
        Stream.concat(first.stream(), second.stream()).noneMatch(Found.Silent.class::isInstance));
  }

  private List<Found> ask(List<Relay> relays, PublicKey person, Set<Integer> kinds) {
    var asked =
        relays.stream()
            .map(relay ->
                CompletableFuture.supplyAsync(() -> messenger.find(relay, person, kinds), crew))
            .toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private static List<Event> events(List<Found> answers) {
    return answers.stream().flatMap(Mailboxes::eventsOf).toList();
  }

  private static Stream<Event> eventsOf(Found answer) {
    return switch (answer) {
      case Found.Events(var events) -> events.stream();
      case Found.Silent _, Found.Busy _ -> Stream.empty();
    };
  }

  /// Chooses between replaceable events as NIP-01 does.
  private static Optional<Event> newest(List<Event> events, int kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .max(
            Comparator.comparingLong(Event::createdAt)
                .thenComparing(event -> event.id().hex(), Comparator.reverseOrder()));
  }

  /// An `r` tag without a marker means reading and writing.
  private static List<Relay> writesTo(Event list) {
    return list.tags().stream()
        .filter(tag -> tag.size() >= 2 && tag.getFirst().equals("r"))
        .filter(tag -> tag.size() == 2 || !tag.get(2).equals("read"))
        .map(tag -> tag.get(1).strip())
        .filter(url -> !url.isEmpty() && url.length() <= URL_CHARACTERS_MAX)
        .distinct()
        .limit(OUTBOX_MAX)
        .map(url -> new Relay(url, NamedBy.STRANGER, list.pubkey().hex()))
        .toList();
  }

  private static List<String> named(Event list) {
    return list.tagValues("relay").stream()
        .map(String::strip)
        .filter(url -> !url.isEmpty() && url.length() <= URL_CHARACTERS_MAX)
        .distinct()
        .limit(RELAYS_MAX)
        .toList();
  }
}
