package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Deletion;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Stores the signed events of a file in one relay, line by line. Every event is verified. Events
/// that are stored already change nothing, so an interrupted import is simply repeated.
///
/// Holds one batch in memory and waits for its commit. Not safe for use by several threads.
public final class EventImport {
  /// Most events of one commit.
  private static final int BATCH_EVENTS_MAX = 500;

  /// About the most JSON of one commit, in bytes.
  private static final int BATCH_BYTES_MAX = 1024 * 1024;

  /// Estimated heap of one byte of a line: its bytes, its event and its row.
  private static final long HEAP_BYTES_EACH = 5;

  /// Most problems that are reported. Further ones are only counted.
  public static final int PROBLEMS_MAX = 100;

  /// Lines that are read before the thread yields.
  private static final int LINES_AT_ONCE = 32;

  private final LiveRelay relay;
  private final List<Line> batch = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int batchBytes;
  private long lines;
  private long imported;
  private long known;
  private long invalid;

  public EventImport(LiveRelay relay) {
    this.relay = relay;
  }

  private record Line(long number, EventBytes bytes) {
    Event event() {
      return bytes.event();
    }
  }

  /// A line that was not imported.
  ///
  /// @param line its number, from 1
  /// @param eventId 64 hex digits; empty when the line is not an event
  public record Problem(long line, String eventId, String message) {}

  /// The result so far.
  ///
  /// @param imported events that are new
  /// @param known events that were stored before, or are older than the stored version
  /// @param invalid lines that were not imported
  /// @param problems the first [#PROBLEMS_MAX] of them
  public record Result(long imported, long known, long invalid, List<Problem> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /// Takes the next line, without its end. Empty lines are only counted as lines.
  ///
  /// @throws StoreException when the relay cannot store events now
  public void add(byte[] line) {
    lines++;
    if (lines % LINES_AT_ONCE == 0) {
      CarrierThread.yieldToOthers();
    }
    EventBytes event;
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      if (text.isBlank()) {
        return;
      }
      event = EventBytes.parse(text);
    } catch (CharacterCodingException | MalformedException unreadable) {
      refuse(lines, "", "invalid: this line is not a Nostr event");
      return;
    }
    batch.add(new Line(lines, event));
    batchBytes += line.length;
    if (batch.size() == BATCH_EVENTS_MAX || batchBytes >= BATCH_BYTES_MAX) {
      store();
    }
  }

  /// Counts a line that is longer than the reader's bound.
  public void addTooLong(int bytesMax) {
    lines++;
    refuse(lines, "", "invalid: this line is longer than " + bytesMax + " bytes");
  }

  /// Stores the last events.
  ///
  /// @throws StoreException when the relay cannot store events now
  public Result finish() {
    store();
    problems.sort(Comparator.comparingLong(Problem::line));
    return new Result(imported, known, invalid, problems);
  }

  private void store() {
    var share = relay.writeShare().acquire(HEAP_BYTES_EACH * batchBytes);
    try {
      var full = relay.fullBecause();
      if (full == null) {
        write(accepted());
      } else {
        batch.forEach(line -> refuse(line, full));
      }
    } finally {
      share.run();
    }
    batch.clear();
    batchBytes = 0;
  }

  private void write(List<Line> accepted) {
    var isRoster =
        accepted.stream()
            .collect(Collectors.partitioningBy(line -> CommunityKinds.isRoster(line.event())));
    var others = isRoster.getOrDefault(false, List.of());
    // First, so that no message of a room that the file makes private is shown.
    importRooms(
        others.stream().filter(line -> RoomKinds.definesRooms(line.event().kind())).toList());
    var messages =
        others.stream().filter(line -> !RoomKinds.definesRooms(line.event().kind())).toList();
    if (!messages.isEmpty()) {
      count(JoinBatch.settled(relay.store().write(changes(messages))));
    }
    if (messages.stream()
        .anyMatch(line -> line.event().kind() == CommunityKinds.PUSH_SUBSCRIPTION)) {
      relay.push().reload();
    }
    importRoster(isRoster.getOrDefault(true, List.of()));
  }

  /// Stores events that define rooms, and takes the rooms over immediately, also for open sockets.
  private void importRooms(List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var rooms = relay.rooms();
    count(
        rooms.locked(() -> {
          var answer = JoinBatch.settled(relay.store().write(changes(lines)));
          rooms.reload();
          return answer;
        }));
  }

  private List<Line> accepted() {
    var rules = relay.rules();
    var deleted = deleted();
    var accepted = new ArrayList<Line>();
    for (var line : batch) {
      var event = line.event();
      switch (line.bytes().check()) {
        case WRONG_ID -> refuse(line, "invalid: the id is not the event's hash");
        case WRONG_SIGNATURE -> refuse(line, "invalid: the signature is wrong");
        case GENUINE -> {
          if (rules.imported(event) instanceof Verdict.Refused(var text)) {
            refuse(line, text);
          } else if (deleted.contains(event.id().hex())) {
            refuse(line, "invalid: its author has deleted this event");
          } else {
            accepted.add(line);
          }
        }
      }
    }
    return accepted;
  }

  /// Ids of the batch's events that a stored request of their author deletes (NIP-09).
  private Set<String> deleted() {
    var deleted = new HashSet<String>();
    find("e", batch.stream().map(line -> line.event().id().hex()).collect(Collectors.toSet()))
        .forEach(request -> markTargets(request, deleted));
    var addresses =
        batch.stream()
            .map(Line::event)
            .filter(event -> Kinds.isAddressable(event.kind()))
            .map(EventImport::address)
            .collect(Collectors.toSet());
    find("a", addresses).forEach(request -> markTargets(request, deleted));
    return deleted;
  }

  private List<Event> find(String tag, Set<String> values) {
    var requests = new ArrayList<Event>();
    if (!values.isEmpty()) {
      relay
          .store()
          .scan(
              Filter.all().withKinds(Kinds.DELETION).withTag(tag, values),
              relay.now(),
              row -> requests.add(row.event()));
    }
    return requests;
  }

  private void markTargets(Event request, Set<String> deleted) {
    var deletion = Deletion.of(request);
    for (var line : batch) {
      var event = line.event();
      var named =
          deletion.ids().contains(event.id())
              || (event.createdAt() <= request.createdAt()
                  && deletion.addresses().stream().anyMatch(address -> address.names(event)));
      if (named && event.pubkey().equals(request.pubkey())) {
        deleted.add(event.id().hex());
      }
    }
  }

  private static String address(Event event) {
    return event.kind() + ":" + event.pubkey().hex() + ":" + event.tagValue("d").orElse("");
  }

  /// Stores events that define members, bans or invites, and takes their content over at once, also
  /// for open sockets.
  private void importRoster(List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var community = relay.community();
    var saved =
        community.locked(() -> {
          // Lists that the relay writes meanwhile would be based on the old members.
          var before = relay.rules();
          var answer = JoinBatch.settled(relay.store().write(changes(lines)));
          var now = community.reload();
          for (int i = 0; i < lines.size(); i++) {
            takeOver(lines.get(i), answer.get(i), before, now);
          }
          return answer;
        });
    count(saved);
    relay.recheck();
  }

  /// Announces a new member list. A list older than the relay's own is taken over only while nobody
  /// but the founders is a member: a new relay gets its members back, and removed members stay out.
  private void takeOver(Line line, Saved saved, Rules before, Rules now) {
    var list = line.event();
    if (list.kind() != CommunityKinds.MEMBER_LIST) {
      return;
    }
    switch (saved) {
      case STORED -> relay.delivery().now(line.bytes());
      case SUPERSEDED -> {
        if (before.founders().containsAll(before.roster().members())) {
          relay
              .community()
              .addSilently(
                  CommunityMembers.of(list).pubkeys().stream()
                      .filter(who -> !now.isBanned(who))
                      .toList());
        }
      }
      case DUPLICATE -> {}
    }
  }

  private static List<Change> changes(List<Line> lines) {
    return lines.stream().map(line -> (Change) new Change.Save(line.bytes())).toList();
  }

  private void count(List<Saved> saved) {
    for (var result : saved) {
      switch (result) {
        case STORED -> imported++;
        case DUPLICATE, SUPERSEDED -> known++;
      }
    }
  }

  private void refuse(Line line, String message) {
    refuse(line.number(), line.event().id().hex(), message);
  }

  private void refuse(long line, String eventId, String message) {
    invalid++;
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(new Problem(line, eventId, message));
    }
  }
}
