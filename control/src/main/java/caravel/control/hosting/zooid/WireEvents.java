package caravel.control.hosting.zooid;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.EventArchive.LineProblem;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.LineReader;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Exports and imports events over a relay's WebSocket with the relay's own key, for a stock zooid.
///
/// zooid shows its own key all stored events, newest first. It accepts only events whose author is
/// signed in, so an import publishes only those of the relay's key and messages to members (gift
/// wraps, zap receipts), which anyone may send.
final class WireEvents {
  /// Events of one request. zooid returns at most 1,000.
  static final int PAGE_EVENTS = 500;

  /// Events that zooid returns at most.
  static final int SECOND_EVENTS_MAX = 1_000;

  private static final int PROBLEMS_MAX = 100;
  private static final Set<Integer> FROM_ANYONE = Set.of(1_059, 9_735);
  private static final String OTHERS_EVENT =
      "This relay’s server accepts an event only from its author. Ask the operator to import the"
          + " file with “zooid import --relay ";

  private final RelayTalk talk;

  WireEvents(RelayTalk talk) {
    this.talk = talk;
  }

  ExportResult exportEvents(RelaySpec spec, String after, OutputStream out) throws IOException {
    if (spec.inactive()) {
      return new ExportResult.Refused(
          "This relay’s server exports only relays that are online. Bring it back online first.");
    }
    if (spec.settings().has(RelaySettings.Switch.STRIP_SIGNATURES)) {
      return new ExportResult.Refused(
          "This relay removes signatures, and events without them can’t be imported anywhere. Turn"
              + " that off in Settings, export, and turn it on again.");
    }
    if (!after.isEmpty()) {
      return new ExportResult.Refused(
          "This relay’s server can’t continue an export. Start again without “after”.");
    }
    return new Pages(spec, out).write();
  }

  /// The pages of one export, newest first. Events of the oldest second of a page come again on the
  /// next one, and are left out there.
  private final class Pages {
    private final RelaySpec spec;
    private final OutputStream out;
    private final Set<String> writtenOfSecond = new HashSet<>();
    private long until = Long.MAX_VALUE;

    Pages(RelaySpec spec, OutputStream out) {
      this.spec = spec;
      this.out = out;
    }

    ExportResult write() throws IOException {
      while (true) {
        var filter = Filter.all().withLimit(PAGE_EVENTS);
        var asked = until == Long.MAX_VALUE ? filter : filter.withUntil(until);
        switch (talk.ask(spec, asked, PAGE_EVENTS)) {
          case RelayTalk.Heard.Nothing(var why) -> {
            return new ExportResult.Unknown(why);
          }
          case RelayTalk.Heard.Events(var events) -> {
            // An older zooid hides rows after it has applied the limit, so a short page is not the
            // last one: only a page without any new event is.
            if (write(events) > 0) {
              continue;
            }
            if (events.size() < PAGE_EVENTS) {
              return new ExportResult.Complete();
            }
            if (!wholeSecond()) {
              return new ExportResult.Unknown(
                  "more than " + SECOND_EVENTS_MAX + " events have the time " + until);
            }
          }
        }
      }
    }

    /// Writes the events of a second that fills a whole page, and goes on before it.
    private boolean wholeSecond() throws IOException {
      var second = Filter.all().withSince(until).withUntil(until).withLimit(SECOND_EVENTS_MAX);
      if (talk.ask(spec, second, SECOND_EVENTS_MAX) instanceof RelayTalk.Heard.Events(var events)
          && events.size() < SECOND_EVENTS_MAX) {
        write(events);
        until--;
        writtenOfSecond.clear();
        return true;
      }
      return false;
    }

    private int write(List<Event> events) throws IOException {
      var fresh =
          events.stream().filter(event -> !writtenOfSecond.contains(event.id().hex())).toList();
      for (var event : fresh) {
        out.write((EventJson.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
        if (event.createdAt() < until) {
          until = event.createdAt();
          writtenOfSecond.clear();
        }
        writtenOfSecond.add(event.id().hex());
      }
      return fresh.size();
    }
  }

  ImportResult importEvents(RelaySpec spec, InputStream lines) throws IOException {
    if (spec.inactive()) {
      return new ImportResult.Refused(
          "This relay’s server imports only into relays that are online. Bring it back online"
              + " first.");
    }
    var counts = new Counts(spec);
    var reader = new LineReader(lines, LineReader.EVENT_BYTES_MAX);
    for (var line = reader.next(); line != null; line = reader.next()) {
      counts.take(reader.isTooLong() ? "too long" : new String(line, StandardCharsets.UTF_8));
    }
    return counts.result();
  }

  /// The counts of one import.
  private final class Counts {
    private final RelaySpec spec;
    private final List<LineProblem> problems = new ArrayList<>();
    private long line;
    private long imported;
    private long invalid;

    Counts(RelaySpec spec) {
      this.spec = spec;
    }

    void take(String text) {
      line++;
      if (text.isBlank()) {
        return;
      }
      try {
        publish(EventJson.parse(text));
      } catch (MalformedException unreadable) {
        refuse("", "invalid: this line is not a Nostr event");
      }
    }

    private void publish(Event event) {
      var isOwn = event.pubkey().equals(spec.identity().secret().publicKey());
      if (event.check() != Event.Check.GENUINE) {
        refuse(event.id().hex(), "invalid: the id or the signature is wrong");
      } else if (!isOwn && !FROM_ANYONE.contains(event.kind())) {
        refuse(event.id().hex(), OTHERS_EVENT + spec.identity().id() + "”.");
      } else {
        switch (talk.publish(spec, event)) {
          case RelayTalk.Sent.Accepted() -> imported++;
          case RelayTalk.Sent.Refused(var why) -> refuse(event.id().hex(), why);
          case RelayTalk.Sent.Unknown(var why) -> refuse(event.id().hex(), why);
        }
      }
    }

    private void refuse(String eventId, String message) {
      invalid++;
      if (problems.size() < PROBLEMS_MAX) {
        problems.add(new LineProblem(line, eventId, message));
      }
    }

    ImportResult result() {
      return new ImportResult.Complete(imported, 0, invalid, problems);
    }
  }
}
