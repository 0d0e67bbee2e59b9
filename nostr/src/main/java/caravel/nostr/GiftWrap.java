package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Private messages: a text nobody signed (a rumor), sealed by its author, in a wrap of a key that
/// is used once (NIP-17, NIP-59). Relays see the recipient and nothing else.
public final class GiftWrap {
  /// How far seal and wrap are moved into the past, so that times tell nothing.
  public static final long BACKDATED_SECONDS_MAX = 2 * 24 * 60 * 60;

  /// Longest rumor, in bytes of JSON: sealed it must still fit into one encryption more.
  public static final int RUMOR_BYTES_MAX = 40_960;

  private static final int KEY_BYTES = 32;

  private GiftWrap() {}

  /// A message of a person to another, as it was before it was sealed.
  ///
  /// @param id of the rumor, the same in every copy
  /// @param recipients all the message is for, in the order it names them
  /// @param sentAt unix seconds, as the author says
  public record Message(
      EventId id, PublicKey author, List<PublicKey> recipients, long sentAt, String text) {
    public Message {
      recipients = List.copyOf(recipients);
    }
  }

  /// The rumor of a plain message (kind 14).
  ///
  /// @param now unix seconds
  public static UnsignedEvent message(
      PublicKey author, PublicKey recipient, String text, long now) {
    return new UnsignedEvent(
        author, now, Kinds.DIRECT_MESSAGE, List.of(List.of("p", recipient.hex())), text);
  }

  /// One wrap of a rumor; each of its readers, its author too, needs one of their own.
  ///
  /// @param rumor of any kind, by `author`
  /// @param reader who can open the wrap
  /// @throws IllegalArgumentException when the rumor is another's, or longer than can be encrypted
  /// @throws MalformedException when the reader's key is no point of the curve
  public static Event wrap(UnsignedEvent rumor, SecretKey author, PublicKey reader, Stamp stamp) {
    var random = stamp.random();
    if (!rumor.pubkey().equals(author.publicKey())) {
      throw new IllegalArgumentException("a rumor is sealed by its author alone");
    }
    var text = EventJson.write(new Event(rumor.id(), rumor, Event.NO_SIGNATURE));
    if (text.getBytes(StandardCharsets.UTF_8).length > RUMOR_BYTES_MAX) {
      throw new IllegalArgumentException("a rumor is at most 40960 bytes of JSON");
    }
    var seal =
        new UnsignedEvent(
                author.publicKey(),
                past(stamp),
                Kinds.SEAL,
                List.of(),
                encrypt(author, reader, text, random))
            .sign(author, random);
    var once = freshKey(random);
    return new UnsignedEvent(
            once.publicKey(),
            past(stamp),
            Kinds.GIFT_WRAP,
            List.of(List.of("p", reader.hex())),
            encrypt(once, reader, EventJson.write(seal), random))
        .sign(once, random);
  }

  /// Opens a wrap and checks everything: signatures of wrap and seal, the kinds, that the seal has
  /// no tags, that author of rumor and seal are one, and the rumor's id.
  ///
  /// @throws MalformedException when it is none, is for another key, or claims what is not so
  public static UnsignedEvent unwrap(Event wrap, SecretKey reader) {
    require(wrap.kind() == Kinds.GIFT_WRAP, "the event is not a gift wrap");
    require(wrap.check() == Event.Check.GENUINE, "the gift wrap's signature is wrong");
    var seal = EventJson.parse(decrypt(reader, wrap));
    require(seal.kind() == Kinds.SEAL, "a gift wrap holds a seal");
    require(seal.tags().isEmpty(), "a seal has no tags");
    require(seal.check() == Event.Check.GENUINE, "the seal's signature is wrong");
    var rumor = EventJson.parse(decrypt(reader, seal));
    require(rumor.pubkey().equals(seal.pubkey()), "the seal is not by the author of the message");
    require(rumor.sig().isEmpty(), "a message in a gift wrap is not signed");
    require(rumor.hasValidId(), "the id of the message is wrong");
    return rumor.unsigned();
  }

  /// Opens a wrap that holds a plain message.
  ///
  /// @throws MalformedException as [#unwrap], and when it holds something else
  public static Message unwrapMessage(Event wrap, SecretKey reader) {
    var rumor = unwrap(wrap, reader);
    require(rumor.kind() == Kinds.DIRECT_MESSAGE, "the gift wrap holds no message");
    var recipients =
        rumor.tags().stream()
            .filter(tag -> tag.size() >= 2 && tag.getFirst().equals("p"))
            .map(tag -> recipient(tag.get(1)))
            .toList();
    return new Message(rumor.id(), rumor.pubkey(), recipients, rumor.createdAt(), rumor.content());
  }

  private static PublicKey recipient(String hex) {
    try {
      return new PublicKey(hex);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException("the message names a recipient that is no key", refused);
    }
  }

  private static String encrypt(
      SecretKey mine, PublicKey theirs, String plaintext, RandomGenerator random) {
    return Nip44.encrypt(Nip44.conversationKey(mine, theirs), plaintext, random);
  }

  private static String decrypt(SecretKey reader, Event event) {
    return Nip44.decrypt(Nip44.conversationKey(reader, event.pubkey()), event.content());
  }

  private static SecretKey freshKey(RandomGenerator random) {
    while (true) {
      var candidate = new byte[KEY_BYTES];
      random.nextBytes(candidate);
      if (Secp.isSecretKey(candidate)) {
        return new SecretKey(candidate);
      }
    }
  }

  private static long past(Stamp stamp) {
    return stamp.now() - stamp.random().nextLong(BACKDATED_SECONDS_MAX + 1);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedException(otherwise);
    }
  }
}
