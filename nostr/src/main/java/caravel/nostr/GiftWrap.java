package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Private messages (NIP-17, NIP-59): an unsigned text (rumor), sealed by its author, inside a gift
/// wrap signed by a one-time key. Relays see only the recipient.
public final class GiftWrap {
  /// Seal and wrap are dated back by up to this, so that their times reveal nothing.
  public static final long BACKDATED_SECONDS_MAX = 2 * 24 * 60 * 60;

  /// Longest rumor, in bytes of JSON. Sealed, it must fit into a second encryption.
  public static final int RUMOR_BYTES_MAX = 40_960;

  private static final int KEY_BYTES = 32;

  private GiftWrap() {}

  /// A decrypted private message.
  ///
  /// @param id of the rumor, the same in every copy
  /// @param recipients all recipients, in the order of the message
  /// @param sentAt unix seconds, as the author claims
  public record Message(
      EventId id, PublicKey author, List<PublicKey> recipients, long sentAt, String text) {
    public Message {
      recipients = List.copyOf(recipients);
    }
  }

  /// Creates the rumor of a plain message (kind 14).
  ///
  /// @param now unix seconds
  public static UnsignedEvent message(
      PublicKey author, PublicKey recipient, String text, long now) {
    return new UnsignedEvent(
        author, now, Kinds.DIRECT_MESSAGE, List.of(List.of("p", recipient.hex())), text);
  }

  /// Wraps a rumor for one reader. Each reader, including the author, needs a separate wrap.
  ///
  /// @param rumor of any kind, by `author`
  /// @param reader the key that can open the wrap
  /// @throws IllegalArgumentException when the rumor is by another author, or too long to encrypt
  /// @throws MalformedException when the reader's key is not a point on the curve
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

  /// Opens a wrap and checks everything: both signatures, the kinds, that the seal has no tags,
  /// that rumor and seal have the same author, and the rumor's id.
  ///
  /// @throws MalformedException when the event is not a wrap, is for another key, or fails a check
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

  /// Opens a wrap that contains a plain message.
  ///
  /// @throws MalformedException as [#unwrap], and when the wrap contains another kind
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
