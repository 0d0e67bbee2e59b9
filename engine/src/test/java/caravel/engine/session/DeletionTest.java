package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// NIP-09 over a session.
final class DeletionTest {
  private static final String NOT_THE_AUTHOR = "blocked: you are not the author of this event";
  private static final String NOTHING = "blocked: nothing to delete";

  @RegisterExtension private final TestRelay relay = new TestRelay();
  private final Client alice = relay.enter(TestRelay.ALICE);
  private final Client bob = relay.enter(TestRelay.BOB);

  private Event publishes(SecretKey author, String content) {
    return publishes(TestRelay.note(author, content));
  }

  private Event publishes(Event event) {
    var author = event.pubkey().equals(TestRelay.ALICE.publicKey()) ? alice : bob;
    author.publishes(event).hears(Client.ok(event, ""));
    return event;
  }

  private static List<String> e(Event event) {
    return TestRelay.tag("e", event.id().hex());
  }

  private static Event deletion(long createdAt, List<List<String>> tags) {
    return TestRelay.event(TestRelay.ALICE, createdAt, 5, tags);
  }

  private List<String> left() {
    return bob.asksForContents("{\"kinds\":[1,30001]}");
  }

  @Test
  void conformance_127_128_an_author_deletes_own_events() {
    var one = publishes(TestRelay.ALICE, "one");
    var two = publishes(TestRelay.ALICE, "two");
    var three = publishes(TestRelay.ALICE, "three");
    publishes(deletion(1, List.of(e(one))));
    assertThat(left()).containsExactlyInAnyOrder("two", "three");
    var request = deletion(2, List.of(e(two), e(three), TestRelay.tag("k", "1")));
    bob.says("[\"REQ\",\"live\",{\"kinds\":[5],\"limit\":0}]").hears("[\"EOSE\",\"live\"]");
    publishes(request);
    bob.hears(Client.event("live", request));
    assertThat(left()).isEmpty();
    assertThat(bob.asks("{\"kinds\":[5]}")).hasSize(2);
    publishes(one);
    assertThat(left()).containsExactly("one");
  }

  @Test
  void conformance_129_an_invalid_id_is_ignored() {
    var one = publishes(TestRelay.ALICE, "one");
    publishes(deletion(1, List.of(TestRelay.tag("e", "missing-id"), TestRelay.tag("e"), e(one))));
    assertThat(left()).isEmpty();
  }

  @Test
  void conformance_130_133_an_address_deletes_its_version_but_nothing_newer() {
    var address = "30001:" + TestRelay.ALICE.publicKey() + ":";
    publishes(
        Event.sign(TestRelay.ALICE, 10, 30_001, List.of(TestRelay.tag("d", "x:y")), "addressed"));
    publishes(Event.sign(TestRelay.ALICE, 10, 30_001, List.of(), "no d"));
    refuses(deletion(9, List.of(TestRelay.tag("a", address + "x:y"))), NOTHING);
    publishes(deletion(10, List.of(TestRelay.tag("a", address + "x:y"))));
    assertThat(left()).containsExactly("no d");
    publishes(deletion(11, List.of(TestRelay.tag("a", address))));
    assertThat(left()).isEmpty();
  }

  @Test
  void conformance_131_with_one_foreign_event_nothing_is_deleted() {
    var own = publishes(TestRelay.ALICE, "own");
    var foreign = publishes(TestRelay.BOB, "foreign");
    refuses(deletion(1, List.of(e(own), e(foreign))), NOT_THE_AUTHOR);
    refuses(deletion(2, List.of(e(foreign), e(own))), NOT_THE_AUTHOR);
    publishes(Event.sign(TestRelay.BOB, 1, 30_001, List.of(TestRelay.tag("d", "b")), "bob's"));
    refuses(
        deletion(
            3, List.of(e(own), TestRelay.tag("a", "30001:" + TestRelay.BOB.publicKey() + ":b"))),
        NOT_THE_AUTHOR);
    assertThat(left()).containsExactlyInAnyOrder("own", "foreign", "bob's");
    assertThat(bob.asks("{\"kinds\":[5]}")).isEmpty();
  }

  @Test
  void conformance_132_a_deletion_without_targets_is_refused() {
    var tags = new ArrayList<List<String>>();
    tags.add(TestRelay.tag("e", "ab".repeat(32)));
    tags.add(TestRelay.tag("e", "z".repeat(64)));
    tags.add(TestRelay.tag("a", "30001"));
    tags.add(TestRelay.tag("a", "x:" + TestRelay.ALICE.publicKey() + ":x"));
    tags.add(TestRelay.tag("a", "30001:zz:x"));
    tags.add(TestRelay.tag("a", "10002:" + TestRelay.ALICE.publicKey() + ":"));
    publishes(TestRelay.event(TestRelay.ALICE, 1, 10_002, List.of()));
    for (var tag : tags) {
      refuses(deletion(5, List.of(tag)), NOTHING);
    }
    refuses(TestRelay.event(TestRelay.ALICE, 1, 5, List.of()), NOTHING);
  }

  @Test
  void the_relays_records_cannot_be_deleted_even_with_its_own_key() {
    var list = bob.asks("{\"kinds\":[13534]}").getFirst().get("id").asString();
    var request =
        TestRelay.event(
            TestRelay.RELAY, 1, 5, List.of(TestRelay.tag("e", new EventId(list).hex())));
    relay.enter(TestRelay.RELAY).publishes(request).hears(Client.refused(request, NOT_THE_AUTHOR));
    assertThat(bob.asks("{\"kinds\":[13534]}")).hasSize(1);
  }

  @Test
  void b14_equal_addresses_are_looked_up_once() {
    var address = TestRelay.tag("a", "30001:" + TestRelay.hex(TestRelay.ALICE) + ":x");
    publishes(
        Event.sign(TestRelay.ALICE, 1, 30_001, List.of(TestRelay.tag("d", "x")), "addressed"));
    int before = relay.store.addressLookups();
    publishes(deletion(1, Collections.nCopies(1_000, address)));
    assertThat(relay.store.addressLookups() - before).isEqualTo(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void b15_an_event_and_its_deletion_may_be_sent_together() throws InterruptedException {
    assertThat(left()).isEmpty();
    var target = TestRelay.note(TestRelay.ALICE, "short-lived");
    var deletion = deletion(1, List.of(e(target)));
    var goOn = new CountDownLatch(1);
    keepWriterBusy(goOn);
    var sender = Thread.ofPlatform().start(() -> alice.publishes(target).publishes(deletion));
    try {
      Awaitility.await()
          .until(() -> sender.getState() == Thread.State.TERMINATED || awaitsPermits(sender));
    } finally {
      goOn.countDown();
    }
    sender.join();
    alice.hears(Client.ok(target, "")).hears(Client.ok(deletion, ""));
    assertThat(left()).containsExactly("keeps the writer busy");
  }

  /// Returns when the store's writer waits for the latch. If a write ends before its callback is
  /// added, the callback runs on this thread, so another write is made.
  private void keepWriterBusy(CountDownLatch latch) {
    var caller = Thread.currentThread();
    var busy = TestRelay.note(TestRelay.BOB, "keeps the writer busy");
    boolean isBusy;
    do {
      var isOnWriter = new CompletableFuture<Boolean>();
      var _ =
          relay
              .store
              .write(List.of(new Change.Save(busy)))
              .thenRun(() -> {
                var ranOnWriter = !Thread.currentThread().equals(caller);
                isOnWriter.complete(ranOnWriter);
                if (ranOnWriter) {
                  await(latch);
                }
              });
      isBusy = isOnWriter.join();
    } while (!isBusy);
  }

  private static boolean awaitsPermits(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(Semaphore.class.getName()));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private void refuses(Event event, String text) {
    alice.publishes(event).hears(Client.refused(event, text));
  }
}
