package caravel.nostr.negentropy;

import caravel.nostr.Hex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The side that starts a reconciliation, as slow and obvious as possible: it asks for the ids of
/// every range that differs.
final class Initiator {
  private final Map<String, Long> events;
  private final NegentropySet set;
  final Set<String> missing = new HashSet<>();
  final Set<String> surplus = new HashSet<>();

  Initiator(Map<String, Long> events) {
    this.events = new HashMap<>(events);
    var builder = new NegentropySet.Builder();
    events.forEach((id, createdAt) -> builder.add(createdAt, id));
    this.set = builder.build();
  }

  byte[] start() {
    var out = new NegentropyWriter();
    out.bytes(new byte[] {Negentropy.VERSION});
    out.bound(Bound.END);
    out.number(Negentropy.FINGERPRINT);
    out.bytes(set.fingerprint(0, set.size()));
    return out.toBytes();
  }

  /// Returns the next message; of one byte when there is nothing left to ask.
  byte[] next(byte[] answer) {
    var in = new NegentropyReader(answer);
    var out = new NegentropyWriter();
    out.bytes(in.bytes(1));
    int from = 0;
    var begin = new Bound(0, new byte[0]);
    boolean skips = false;
    while (!in.isAtEnd()) {
      var end = in.bound();
      int to = set.lowerBound(from, end);
      long mode = in.number();
      boolean differs =
          mode == Negentropy.FINGERPRINT
              && !java.util.Arrays.equals(in.fingerprint(), set.fingerprint(from, to));
      if (differs) {
        if (skips) {
          out.bound(begin);
          out.number(Negentropy.SKIP);
        }
        skips = false;
        // Small ranges are listed, large ones are compared again by the other side.
        out.bound(end);
        if (to - from < 32) {
          out.number(Negentropy.ID_LIST);
          out.number(to - from);
          for (int i = from; i < to; i++) {
            out.bytes(set.id(i));
          }
        } else {
          out.number(Negentropy.FINGERPRINT);
          out.bytes(set.fingerprint(from, to));
        }
      } else {
        skips = true;
      }
      if (mode == Negentropy.ID_LIST) {
        compare(in.ids(), from, to);
      }
      from = to;
      begin = end;
    }
    return out.toBytes();
  }

  private void compare(byte[] ids, int from, int to) {
    var theirs = new HashSet<String>();
    for (int at = 0; at < ids.length; at += NegentropySet.ID_BYTES) {
      theirs.add(Hex.encode(java.util.Arrays.copyOfRange(ids, at, at + NegentropySet.ID_BYTES)));
    }
    for (int i = from; i < to; i++) {
      var id = Hex.encode(set.id(i));
      if (!theirs.remove(id)) {
        surplus.add(id);
      }
    }
    missing.addAll(theirs);
    missing.removeAll(events.keySet());
  }
}
