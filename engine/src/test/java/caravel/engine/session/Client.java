package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.limits.MemoryBudget;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/// A test client on a session, which sends and expects wire text.
final class Client implements ClientChannel {
  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final AtomicReference<Runnable> beforeStored = new AtomicReference<>(() -> {});
  private final MemoryBudget.Account memory = MemoryBudget.unlimited();
  private final Session session;

  Client(LiveRelay relay, Address address) {
    session = relay.connect(this, address);
  }

  @Override
  public void queue(String text) {
    if (text.contains("could not be handled") || text.contains("error: the relay")) {
      faults.add(text);
    }
    frames.add(text);
  }

  @Override
  public void queueEvent(byte[] head, byte[] event) {
    frames.add(
        new String(head, StandardCharsets.UTF_8) + new String(event, StandardCharsets.UTF_8) + "]");
  }

  @Override
  public void flush() {}

  /// Runs the task at the next stored event, before it is sent.
  void beforeNextStored(Runnable what) {
    beforeStored.set(what);
  }

  @Override
  public void awaitRoom() {
    beforeStored.getAndSet(() -> {}).run();
  }

  @Override
  public MemoryBudget.Account memory() {
    return memory;
  }

  @Override
  public void close(int code, String reason) {
    frames.add("closed " + code + " " + reason);
  }

  Session session() {
    return session;
  }

  Client says(String text) {
    session.onMessage(text.strip().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Client publishes(Event event) {
    return says("[\"EVENT\"," + EventJson.write(event) + "]");
  }

  void authenticate(SecretKey who, long now) {
    var answer = Nip42.answer(who, "ws://" + TestRelay.HOST, challenge(), now);
    says("[\"AUTH\"," + EventJson.write(answer) + "]").hears(ok(answer, ""));
  }

  /// Receives the next frame, an AUTH.
  String challenge() {
    var auth = Json.tree(next());
    assertThat(auth.get(0).asString()).isEqualTo("AUTH");
    return auth.get(1).asString();
  }

  String next() {
    try {
      var frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(frame).as("another frame").isNotNull();
      return frame == null ? "" : frame;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// Expects exactly these frames next, one a line.
  Client hears(String expected) {
    for (var line : expected.strip().lines().toList()) {
      assertThat(next()).isEqualTo(line.strip());
    }
    return this;
  }

  /// Expects these frames next, in any order.
  Client hearsInAnyOrder(String... expected) {
    var heard = new ArrayList<String>();
    for (var _ : expected) {
      heard.add(next());
    }
    assertThat(heard).containsExactlyInAnyOrder(expected);
    return this;
  }

  /// Expects no unread frame. Sends an unknown message as a fence: its answer comes after
  /// everything sent before.
  Client hearsNothing() {
    says("[\"FENCE\"]").hears("[\"NOTICE\",\"failed to parse envelope: unknown envelope label\"]");
    return this;
  }

  void forgets() {
    frames.clear();
  }

  /// Drops an EOSE that may be next.
  Client forgetsEose() {
    frames.removeIf(frame -> frame.startsWith("[\"EOSE\""));
    return this;
  }

  /// Skips frames until the expected one.
  boolean hearsEventually(String expected) {
    for (var frame = next(); ; frame = next()) {
      if (frame.equals(expected)) {
        return true;
      }
    }
  }

  /// Answers that report an internal error.
  List<String> faults() {
    return faults;
  }

  /// Requests stored events and returns them.
  List<JsonNode> asks(String filter) {
    says("[\"REQ\",\"asks\"," + filter + "]");
    var events = new ArrayList<JsonNode>();
    for (var frame = Json.tree(next()); ; frame = Json.tree(next())) {
      if (frame.get(0).asString().equals("EOSE")) {
        says("[\"CLOSE\",\"asks\"]");
        return events;
      }
      assertThat(frame.get(0).asString()).as("%s", frame).isEqualTo("EVENT");
      assertThat(frame.get(1).asString()).isEqualTo("asks");
      events.add(frame.get(2));
    }
  }

  List<String> asksForContents(String filter) {
    return asks(filter).stream().map(event -> event.get("content").asString()).toList();
  }

  /// The caller's invite code.
  String claim() {
    var invite = asks("{\"kinds\":[28935],\"limit\":1}").getFirst();
    assertThat(invite.at("/tags/0/0").asString()).isEqualTo("claim");
    return invite.at("/tags/0/1").asString();
  }

  /// The pubkeys on the member list.
  List<String> listed() {
    var lists = asks("{\"kinds\":[13534]}");
    assertThat(lists).hasSize(1);
    assertThat(lists.getFirst().at("/tags/0/0").asString()).isEqualTo("-");
    return TestRelay.values(lists.getFirst(), "member");
  }

  static String ok(Event event, String text) {
    return new RelayMessage.Ok(event.id(), true, text).write();
  }

  static String refused(Event event, String text) {
    return new RelayMessage.Ok(event.id(), false, text).write();
  }

  static String event(String subscription, Event event) {
    return "[\"EVENT\",\"" + subscription + "\"," + EventJson.write(event) + "]";
  }
}
