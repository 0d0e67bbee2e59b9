package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;

/// Measures joins of a relay that has very many members (NIP-43).
final class LongListJob {
  private static final int MEMBER_LIST = 13_534;
  private static final int JOIN = 28_934;
  private static final int JOINS = 20;
  private static final int MEMBERS_PER_EVENT = 5;
  private static final int KEY_BYTES = 32;

  private final BenchRun run;
  private final BenchRelays.Made relays;

  LongListJob(BenchRun run, BenchRelays.Made relays) {
    this.run = run;
    this.relays = relays;
  }

  List<Figure> run() throws Exception {
    int members = MEMBERS_PER_EVENT * run.size().events();
    var key = SecretKey.generate();
    var relay = relays.with(key, Set.of("public_join"));
    importMembers(relay, key, members);
    var latencies = new Latencies();
    var newcomers = new ArrayList<BenchSocket>();
    try {
      var keys = new ArrayList<SecretKey>();
      for (int i = 0; i < JOINS; i++) {
        keys.add(SecretKey.generate());
        newcomers.add(BenchSocket.open(run.client(), relay.url(), keys.get(i), run.clock()));
      }
      var watch = new Stopwatch(run.meter());
      for (int i = 0; i < JOINS; i++) {
        join(newcomers.get(i), keys.get(i), latencies);
      }
      return List.of(
          watch.work("join of a relay with " + members + " members", JOINS, latencies, ""));
    } finally {
      newcomers.forEach(BenchSocket::close);
    }
  }

  private void join(BenchSocket socket, SecretKey key, Latencies latencies)
      throws InterruptedException {
    var request = Event.sign(key, run.now(), JOIN, List.of(List.of("-")), "");
    long begun = System.nanoTime();
    socket.send(new ClientMessage.Publish(request).write());
    var answer = socket.next();
    latencies.add(System.nanoTime() - begun);
    if (!(answer instanceof RelayMessage.Ok(var id, var accepted, var _))
        || !id.equals(request.id())
        || !accepted) {
      throw new WrongAnswerException("a join was answered by " + answer.write());
    }
  }

  /// Imports the list that the relay itself would have signed.
  private void importMembers(BenchRelays.Host relay, SecretKey key, int count) throws Exception {
    var random = new Random(count);
    var tags = new ArrayList<List<String>>();
    var member = new byte[KEY_BYTES];
    for (int i = 0; i < count; i++) {
      random.nextBytes(member);
      tags.add(List.of("member", Hex.encode(member)));
    }
    var newer = run.now() + 1; // than the list that the relay wrote at its start
    var list = Event.sign(key, newer, MEMBER_LIST, tags, "");
    var line = (EventJson.write(list) + "\n").getBytes(StandardCharsets.UTF_8);
    var answer =
        relays
            .events("POST", relay)
            .body(new BytesRequestContent("application/x-ndjson", line))
            .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
            .send();
    if (answer.getStatus() != 200 || !answer.getContentAsString().contains("\"imported\":1")) {
      throw new WrongAnswerException(
          "the import of a member list answered " + answer.getContentAsString());
    }
  }
}
