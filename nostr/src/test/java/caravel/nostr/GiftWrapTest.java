package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GiftWrapTest {
  private static final long NOW = 1_800_000_000;
  private static final PublicKey BOB = NostrToolsPeer.BOB.publicKey();

  private final Random random = new Random(59);
  private final UnsignedEvent rumor =
      GiftWrap.message(NostrToolsPeer.ALICE.publicKey(), BOB, "Pay by Friday", NOW);

  private Event wrap() {
    return GiftWrap.wrap(rumor, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, random));
  }

  /// A wrap for Bob around any content.
  private Event wrapAround(String seal) {
    var once = new SecretKey(new Generator(5).bytes(32));
    var content = Nip44.encrypt(Nip44.conversationKey(once, BOB), seal);
    return Event.sign(once, NOW, Kinds.GIFT_WRAP, List.of(List.of("p", BOB.hex())), content);
  }

  private static Event seal(SecretKey author, int kind, List<List<String>> tags, String rumor) {
    var content = Nip44.encrypt(Nip44.conversationKey(author, BOB), rumor);
    return Event.sign(author, NOW, kind, tags, content);
  }

  private static String write(UnsignedEvent rumor) {
    return EventJson.write(new Event(rumor.id(), rumor, Event.NO_SIGNATURE));
  }

  private static void assertRefused(Event wrap, String why) {
    assertThatThrownBy(() -> GiftWrap.unwrapMessage(wrap, NostrToolsPeer.BOB))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_message_comes_back_as_it_was() {
    var message = GiftWrap.unwrapMessage(wrap(), NostrToolsPeer.BOB);
    assertThat(message)
        .isEqualTo(
            new GiftWrap.Message(
                rumor.id(), NostrToolsPeer.ALICE.publicKey(), List.of(BOB), NOW, "Pay by Friday"));
    assertThat(GiftWrap.unwrap(wrap(), NostrToolsPeer.BOB)).isEqualTo(rumor);
  }

  @Test
  void the_author_keeps_a_copy_of_the_same_message() {
    var copy =
        GiftWrap.wrap(
            rumor, NostrToolsPeer.ALICE, NostrToolsPeer.ALICE.publicKey(), new Stamp(NOW, random));
    assertThat(copy.tagValue("p")).contains(NostrToolsPeer.ALICE.publicKey().hex());
    assertThat(GiftWrap.unwrapMessage(copy, NostrToolsPeer.ALICE).id()).isEqualTo(rumor.id());
  }

  @Test
  void a_wrap_shows_its_reader_and_nothing_else() {
    var wrap = wrap();
    assertThat(wrap.check()).isEqualTo(Event.Check.GENUINE);
    assertThat(wrap.kind()).isEqualTo(1_059);
    assertThat(wrap.tags()).containsExactly(List.of("p", BOB.hex()));
    assertThat(wrap.pubkey()).isNotEqualTo(NostrToolsPeer.ALICE.publicKey());
    assertThat(EventJson.write(wrap))
        .doesNotContain("Friday", NostrToolsPeer.ALICE.publicKey().hex());
  }

  @Test
  void every_wrap_has_a_key_and_a_time_of_its_own_up_to_two_days_back() {
    var keys = new HashSet<PublicKey>();
    var times = new ArrayList<Long>();
    for (int round = 0; round < 100; round++) {
      var wrap = wrap();
      keys.add(wrap.pubkey());
      times.add(wrap.createdAt());
      var seal =
          EventJson.parse(
              Nip44.decrypt(
                  Nip44.conversationKey(NostrToolsPeer.BOB, wrap.pubkey()), wrap.content()));
      assertThat(seal.createdAt()).isBetween(NOW - 172_800, NOW);
      assertThat(seal.createdAt()).isNotEqualTo(wrap.createdAt());
    }
    assertThat(keys).hasSize(100);
    assertThat(times).allSatisfy(time -> assertThat(time).isBetween(NOW - 172_800, NOW));
    assertThat(new HashSet<>(times)).hasSizeGreaterThan(90);
  }

  @Test
  void the_same_randomness_makes_the_same_wrap() {
    var one = GiftWrap.wrap(rumor, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, new Random(1)));
    assertThat(GiftWrap.wrap(rumor, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, new Random(1))))
        .isEqualTo(one);
    assertThat(GiftWrap.wrap(rumor, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, new Random(2))))
        .isNotEqualTo(one);
  }

  @Test
  void the_examples_of_nip_17_are_opened() {
    var vectors = NostrToolsPeer.read("nip17.json");
    var sender = SecretKey.parse(vectors.get("sender").stringValue());
    var receiver = SecretKey.parse(vectors.get("receiver").stringValue());
    var received = NostrToolsPeer.event(vectors.get("wraps").get(0));
    var kept = NostrToolsPeer.event(vectors.get("wraps").get(1));
    var message = GiftWrap.unwrapMessage(received, receiver);
    assertThat(message.text()).isEqualTo("Hola, que tal?");
    assertThat(message.author()).isEqualTo(sender.publicKey());
    assertThat(message.recipients()).containsExactly(receiver.publicKey());
    assertThat(GiftWrap.unwrapMessage(kept, sender)).isEqualTo(message);
  }

  @Test
  void wraps_of_nostr_tools_are_opened() {
    for (int i = 0; i < NostrToolsPeer.texts().size(); i++) {
      var message =
          GiftWrap.unwrapMessage(
              NostrToolsPeer.event(NostrToolsPeer.VECTORS.get("wraps").get(i)), NostrToolsPeer.BOB);
      assertThat(message.text()).isEqualTo(NostrToolsPeer.texts().get(i));
      assertThat(message.author()).isEqualTo(NostrToolsPeer.ALICE.publicKey());
      assertThat(message.recipients()).containsExactly(BOB);
    }
  }

  /// conformance/peers opens the same file with nostr-tools.
  @Test
  void wraps_are_the_ones_that_the_peers_open() {
    var ours = NostrToolsPeer.read("caravel.json");
    var same = new Random(17);
    for (int i = 0; i < NostrToolsPeer.texts().size(); i++) {
      var text = NostrToolsPeer.texts().get(i);
      var made =
          GiftWrap.wrap(
              GiftWrap.message(NostrToolsPeer.ALICE.publicKey(), BOB, text, NOW),
              NostrToolsPeer.ALICE,
              BOB,
              new Stamp(NOW, same));
      assertThat(EventJson.write(made))
          .isEqualTo(EventJson.write(NostrToolsPeer.event(ours.get("wraps").get(i))));
      assertThat(Nip04.encrypt(NostrToolsPeer.ALICE, BOB, text, same))
          .isEqualTo(ours.get("nip04").get(i).stringValue());
    }
  }

  @Test
  void a_seal_around_another_authors_rumor_is_refused() {
    assertRefused(
        wrapAround(EventJson.write(seal(NostrToolsPeer.EVE, Kinds.SEAL, List.of(), write(rumor)))),
        "not by the author");
    assertThatThrownBy(() -> GiftWrap.wrap(rumor, NostrToolsPeer.EVE, BOB, new Stamp(NOW, random)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_wrap_or_seal_that_is_not_genuine_is_refused() {
    var wrap = wrap();
    var other = wrap();
    assertRefused(new Event(wrap.id(), wrap.unsigned(), other.sig()), "signature");
    assertRefused(new Event(other.id(), wrap.unsigned(), wrap.sig()), "signature");
    assertRefused(wrap.withoutSignature(), "signature");
    var seal = seal(NostrToolsPeer.ALICE, Kinds.SEAL, List.of(), write(rumor));
    assertRefused(wrapAround(EventJson.write(seal.withoutSignature())), "seal's signature");
    assertRefused(
        wrapAround(EventJson.write(new Event(seal.id(), seal.unsigned(), wrap.sig()))),
        "seal's signature");
  }

  @Test
  void other_kinds_tags_and_texts_are_refused() {
    assertRefused(
        Event.sign(NostrToolsPeer.EVE, NOW, 1, List.of(), wrap().content()), "not a gift wrap");
    assertRefused(
        wrapAround(EventJson.write(seal(NostrToolsPeer.ALICE, 1, List.of(), write(rumor)))),
        "holds a seal");
    assertRefused(
        wrapAround(
            EventJson.write(
                seal(
                    NostrToolsPeer.ALICE,
                    Kinds.SEAL,
                    List.of(List.of("p", BOB.hex())),
                    write(rumor)))),
        "no tags");
    assertRefused(wrapAround("{}"), "holds a seal");
    assertRefused(wrapAround("no JSON"), "");
    assertRefused(
        wrapAround(EventJson.write(seal(NostrToolsPeer.ALICE, Kinds.SEAL, List.of(), "[]"))), "");
  }

  @Test
  void a_rumor_with_a_signature_or_a_wrong_id_is_refused() {
    assertRefused(
        wrapAround(
            EventJson.write(
                seal(
                    NostrToolsPeer.ALICE,
                    Kinds.SEAL,
                    List.of(),
                    EventJson.write(rumor.sign(NostrToolsPeer.ALICE))))),
        "not signed");
    var wrong = new Event(wrap().id(), rumor, Event.NO_SIGNATURE);
    assertRefused(
        wrapAround(
            EventJson.write(
                seal(NostrToolsPeer.ALICE, Kinds.SEAL, List.of(), EventJson.write(wrong)))),
        "id of the message");
  }

  @Test
  void something_else_than_a_message_is_no_message() {
    var reaction = new UnsignedEvent(NostrToolsPeer.ALICE.publicKey(), NOW, 7, List.of(), "+");
    var wrap = GiftWrap.wrap(reaction, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, random));
    assertThat(GiftWrap.unwrap(wrap, NostrToolsPeer.BOB)).isEqualTo(reaction);
    assertRefused(wrap, "holds no message");
    var stray =
        new UnsignedEvent(
            NostrToolsPeer.ALICE.publicKey(), NOW, 14, List.of(List.of("p", "somebody")), "hi");
    assertRefused(
        GiftWrap.wrap(stray, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, random)), "recipient");
  }

  @Test
  void another_key_cannot_open_a_wrap() {
    assertThatThrownBy(() -> GiftWrap.unwrap(wrap(), NostrToolsPeer.EVE))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void the_longest_message_is_wrapped_and_a_longer_one_refused() {
    int frame = write(GiftWrap.message(NostrToolsPeer.ALICE.publicKey(), BOB, "", NOW)).length();
    var text = "x".repeat(GiftWrap.RUMOR_BYTES_MAX - frame);
    var longest = GiftWrap.message(NostrToolsPeer.ALICE.publicKey(), BOB, text, NOW);
    assertThat(
            GiftWrap.unwrapMessage(
                    GiftWrap.wrap(longest, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, random)),
                    NostrToolsPeer.BOB)
                .text())
        .isEqualTo(text);
    var longer = GiftWrap.message(NostrToolsPeer.ALICE.publicKey(), BOB, text + "x", NOW);
    assertThatThrownBy(
            () -> GiftWrap.wrap(longer, NostrToolsPeer.ALICE, BOB, new Stamp(NOW, random)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rubbish_in_a_wrap_is_refused_by_one_exception_alone() {
    long seed = System.nanoTime();
    var generate = new Generator(seed);
    var good = write(rumor);
    for (int round = 0; round < 200; round++) {
      var text = round % 2 == 0 ? generate.text(30) + "x" : cut(good, generate);
      var inner =
          round % 3 == 0 ? text : EventJson.write(seal(NostrToolsPeer.ALICE, 13, List.of(), text));
      assertThatThrownBy(() -> GiftWrap.unwrap(wrapAround(inner), NostrToolsPeer.BOB))
          .as("seed %d round %d", seed, round)
          .isInstanceOf(MalformedException.class);
    }
  }

  private static String cut(String text, Generator generate) {
    return text.substring(0, 1 + generate.random.nextInt(text.length() - 1));
  }
}
