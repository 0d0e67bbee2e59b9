package caravel.control.domain;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.domain.DomainCheck.Effect;
import caravel.control.domain.DomainCheck.Outcome;
import caravel.control.domain.DomainCheck.Seen;
import caravel.control.domain.DomainVerification.Times;
import caravel.control.relay.RelayId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DomainCheckTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final DnsAnswer RIGHT = new DnsAnswer.Right(false);
  private static final DnsAnswer WRONG = new DnsAnswer.Wrong("club.org has no CNAME record.");
  private static final DnsAnswer UNKNOWN = new DnsAnswer.Unknown("No answer.");
  private static final HttpsAnswer RELAY = new HttpsAnswer.ThisRelay();
  private static final HttpsAnswer OTHER = new HttpsAnswer.Other("Another server answers.");
  private static final HttpsAnswer SILENT = new HttpsAnswer.Silent("No certificate.");
  private static final HttpsAnswer NOT_ASKED = new HttpsAnswer.NotAsked();

  @Test
  void right_records_verify_a_waiting_domain() {
    var outcome = check(row(DomainState.WAITING, null), RIGHT, NOT_ASKED, seconds(40));
    assertThat(outcome.effect()).isEqualTo(Effect.VERIFY);
    assertThat(outcome.next().state()).isEqualTo(DomainState.VERIFIED);
    assertThat(outcome.next().detail()).isEmpty();
    assertThat(outcome.next().times().stateSince()).isEqualTo(START.plusSeconds(40));
    assertThat(outcome.next().times().checkedAt()).isEqualTo(START.plusSeconds(40));
  }

  @Test
  void a_waiting_domain_says_what_is_missing_and_is_never_released() {
    var wrong = check(row(DomainState.WAITING, null), WRONG, NOT_ASKED, Duration.ofDays(90));
    assertThat(wrong.effect()).isEqualTo(Effect.NONE);
    assertThat(wrong.next().state()).isEqualTo(DomainState.WAITING);
    assertThat(wrong.next().detail()).isEqualTo("club.org has no CNAME record.");
    assertThat(wrong.next().times().wrongSince()).isNull();
    var unknown = check(row(DomainState.WAITING, null), UNKNOWN, NOT_ASKED, seconds(40));
    assertThat(unknown.next().detail()).isEqualTo("No answer.");
  }

  @ParameterizedTest
  @CsvSource({
    "VERIFIED, SILENT, VERIFIED",
    "VERIFIED, OTHER, CERTIFICATE",
    "VERIFIED, RELAY, LIVE",
    "VERIFIED, NOT_ASKED, VERIFIED",
    "CERTIFICATE, SILENT, VERIFIED",
    "CERTIFICATE, OTHER, CERTIFICATE",
    "CERTIFICATE, RELAY, LIVE",
    "CERTIFICATE, NOT_ASKED, CERTIFICATE",
    "LIVE, SILENT, VERIFIED",
    "LIVE, OTHER, CERTIFICATE",
    "LIVE, RELAY, LIVE",
    "LIVE, NOT_ASKED, LIVE"
  })
  void the_state_of_a_verified_domain_is_what_https_says(
      DomainState before, String https, DomainState after) {
    var outcome = check(row(before, null), RIGHT, https(https), Duration.ofDays(2));
    assertThat(outcome.next().state()).isEqualTo(after);
    assertThat(outcome.effect()).isEqualTo(Effect.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = DomainState.class,
      names = {"VERIFIED", "CERTIFICATE", "LIVE"})
  void a_verified_domain_is_released_after_seven_days_of_wrong_records(DomainState state) {
    var first = check(row(state, null), WRONG, NOT_ASKED, seconds(0));
    assertThat(first.effect()).isEqualTo(Effect.NONE);
    assertThat(first.next().state()).isEqualTo(state);
    assertThat(first.next().detail()).isEqualTo("club.org has no CNAME record.");
    assertThat(first.next().times().wrongSince()).isEqualTo(START);
    assertThat(first.next().times().nextCheckAt()).isEqualTo(START.plusSeconds(3_600));

    var week = Duration.ofDays(7);
    assertThat(check(first.next(), WRONG, NOT_ASKED, week.minusSeconds(1)).effect())
        .isEqualTo(Effect.NONE);
    assertThat(check(first.next(), WRONG, NOT_ASKED, week).effect()).isEqualTo(Effect.RELEASE);
  }

  @Test
  void an_unknown_answer_never_counts_as_wrong_nor_as_right() {
    var fine = check(row(DomainState.LIVE, null), UNKNOWN, RELAY, Duration.ofDays(90));
    assertThat(fine.next().times().wrongSince()).isNull();
    assertThat(fine.next().state()).isEqualTo(DomainState.LIVE);

    var bad = row(DomainState.LIVE, START);
    var unknown = check(bad, UNKNOWN, RELAY, Duration.ofDays(8));
    assertThat(unknown.effect()).isEqualTo(Effect.NONE);
    assertThat(unknown.next().times().wrongSince()).isEqualTo(START);
  }

  @Test
  void right_records_end_the_week() {
    var right = check(row(DomainState.LIVE, START), RIGHT, RELAY, Duration.ofDays(6));
    assertThat(right.next().times().wrongSince()).isNull();
    var again = check(right.next(), WRONG, NOT_ASKED, Duration.ofDays(8));
    assertThat(again.effect()).isEqualTo(Effect.NONE);
    assertThat(again.next().times().wrongSince()).isEqualTo(START.plus(Duration.ofDays(8)));
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "3599, 30", "3600, 600", "89999, 600", "90000, 3600", "9000000, 3600"})
  void a_waiting_domain_is_checked_less_often_with_time(long after, long rest) {
    var next = check(row(DomainState.WAITING, null), WRONG, NOT_ASKED, seconds(after)).next();
    assertThat(Duration.between(START.plusSeconds(after), next.times().nextCheckAt()))
        .hasSeconds(rest);
  }

  @Test
  void a_request_makes_a_check_due_and_checks_frequent_again() {
    var at = START.plus(Duration.ofDays(3));
    var requested = row(DomainState.WAITING, null).requested(at);
    assertThat(requested.times().nextCheckAt()).isEqualTo(at);
    var next = check(requested, WRONG, NOT_ASKED, Duration.ofDays(3)).next();
    assertThat(next.times().nextCheckAt()).isEqualTo(at.plus(DomainCheck.OFTEN_WHILE_WAITING));
  }

  @ParameterizedTest
  @CsvSource({"SILENT, 0, 15", "SILENT, 599, 15", "SILENT, 600, 300", "RELAY, 600, 86400"})
  void a_verified_domain_is_checked_often_until_it_is_live(String https, long after, long rest) {
    var now = row(DomainState.VERIFIED, null);
    var next = check(now, RIGHT, https(https), seconds(after)).next();
    assertThat(Duration.between(START.plusSeconds(after), next.times().nextCheckAt()))
        .hasSeconds(rest);
  }

  @Test
  void a_live_domain_is_checked_within_the_hour_after_an_unknown_answer() {
    var next = check(row(DomainState.LIVE, null), UNKNOWN, RELAY, seconds(0)).next();
    assertThat(next.times().nextCheckAt()).isEqualTo(START.plusSeconds(3_600));
  }

  private static Outcome check(
      DomainVerification row, DnsAnswer dns, HttpsAnswer https, Duration after) {
    return DomainCheck.decide(row, new Seen(dns, https), START.plus(after));
  }

  private static DomainVerification row(DomainState state, @Nullable Instant wrongSince) {
    return new DomainVerification(
        new RelayId("r"),
        "club.org",
        "token",
        state,
        "",
        new Times(START, START, null, START, wrongSince));
  }

  private static HttpsAnswer https(String word) {
    return switch (word) {
      case "RELAY" -> RELAY;
      case "OTHER" -> OTHER;
      case "SILENT" -> SILENT;
      default -> NOT_ASKED;
    };
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
