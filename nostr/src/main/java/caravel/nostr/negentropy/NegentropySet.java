package caravel.nostr.negentropy;

import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The events of one side, in the order of the protocol: by time, then by id. Immutable.
public final class NegentropySet {
  /// Estimated heap of one item.
  public static final long ITEM_HEAP_BYTES = 96;

  static final int ID_BYTES = 32;
  static final int FINGERPRINT_BYTES = 16;

  private final Item[] items;

  private NegentropySet(Item[] items) {
    this.items = items;
  }

  /// One event.
  private static final class Item {
    private final long createdAt;
    private final byte[] id;

    Item(long createdAt, byte[] id) {
      this.createdAt = createdAt;
      this.id = id;
    }

    long createdAt() {
      return createdAt;
    }

    byte[] id() {
      return id;
    }
  }

  /// Collects events in any order, each id once.
  public static final class Builder {
    private final List<Item> items = new ArrayList<>();

    /// @param createdAt unix seconds
    /// @param id 64 hex digits
    public Builder add(long createdAt, String id) {
      items.add(new Item(createdAt, Hex.decode(id)));
      return this;
    }

    public int size() {
      return items.size();
    }

    public NegentropySet build() {
      var sorted = items.toArray(Item[]::new);
      Arrays.sort(
          sorted,
          Comparator.comparingLong(Item::createdAt)
              .thenComparing(Item::id, Arrays::compareUnsigned));
      return new NegentropySet(sorted);
    }
  }

  public int size() {
    return items.length;
  }

  byte[] id(int index) {
    return items[index].id();
  }

  /// The bound at one item, which includes all items before it.
  Bound boundAt(int index) {
    return new Bound(items[index].createdAt(), items[index].id());
  }

  /// The shortest bound between an item and the one before it.
  Bound boundBefore(int index) {
    var item = items[index];
    var before = items[index - 1];
    if (item.createdAt() != before.createdAt()) {
      return new Bound(item.createdAt(), new byte[0]);
    }
    int shared = Math.max(0, Arrays.mismatch(item.id(), before.id()));
    return new Bound(item.createdAt(), Arrays.copyOf(item.id(), shared + 1));
  }

  /// Finds the first item at or after `from` that is not below the bound.
  int lowerBound(int from, Bound bound) {
    int low = from;
    int high = items.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(items[middle], bound)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isBelow(Item item, Bound bound) {
    if (item.createdAt() != bound.createdAt()) {
      return item.createdAt() < bound.createdAt();
    }
    return Arrays.compareUnsigned(item.id(), bound.prefix()) < 0;
  }

  /// The start of the hash over the sum and the number of the ids in a range.
  byte[] fingerprint(int from, int to) {
    var sum = new byte[ID_BYTES];
    for (int i = from; i < to; i++) {
      int carry = 0;
      var id = items[i].id();
      for (int at = 0; at < ID_BYTES; at++) {
        carry += (sum[at] & 0xff) + (id[at] & 0xff);
        sum[at] = (byte) carry;
        carry >>>= 8;
      }
    }
    var hashed = new NegentropyWriter();
    hashed.bytes(sum);
    hashed.number(to - from);
    return Arrays.copyOf(Sha256.of(hashed.toBytes()), FINGERPRINT_BYTES);
  }
}
