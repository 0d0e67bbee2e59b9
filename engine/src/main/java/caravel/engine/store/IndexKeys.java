package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/// The index keys of events: a keyed hash over a namespace and the value, so that a hit needs no
/// second check.
///
/// A deletion computes an event's keys again to find its rows. Changing the keys of [#of] orphans
/// the rows of older events, so it needs another [DiskFile#FORMAT] and a migration.
record IndexKeys(SipHash hash) {
  /// Most indexed tags of one event. Further tags are not found by tag queries. `d` and `h` come
  /// first, because addresses and groups depend on them.
  static final int INDEXED_TAGS_MAX = 1_000;

  /// The key of all events, for queries by kind alone.
  static final long EVERY = 1;

  /// The key of expiring events; their `k` is the expiration second.
  static final long EXPIRING = 2;

  private static final byte ID = 1;
  private static final byte AUTHOR = 2;
  private static final byte TAG = 3;
  private static final byte ADDRESS = 4;

  /// One index row without its rank.
  record Key(long h, long k) {}

  long id(String hex) {
    return ofHex(ID, hex);
  }

  long author(String hex) {
    return ofHex(AUTHOR, hex);
  }

  long tag(String letter, String value) {
    var text = value.getBytes(StandardCharsets.UTF_8);
    var data = new byte[text.length + 2];
    data[0] = TAG;
    data[1] = (byte) letter.charAt(0);
    System.arraycopy(text, 0, data, 2, text.length);
    return hash.of(data);
  }

  /// The key of an addressable event's author and `d` value.
  long address(String author, String d) {
    var text = d.getBytes(StandardCharsets.UTF_8);
    var data = new byte[text.length + 33];
    data[0] = ADDRESS;
    System.arraycopy(HexFormat.of().parseHex(author), 0, data, 1, 32);
    System.arraycopy(text, 0, data, 33, text.length);
    return hash.of(data);
  }

  /// Whether tags of this name are indexed.
  static boolean isIndexed(String name) {
    if (name.length() != 1) {
      return false;
    }
    var c = name.charAt(0);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// The first `d` value, `""` where there is none.
  static String identifier(Event event) {
    return event.tagValue("d").orElse("");
  }

  /// All index keys of an event, without duplicates.
  HashSet<Key> of(Event event) {
    long kind = event.kind();
    var author = event.pubkey().hex();
    var keys = new HashSet<Key>();
    keys.add(new Key(id(event.id().hex()), kind));
    keys.add(new Key(author(author), kind));
    keys.add(new Key(EVERY, kind));
    if (Kinds.isAddressable(event.kind())) {
      keys.add(new Key(address(author, identifier(event)), kind));
    }
    var expiry = Expiry.of(event);
    if (expiry.isPresent()) {
      keys.add(new Key(EXPIRING, expiry.getAsLong()));
    }
    int room = keys.size() + INDEXED_TAGS_MAX;
    if (event.tags().size() > INDEXED_TAGS_MAX) {
      addTags(event, keys, room, name -> name.equals("d") || name.equals("h"));
    }
    addTags(event, keys, room, IndexKeys::isIndexed);
    return keys;
  }

  private void addTags(Event event, HashSet<Key> keys, int room, Predicate<String> wanted) {
    for (List<String> tag : event.tags()) {
      if (keys.size() == room) {
        return;
      }
      if (tag.size() >= 2 && wanted.test(tag.getFirst())) {
        keys.add(new Key(tag(tag.getFirst(), tag.get(1)), event.kind()));
      }
    }
  }

  private long ofHex(byte namespace, String hex) {
    var data = new byte[33];
    data[0] = namespace;
    System.arraycopy(HexFormat.of().parseHex(hex), 0, data, 1, 32);
    return hash.of(data);
  }
}
