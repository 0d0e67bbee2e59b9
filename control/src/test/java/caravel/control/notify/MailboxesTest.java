package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.notify.Mailboxes.Looked;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MailboxesTest {
  private static final SecretKey ALICE = SecretKey.generate();
  private static final String OTHER = "ws://other-indexer";

  private final TestClock clock = new TestClock();
  private final FakeRelays relays = new FakeRelays();
  private final Mailboxes mailboxes =
      new Mailboxes(relays, List.of(FakeRelays.INDEXER, OTHER), Runnable::run, clock);

  /// Item 8 of issue 12, mission row 60: without indexers there is no look-up, so no recipient is
  /// "unreachable".
  @Test
  void without_indexers_it_is_not_configured_and_looked_up_once_there_are_some() {
    var unset = new Mailboxes(relays, List.of(), Runnable::run, clock);
    assertThat(unset.of(ALICE.publicKey())).isEqualTo(new Looked.NotConfigured());
    assertThat(relays.asked).isEmpty();
  }

  /// Mission row 60: a write relay of the person that did not answer may know the mailbox.
  @Test
  void a_silent_relay_that_the_person_writes_to_leaves_it_uncertain() {
    outbox("wss://home.example", "wss://reads.example");
    relays.silent.add("wss://home.example");
    assertThat(mailboxes.of(ALICE.publicKey())).isEqualTo(new Looked.Unlisted(false));
  }

  @Test
  void the_newest_list_counts_wherever_it_is() {
    relays.mailbox(ALICE, 5, "wss://old.example");
    relays.put(OTHER, FakeRelays.list(ALICE, 7, "wss://newer.example"));
    outbox("wss://home.example", "wss://reads.example");
    relays.put("wss://home.example", FakeRelays.list(ALICE, 9, "wss://newest.example"));
    relays.put("wss://reads.example", FakeRelays.list(ALICE, 11, "wss://wrong.example"));
    assertThat(mailboxes.of(ALICE.publicKey()))
        .isEqualTo(new Looked.Listed(List.of("wss://newest.example")));
  }

  @Test
  void a_found_mailbox_is_cached_for_five_minutes() {
    relays.mailbox(ALICE, 5, "wss://one.example");
    var found = mailboxes.of(ALICE.publicKey());
    relays.mailbox(ALICE, 6, "wss://two.example");
    clock.move(Mailboxes.KEPT.minusSeconds(1));
    assertThat(mailboxes.of(ALICE.publicKey())).isEqualTo(found);
    assertThat(relays.asked).hasSize(2);
    clock.move(java.time.Duration.ofSeconds(1));
    assertThat(mailboxes.of(ALICE.publicKey()))
        .isEqualTo(new Looked.Listed(List.of("wss://two.example")));
  }

  @Test
  void a_list_of_thousands_is_cut_and_doubles_count_once() {
    var many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "wss://" + i / 2 + ".example")
            .toArray(String[]::new);
    relays.mailbox(ALICE, 5, many);
    assertThat(mailboxes.of(ALICE.publicKey()))
        .isEqualTo(
            new Looked.Listed(
                IntStream.range(0, Mailboxes.RELAYS_MAX)
                    .mapToObj(i -> "wss://" + i + ".example")
                    .toList()));
  }

  @Test
  void silence_differs_from_a_refusal() {
    relays.silent.add(FakeRelays.INDEXER);
    assertThat(mailboxes.of(ALICE.publicKey())).isEqualTo(new Looked.Unlisted(false));
    relays.silent.add(OTHER);
    assertThat(mailboxes.of(ALICE.publicKey())).isInstanceOf(Looked.Unknown.class);
    relays.silent.clear();
    assertThat(mailboxes.of(ALICE.publicKey())).isEqualTo(new Looked.Unlisted(true));
  }

  @Test
  void an_empty_list_of_relays_counts_as_none() {
    relays.mailbox(ALICE, 5, "wss://one.example");
    relays.mailbox(ALICE, 6);
    assertThat(mailboxes.of(ALICE.publicKey())).isEqualTo(new Looked.Unlisted(true));
  }

  private void outbox(String writes, String reads) {
    var tags = List.of(List.of("r", writes), List.of("r", reads, "read"));
    relays.put(FakeRelays.INDEXER, Event.sign(ALICE, 5, Kinds.RELAY_LIST, tags, ""));
  }
}
