package caravel.control.activity;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.PublicKey;
import org.junit.jupiter.api.Test;

/// The owners whose events have a reader.
final class AudienceTest {
  private final Audience audience = new Audience();
  private final PublicKey ann = key(1);
  private final PublicKey bob = key(2);

  @Test
  void only_listeners_get_events() {
    audience.enter(ann);
    assertThat(audience.wants(ann, 0)).isTrue();
    assertThat(audience.wants(bob, 0)).isFalse();
  }

  @Test
  void a_listener_of_all_owners_wants_every_event() {
    audience.enter(null);
    assertThat(audience.wants(bob, 0)).isTrue();
    audience.leave(null, 5);
    assertThat(audience.wants(bob, 5)).isTrue();
    assertThat(audience.wants(bob, 6)).isFalse();
  }

  @Test
  void a_reader_with_two_streams_listens_after_closing_one() {
    audience.enter(ann);
    audience.enter(ann);
    audience.leave(ann, 0);
    assertThat(audience.wants(ann, 9)).isTrue();
  }

  @Test
  void departed_readers_count_while_they_can_resume() {
    audience.enter(ann);
    audience.leave(ann, 5);
    assertThat(audience.wants(ann, 5)).isTrue();
    assertThat(audience.wants(ann, 6)).isFalse();
  }

  @Test
  void the_earliest_departed_readers_are_forgotten() {
    for (var number = 1; number <= Audience.LEFT_MAX + 1; number++) {
      audience.enter(key(number));
      audience.leave(key(number), 0);
    }
    assertThat(audience.wants(ann, 0)).isFalse();
    assertThat(audience.wants(bob, 0)).isTrue();
  }

  private static PublicKey key(int number) {
    return new PublicKey("%064x".formatted(number));
  }
}
