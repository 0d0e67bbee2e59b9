package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The side that starts a reconciliation (NIP-77). It counts the events that each side lacks.
final class ReconcilingClient {
  private static final int VERSION = 0x61;
  private static final int SKIP = 0;
  private static final int FINGERPRINT = 1;
  private static final int ID_LIST = 2;
  private static final int ID_BYTES = 32;
  private static final int FINGERPRINT_BYTES = 16;
  private static final int LISTED_MAX = 31;

  private final Item[] items;
  private int missing;
  private int surplus;

  private record Item(long createdAt, Id id) {}

  /// An id. Compared as unsigned bytes.
  private static final class Id {
    private final byte[] bytes;

    Id(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    int compare(byte[] prefix) {
      return Arrays.compareUnsigned(bytes, prefix);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Id id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /// The end of a range, which it does not include.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record End(long createdAt, byte[] prefix) {}

  ReconcilingClient(List<Event> events) {
    this.items =
        events.stream()
            .map(event -> new Item(event.createdAt(), new Id(Hex.decode(event.id().hex()))))
            .sorted(
                Comparator.comparingLong(Item::createdAt)
                    .thenComparing((a, b) -> a.id().compare(b.id().bytes())))
            .toArray(Item[]::new);
  }

  /// Events that the other side has alone.
  int missing() {
    return missing;
  }

  /// Events that this side has alone.
  int surplus() {
    return surplus;
  }

  /// The first message, in hex.
  String start() {
    var out = new Out();
    out.write(VERSION);
    out.end(new End(Long.MAX_VALUE, new byte[0]));
    own(out, 0, items.length);
    return out.hex();
  }

  /// The message after an answer of the other side; `""` = the reconciliation has ended.
  String next(String answer) {
    var in = new In(Hex.decode(answer));
    var out = new Out();
    out.write(in.bytes(1)[0]);
    int from = 0;
    var begin = new End(0, new byte[0]);
    boolean skips = false;
    while (in.hasMore()) {
      var end = in.end();
      int to = lowerBound(from, end);
      int mode = (int) in.number();
      if (mode == FINGERPRINT
          && !Arrays.equals(in.bytes(FINGERPRINT_BYTES), fingerprint(from, to))) {
        if (skips) {
          out.end(begin);
          out.number(SKIP);
        }
        skips = false;
        out.end(end);
        own(out, from, to);
      } else {
        skips = true;
      }
      if (mode == ID_LIST) {
        compare(in.bytes((int) in.number() * ID_BYTES), from, to);
      }
      from = to;
      begin = end;
    }
    return out.size() <= 1 ? "" : out.hex();
  }

  /// Writes what this side has in a range: few ids, or the fingerprint of many.
  private void own(Out out, int from, int to) {
    if (to - from <= LISTED_MAX) {
      out.number(ID_LIST);
      out.number(to - from);
      for (int i = from; i < to; i++) {
        out.writeBytes(items[i].id().bytes());
      }
    } else {
      out.number(FINGERPRINT);
      out.writeBytes(fingerprint(from, to));
    }
  }

  private void compare(byte[] ids, int from, int to) {
    var theirs = new HashSet<Id>();
    for (int at = 0; at < ids.length; at += ID_BYTES) {
      theirs.add(new Id(Arrays.copyOfRange(ids, at, at + ID_BYTES)));
    }
    for (int i = from; i < to; i++) {
      if (!theirs.remove(items[i].id())) {
        surplus++;
      }
    }
    missing += theirs.size();
  }

  private int lowerBound(int from, End end) {
    int low = from;
    int high = items.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      var item = items[middle];
      boolean isBelow =
          item.createdAt() == end.createdAt()
              ? item.id().compare(end.prefix()) < 0
              : item.createdAt() < end.createdAt();
      if (isBelow) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private byte[] fingerprint(int from, int to) {
    var sum = new byte[ID_BYTES];
    for (int i = from; i < to; i++) {
      int carry = 0;
      var id = items[i].id().bytes();
      for (int at = 0; at < ID_BYTES; at++) {
        carry += (sum[at] & 0xff) + (id[at] & 0xff);
        sum[at] = (byte) carry;
        carry >>>= 8;
      }
    }
    var hashed = new Out();
    hashed.writeBytes(sum);
    hashed.number(to - from);
    return Arrays.copyOf(Sha256.of(hashed.toByteArray()), FINGERPRINT_BYTES);
  }

  /// A message that is read.
  private static final class In {
    private final ByteBuffer message;
    private long time;

    In(byte[] message) {
      this.message = ByteBuffer.wrap(message);
    }

    boolean hasMore() {
      return message.hasRemaining();
    }

    byte[] bytes(int count) {
      var bytes = new byte[count];
      message.get(bytes);
      return bytes;
    }

    long number() {
      long number = 0;
      int next;
      do {
        next = message.get();
        number = number << 7 | (next & 0x7f);
      } while (next < 0);
      return number;
    }

    End end() {
      long passed = number();
      time = passed == 0 ? Long.MAX_VALUE : time + passed - 1;
      return new End(time, bytes((int) number()));
    }
  }

  /// A message that is written.
  private static final class Out extends ByteArrayOutputStream {
    private long time;

    void number(long number) {
      for (int shift = 63 - Long.numberOfLeadingZeros(number | 1); shift >= 7; shift--) {
        if (shift % 7 == 0) {
          write((int) (number >>> shift & 0x7f) | 0x80);
        }
      }
      write((int) (number & 0x7f));
    }

    void end(End end) {
      if (end.createdAt() == Long.MAX_VALUE) {
        number(0);
      } else {
        number(end.createdAt() - time + 1);
        time = end.createdAt();
      }
      number(end.prefix().length);
      writeBytes(end.prefix());
    }

    String hex() {
      return Hex.encode(toByteArray());
    }
  }
}
