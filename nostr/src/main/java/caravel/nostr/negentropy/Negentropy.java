package caravel.nostr.negentropy;

import caravel.nostr.MalformedException;
import java.util.Arrays;

/// The answering side of a reconciliation, which the other side starts. Pure: each answer depends
/// on the set and the message alone.
public final class Negentropy {
  /// Largest answer, in bytes. A longer one is cut, and the other side asks for the rest.
  public static final int FRAME_BYTES_MAX = 1024 * 1024;

  static final byte VERSION = 0x61;
  static final int SKIP = 0;
  static final int FINGERPRINT = 1;
  static final int ID_LIST = 2;

  private static final int VERSIONS_FIRST = 0x60;
  private static final int VERSIONS_LAST = 0x6f;

  /// Ranges that a differing range is split into.
  private static final int BUCKETS = 16;

  /// Room for one more range and the last one, where an answer is cut.
  private static final int FRAME_RESERVE_BYTES = 2_048;

  private final NegentropySet set;
  private final int frameBytesMax;

  public Negentropy(NegentropySet set) {
    this(set, FRAME_BYTES_MAX);
  }

  /// @param frameBytesMax at least 4,096
  Negentropy(NegentropySet set, int frameBytesMax) {
    this.set = set;
    this.frameBytesMax = frameBytesMax;
  }

  /// Answers a message. The answer to another version of the protocol is the own version.
  ///
  /// @throws MalformedException when the message is not one of this protocol
  public byte[] answer(byte[] message) {
    var in = new NegentropyReader(message);
    int version = in.bytes(1)[0];
    if (version < VERSIONS_FIRST || version > VERSIONS_LAST) {
      throw new MalformedException("invalid negentropy protocol version byte");
    }
    return version == VERSION ? new Answer().to(in) : new byte[] {VERSION};
  }

  /// One answer while it is written.
  private final class Answer {
    private final NegentropyWriter out = new NegentropyWriter();

    /// Ranges up to here are equal and not written yet.
    private Bound skipped = new Bound(0, new byte[0]);

    private boolean isSkipping;

    byte[] to(NegentropyReader in) {
      out.bytes(new byte[] {VERSION});
      int from = 0;
      while (!in.isAtEnd()) {
        var end = in.bound();
        int to = set.lowerBound(from, end);
        int done = range(in, from, to, end);
        if (done < to || out.size() > frameBytesMax - FRAME_RESERVE_BYTES) {
          writeRest(done);
          break;
        }
        from = to;
        skipped = end;
      }
      return out.toBytes();
    }

    /// Answers one range.
    ///
    /// @return the first item that the answer does not cover
    private int range(NegentropyReader in, int from, int to, Bound end) {
      long mode = in.number();
      if (mode == SKIP) {
        isSkipping = true;
      } else if (mode == FINGERPRINT) {
        if (Arrays.equals(in.fingerprint(), set.fingerprint(from, to))) {
          isSkipping = true;
        } else {
          writeSkipped();
          split(from, to, end);
        }
      } else if (mode == ID_LIST) {
        in.ids();
        writeSkipped();
        return writeIds(from, to, end);
      } else {
        throw new MalformedException("unexpected mode");
      }
      return to;
    }

    private void writeSkipped() {
      if (isSkipping) {
        isSkipping = false;
        out.bound(skipped);
        out.number(SKIP);
      }
    }

    /// Writes as many ids as there is room for.
    private int writeIds(int from, int to, Bound end) {
      int room = (frameBytesMax - FRAME_RESERVE_BYTES - out.size()) / NegentropySet.ID_BYTES;
      int count = Math.min(to - from, Math.max(0, room));
      out.bound(count == to - from ? end : set.boundAt(from + count));
      out.number(ID_LIST);
      out.number(count);
      for (int i = from; i < from + count; i++) {
        out.bytes(set.id(i));
      }
      return from + count;
    }

    private void split(int from, int to, Bound end) {
      int count = to - from;
      if (count < 2 * BUCKETS) {
        out.bound(end);
        out.number(ID_LIST);
        out.number(count);
        for (int i = from; i < to; i++) {
          out.bytes(set.id(i));
        }
        return;
      }
      int first = from;
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        int next = first + count / BUCKETS + (bucket < count % BUCKETS ? 1 : 0);
        out.bound(next == to ? end : set.boundBefore(next));
        out.number(FINGERPRINT);
        out.bytes(set.fingerprint(first, next));
        first = next;
      }
    }

    /// Covers all items that were not answered with one fingerprint, which the other side compares
    /// in its next message.
    private void writeRest(int from) {
      out.bound(Bound.END);
      out.number(FINGERPRINT);
      out.bytes(set.fingerprint(from, set.size()));
    }
  }
}
