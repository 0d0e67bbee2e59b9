package caravel.conformance;

import caravel.nostr.EventJson;
import caravel.nostr.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One transcript being played.
final class TranscriptPlayer {
  private static final long ANSWER_MILLIS = 10_000;
  private static final long PATIENCE_MILLIS = 4_000;
  private static final long EXPECTED_MILLIS = 20;
  private static final int LOOKS = 200;
  private static final int MANY = 1_100;
  private static final long FIRST_SECOND = 1_700_000_000;

  private final JsonNode transcript;
  private final RelayApi api;
  private final WebSocketClient client;
  private final Set<Integer> expected;
  private final Bindings bindings;
  private final Composer composer;
  private final HttpStep http;
  private final FileNotes notes;
  private final VersionB version;
  private final Map<String, TranscriptPeer> peers = new LinkedHashMap<>();
  private final List<Transcripts.Difference> differences = new ArrayList<>();

  TranscriptPlayer(
      String name,
      JsonNode transcript,
      RelayApi api,
      WebSocketClient client,
      long now,
      Set<Integer> expected) {
    this.transcript = transcript;
    this.api = api;
    this.client = client;
    this.expected = expected;
    this.bindings = new Bindings(api.port(), now);
    this.composer = new Composer(bindings);
    this.notes = new FileNotes(api, name, composer);
    this.version = new VersionB(RecordedKeys.publicKey("relay").hex());
    this.http = new HttpStep(api, bindings, version);
  }

  List<Transcripts.Difference> run() {
    notes.create("", transcript.path("config"));
    try {
      for (var piece : Recorded.pieces(transcript)) {
        play(piece);
      }
    } finally {
      peers.values().forEach(TranscriptPeer::close);
      notes.removeAll();
    }
    return differences;
  }

  private void play(Recorded piece) {
    var wrong = new ArrayList<String>();
    for (var step : piece.steps()) {
      perform(step, wrong);
    }
    peers.values().forEach(TranscriptPeer::fence);
    var answers = new TreeMap<String, List<JsonNode>>();
    for (var answer : piece.answers()) {
      answers
          .computeIfAbsent(answer.path("client").asString(""), _ -> new ArrayList<>())
          .add(answer);
    }
    for (var peer : peers.entrySet()) {
      var all = answers.getOrDefault(peer.getKey(), List.of());
      answers.remove(peer.getKey());
      check(piece, peer.getValue(), all, wrong);
    }
    answers.values().stream()
        .flatMap(List::stream)
        .filter(unheard -> !unheard.has("closed"))
        .forEach(unheard -> wrong.add("nobody is there to hear " + unheard));
    if (wrong.isEmpty() && expected.contains(piece.number())) {
      awaitUnrecorded(wrong);
    }
    if (!wrong.isEmpty()) {
      differences.add(
          new Transcripts.Difference(
              piece.number(), piece.describe() + "\n    " + String.join("\n    ", wrong)));
    }
  }

  /// All that was recorded has come, so what is expected to differ is more than that, and what
  /// other sockets are told comes when it comes.
  private void awaitUnrecorded(List<String> wrong) {
    for (int look = 0; look < LOOKS && wrong.isEmpty(); look++) {
      for (var peer : peers.entrySet()) {
        peer.getValue().await(_ -> true, PATIENCE_MILLIS / LOOKS / peers.size());
        peer.getValue()
            .received()
            .forEach(message -> wrong.add(peer.getKey() + " hears   " + message));
        peer.getValue().forget();
      }
    }
  }

  private void perform(JsonNode step, List<String> wrong) {
    if (step.has("http")) {
      wrong.addAll(http.differences(step));
    } else if (step.has("connect")) {
      connect(step, wrong);
    } else if (step.has("send")) {
      send(step);
    } else if (step.has("sendRaw")) {
      peer(step).send(bindings.fill(step.path("sendRaw").stringValue()));
    } else if (step.has("sendBinary")) {
      peer(step).sendBinary(bindings.fill(step.path("sendBinary").stringValue()));
    } else if (step.has("sendDescribed")) {
      sendDescribed(step);
    } else if (step.has("secondConfig")) {
      notes.create("-b", step.path("secondConfig"));
    } else if (step.has("note")) {
      notes.carryOut(step.path("note").stringValue());
    } else if (step.path("closed").asString("").equals("by client")) {
      peer(step).close();
      peers.remove(step.path("client").stringValue());
    }
  }

  private void connect(JsonNode step, List<String> wrong) {
    var how = step.path("connect");
    var headers = new HashMap<String, String>();
    how.path("headers")
        .properties()
        .forEach(h -> headers.put(h.getKey(), h.getValue().asString("")));
    var transcriptPeer = new TranscriptPeer();
    var address = URI.create("ws://127.0.0.1:" + api.port() + how.path("path").asString("/"));
    var connected =
        transcriptPeer.connect(
            client, address, bindings.fill(how.path("host").stringValue()), headers);
    if (connected == how.has("refused")) {
      wrong.add(connected ? "the handshake was not refused" : "the handshake was refused");
    }
    if (connected) {
      peers.put(step.path("client").stringValue(), transcriptPeer);
      transcriptPeer.await(message -> message.path(0).asString("").equals("AUTH"), PATIENCE_MILLIS);
    }
  }

  private void send(JsonNode step) {
    var transcriptPeer = peer(step);
    bindings.bind("challenge", transcriptPeer.challenge());
    var message = composer.message(step.path("send"), step.path("tampered").asString(""));
    transcriptPeer.send(message);
    awaitAnswer(transcriptPeer, Json.tree(message));
  }

  /// An EVENT is answered whenever its commit is through, a REQ after its stored events.
  private static void awaitAnswer(TranscriptPeer transcriptPeer, JsonNode message) {
    switch (message.path(0).asString("")) {
      case "EVENT" -> await(transcriptPeer, List.of("OK", "NOTICE"));
      case "REQ" -> await(transcriptPeer, List.of("EOSE", "CLOSED", "NOTICE"));
      default -> transcriptPeer.fence();
    }
  }

  private static void await(TranscriptPeer transcriptPeer, List<String> labels) {
    transcriptPeer.await(message -> labels.contains(message.path(0).asString("")), ANSWER_MILLIS);
  }

  private void sendDescribed(JsonNode step) {
    var transcriptPeer = peer(step);
    if (step.path("sendDescribed").stringValue().startsWith("1100 EVENTs")) {
      for (int i = 0; i < MANY; i++) {
        transcriptPeer.send(publish("alice", FIRST_SECOND + i, Integer.toString(i)));
      }
      transcriptPeer.await(_ -> transcriptPeer.received().size() >= MANY, ANSWER_MILLIS);
      transcriptPeer.forget();
    } else {
      int bytes = step.path("sendDescribed").stringValue().contains("512001") ? 512_001 : 512_000;
      int around = publish("alice", FIRST_SECOND, "").length();
      transcriptPeer.send(publish("alice", FIRST_SECOND, "x".repeat(bytes - around)));
      await(transcriptPeer, List.of("OK", "NOTICE"));
    }
  }

  private static String publish(String author, long createdAt, String content) {
    return "[\"EVENT\"," + EventJson.write(Composer.note(author, createdAt, content)) + "]";
  }

  private TranscriptPeer peer(JsonNode step) {
    return peers.getOrDefault(step.path("client").asString(""), new TranscriptPeer());
  }

  private void check(
      Recorded piece, TranscriptPeer transcriptPeer, List<JsonNode> all, List<String> wrong) {
    var patience = expected.contains(piece.number()) ? EXPECTED_MILLIS : PATIENCE_MILLIS;
    bindings.bind("challenge", transcriptPeer.challenge());
    var summaries = new ArrayList<JsonNode>();
    var messages = new ArrayList<JsonNode>();
    for (var answer : all) {
      if (answer.has("recv")) {
        version.asWritten(answer.path("recv")).ifPresent(messages::add);
      } else if (answer.has("recvSummary")) {
        summaries.add(answer.path("recvSummary"));
      } else if (answer.has("closed")) {
        awaitClose(transcriptPeer, answer.path("code").asInt(), patience, wrong);
      } else if (!answer.has("nothing")) {
        wrong.add("cannot come: " + answer);
      }
    }
    var received = new ArrayList<>(transcriptPeer.received());
    for (var summary : summaries) {
      summarise(received, summary, wrong);
    }
    var outcome = Matching.compare(messages, received, bindings);
    if (!outcome.isComplete() && summaries.isEmpty()) {
      transcriptPeer.await(
          _ -> Matching.compare(messages, transcriptPeer.received(), bindings).isComplete(),
          patience);
      outcome = Matching.compare(messages, transcriptPeer.received(), bindings);
    }
    transcriptPeer.forget();
    bindings.take(outcome.learnt());
    var name = all.isEmpty() ? "somebody" : all.getFirst().path("client").asString("");
    outcome.missing().forEach(message -> wrong.add(name + " misses " + message));
    outcome.extra().forEach(message -> wrong.add(name + " hears   " + message));
  }

  private static void awaitClose(
      TranscriptPeer transcriptPeer, int code, long patience, List<String> wrong) {
    transcriptPeer.await(_ -> false, patience);
    if (transcriptPeer.closeCode() != code) {
      wrong.add("closed with " + transcriptPeer.closeCode() + ", not " + code);
    }
  }

  private static void summarise(List<JsonNode> received, JsonNode summary, List<String> wrong) {
    var events =
        received.stream()
            .filter(message ->
                message.path(0).asString("").equals("EVENT")
                    && message.path(1).equals(summary.path("sub")))
            .toList();
    received.removeAll(events);
    var seen = ((ObjectNode) summary.deepCopy()).put("events", events.size());
    if (!events.isEmpty()) {
      seen.set("firstContent", events.getFirst().at("/2/content"));
      seen.set("lastContent", events.getLast().at("/2/content"));
    }
    if (!seen.equals(summary)) {
      wrong.add("summary " + seen + ", not " + summary);
    }
  }
}
