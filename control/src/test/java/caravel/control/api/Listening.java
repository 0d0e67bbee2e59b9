package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// An open stream of server-sent events, read on its own thread.
final class Listening implements AutoCloseable {
  private record Heard(String event, String data) {}

  private static final Contract CONTRACT = Contract.load();

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final Stream<String> lines;

  Listening(Stream<String> lines) {
    this.lines = lines;
    Thread.ofVirtual().start(this::read);
  }

  /// The events with this name so far, each checked against the contract.
  List<String> data(String event) {
    var told = heard.stream().filter(one -> one.event().equals(event)).map(Heard::data).toList();
    for (var one : told) {
      assertThat(CONTRACT.eventFaults(event, Json.mapper().readTree(one))).as(one).isEmpty();
    }
    return told;
  }

  @Override
  public void close() {
    lines.close();
  }

  private void read() {
    var event = new StringBuilder();
    try {
      lines.forEach(line -> {
        if (line.startsWith("event: ")) {
          event.setLength(0);
          event.append(line.substring("event: ".length()));
        } else if (line.startsWith("data: ")) {
          heard.add(new Heard(event.toString(), line.substring("data: ".length())));
        }
      });
    } catch (RuntimeException closed) {
      heard.add(new Heard("closed", ""));
    }
  }
}
