package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Members that are added to a long list are announced first and listed later.
class LongListTest {
  private static final int LISTED = 1_200;
  private static final RelayConfig CONFIG = TestRelay.config(TestRelay.policy(true, null));

  @RegisterExtension private final TestRelay first = new TestRelay();

  private TestRelay stage = first;

  @BeforeEach
  void storeLongList() {
    stage = first.other(CONFIG);
    var tags = new ArrayList<List<String>>();
    tags.add(TestRelay.tag("-"));
    for (int i = 1; i <= LISTED; i++) {
      tags.add(TestRelay.tag("member", "%064x".formatted(i)));
    }
    store(TestRelay.event(TestRelay.RELAY, TestRelay.START, 13_534, tags));
    stage.relay.members();
    awaitList();
  }

  private void store(Event event) {
    stage.store.write(List.of(new Change.Save(event))).join();
  }

  /// Waits until the stored list has all members.
  private void awaitList() {
    await().until(() -> listed().size() == stage.relay.members().size());
  }

  private List<String> listed() {
    return stage.enter(TestRelay.OWNER).listed();
  }

  private static PublicKey pubkey(SecretKey who) {
    return who.publicKey();
  }

  private void join(SecretKey who) {
    var request = TestRelay.event(who, 1, 28_934, List.of());
    stage.enter(who).publishes(request).hears(Client.ok(request, "handled internally"));
  }

  @Test
  void joins_of_a_long_list_are_announced_one_by_one_and_listed_together() {
    var owner = stage.enter(TestRelay.OWNER);
    owner
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8000],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    join(TestRelay.MALLORY);
    join(TestRelay.EVE);
    assertThat(owner.next()).contains("\"kind\":8000", TestRelay.hex(TestRelay.MALLORY));
    assertThat(owner.next()).contains("\"kind\":8000", TestRelay.hex(TestRelay.EVE));
    assertThat(stage.relay.members()).contains(pubkey(TestRelay.MALLORY), pubkey(TestRelay.EVE));
    var note = TestRelay.note(TestRelay.EVE, "I am a member already");
    stage.enter(TestRelay.EVE).publishes(note).hears(Client.ok(note, ""));
    await()
        .untilAsserted(() ->
            assertThat(listed())
                .contains(TestRelay.hex(TestRelay.MALLORY), TestRelay.hex(TestRelay.EVE)));
    assertThat(owner.next()).contains("\"kind\":13534");
    owner.hearsNothing();
  }

  @Test
  void a_member_whose_list_was_not_written_is_a_member_after_a_restart() {
    join(TestRelay.MALLORY);
    stage.store.refuseWrites(true);
    assertThat(stage.again(CONFIG).members()).contains(pubkey(TestRelay.MALLORY));
  }

  @Test
  void a_list_that_could_not_be_written_is_written_later() {
    join(TestRelay.MALLORY);
    stage.store.refuseWrites(true);
    await().until(() -> stage.store.refusedWrites() > 0);
    stage.store.refuseWrites(false);
    awaitList();
    assertThat(listed()).contains(TestRelay.hex(TestRelay.MALLORY));
  }

  @Test
  void a_member_that_left_in_the_same_second_is_no_member_after_a_restart() {
    stage.advance(100);
    join(TestRelay.MALLORY);
    assertThat(stage.relay.unallow(pubkey(TestRelay.MALLORY))).isEqualTo(new Verdict.Allowed());
    assertThat(stage.again(CONFIG).members()).doesNotContain(pubkey(TestRelay.MALLORY));
  }

  @Test
  void a_member_that_left_while_the_clock_went_back_is_no_member_after_a_restart() {
    stage.advance(-3_600);
    join(TestRelay.MALLORY);
    assertThat(stage.again(CONFIG).members()).contains(pubkey(TestRelay.MALLORY));
    assertThat(stage.relay.unallow(pubkey(TestRelay.MALLORY))).isEqualTo(new Verdict.Allowed());
    assertThat(stage.again(CONFIG).members()).doesNotContain(pubkey(TestRelay.MALLORY));
  }

  @Test
  void an_announcement_that_the_relay_did_not_sign_admits_no_one() {
    var tags = List.of(TestRelay.tag("-"), TestRelay.tag("p", TestRelay.hex(TestRelay.EVE)));
    store(TestRelay.event(TestRelay.MALLORY, TestRelay.START + 100, 8_000, tags));
    assertThat(stage.again(CONFIG).members()).doesNotContain(pubkey(TestRelay.EVE));
  }

  @Test
  void an_announcement_that_is_older_than_the_list_admits_no_one() {
    var tags = List.of(TestRelay.tag("-"), TestRelay.tag("p", TestRelay.hex(TestRelay.EVE)));
    store(TestRelay.event(TestRelay.RELAY, TestRelay.START - 1, 8_000, tags));
    assertThat(stage.again(CONFIG).members()).doesNotContain(pubkey(TestRelay.EVE));
  }
}
