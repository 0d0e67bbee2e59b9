package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reconciliation of sets, NIP-77 (79 to 82). The checks' sets are small, so the relay answers with
/// a list of all ids.
final class NegentropyChecks {
  private static final int VERSION = 0x61;
  private static final int ID_LIST = 2;
  private static final int ID_BYTES = 32;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 0x80;

  private NegentropyChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            79,
            "A member’s NEG-OPEN is answered, and both directions reconcile.",
            NegentropyChecks::reconcile),
        new NumberedCheck(
            80,
            "A refused NEG-OPEN gets NEG-ERROR with the texts of REQ.",
            NegentropyChecks::refuse),
        new NumberedCheck(
            81,
            "NEG-MSG of an unknown session gets NEG-ERROR CLOSED.",
            server -> {
              var member = server.relay().member();
              member.sendText("[\"NEG-MSG\",\"unknown\",\"6100000200\"]");
              Expect.equal("CLOSED", member.expectLabel("NEG-ERROR").path(2).asString(""));
            }),
        new NumberedCheck(
            82,
            "The set has what the reader may see, up to the filter’s limit.",
            NegentropyChecks::limitSet));
  }

  private static void reconcile(SuiteServer server) {
    var author = server.relay().member();
    var both = author.accept(author.event(1, "on both sides")).id().hex();
    var theirs = author.accept(author.event(1, "only on the relay")).id().hex();
    var ours = author.event(1, "only here").id().hex();
    var filter = "{\"kinds\":[1],\"authors\":[\"" + author.pubkey() + "\"]}";
    var answered = open(author, filter, List.of(both, ours));
    var missing = new LinkedHashSet<>(answered);
    missing.removeAll(List.of(both, ours));
    Expect.equal(Set.of(theirs), missing);
    Expect.that(!answered.contains(ours), "no id that only the client has", answered);
    Expect.equal(Set.of(both, theirs), open(author, filter, List.of()));
  }

  private static void refuse(SuiteServer server) {
    var relay = server.relay();
    var anonymous = relay.connect(SecretKey.generate());
    anonymous.sendText(message("{\"kinds\":[1]}", List.of()));
    Expect.startsWith("auth-required:", anonymous.expectLabel("NEG-ERROR").path(2).asString(""));
    var stranger = relay.stranger();
    stranger.sendText(message("{\"kinds\":[1]}", List.of()));
    Expect.startsWith("restricted:", stranger.expectLabel("NEG-ERROR").path(2).asString(""));
  }

  private static void limitSet(SuiteServer server) {
    var relay = server.create(_ -> {});
    var manager = relay.manager();
    manager.accept(manager.event(9_007, "", List.of("h", "secret")));
    manager.accept(manager.event(9_002, "", List.of("h", "secret"), List.of("private")));
    var hidden = manager.accept(manager.event(9, "private", List.of("h", "secret")));
    var member = relay.member();
    var now = server.now();
    var old = member.accept(member.eventAt(now - 10, 9, "old", List.of())).id().hex();
    var fresh = member.accept(member.eventAt(now - 5, 9, "new", List.of())).id().hex();
    Expect.equal(Set.of(old, fresh), open(member, "{\"kinds\":[9]}", List.of()));
    Expect.equal(Set.of(fresh), open(member, "{\"kinds\":[9],\"limit\":1}", List.of()));
    Expect.that(
        open(manager, "{\"kinds\":[9]}", List.of()).contains(hidden.id().hex()),
        "the private message in a manager’s set",
        "none");
  }

  /// Opens a session and returns the ids of the answer.
  private static Set<String> open(CheckClient client, String filter, List<String> ids) {
    client.sendText(message(filter, ids));
    var answer = client.expectLabel("NEG-MSG").path(2).asString("");
    client.sendText("[\"NEG-CLOSE\",\"n\"]");
    return ids(ByteBuffer.wrap(Hex.decode(answer)));
  }

  /// One range over all times, with the ids that the client has.
  private static String message(String filter, Collection<String> ids) {
    var list = "61000002" + "%02x".formatted(ids.size()) + String.join("", ids);
    return "[\"NEG-OPEN\",\"n\"," + filter + ",\"" + list + "\"]";
  }

  private static Set<String> ids(ByteBuffer message) {
    Expect.equal(VERSION, (int) message.get());
    var ids = new LinkedHashSet<String>();
    while (message.hasRemaining()) {
      varint(message); // the time where the range ends
      var prefixBytes = varint(message);
      message.position(message.position() + prefixBytes);
      var mode = varint(message);
      Expect.that(mode == 0 || mode == ID_LIST, "a list of ids", "mode " + mode);
      for (int rest = mode == ID_LIST ? varint(message) : 0; rest > 0; rest--) {
        var id = new byte[ID_BYTES];
        message.get(id);
        ids.add(Hex.encode(id));
      }
    }
    return ids;
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    int next;
    do {
      next = in.get();
      value = (value << VARINT_BITS) | (next & (VARINT_MORE - 1));
    } while ((next & VARINT_MORE) != 0);
    return value;
  }
}
