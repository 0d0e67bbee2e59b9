package caravel.control.hosting.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.moderation.ReportGroup.MemberReport;
import caravel.control.hosting.moderation.ReportGroup.Subject;
import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Reports (NIP-56) are grouped by their subject, also malformed and hostile ones.
final class ReportGroupTest {
  private static final SecretKey REPORTER = SecretKey.parse("0e".repeat(32));
  private static final String PERSON = REPORTER.publicKey().hex();
  private static final String MESSAGE = "a1".repeat(32);
  private static final String FILE = "b2".repeat(32);

  @Test
  void a_report_of_a_message_is_about_the_message_and_not_about_its_author() {
    var groups =
        ReportGroup.group(
            List.of(
                report(9, List.of(List.of("p", PERSON), List.of("e", MESSAGE, "spam"))),
                report(8, List.of(List.of("p", PERSON, "impersonation"))),
                report(7, List.of(List.of("e", MESSAGE, "illegal"), List.of("p", PERSON))),
                report(6, List.of(List.of("x", FILE, "malware"), List.of("p", PERSON)))));
    assertThat(groups)
        .extracting(ReportGroup::subject)
        .containsExactly(Subject.MESSAGE, Subject.PERSON, Subject.FILE);
    var message = groups.getFirst();
    assertThat(message.id()).isEqualTo(MESSAGE);
    assertThat(message.person()).isEqualTo(REPORTER.publicKey());
    assertThat(message.reports()).extracting(MemberReport::createdAt).containsExactly(9L, 7L);
    assertThat(message.reasons()).containsExactly("spam", "illegal");
  }

  @Test
  void the_reason_may_be_at_the_person_and_an_unknown_one_is_another_reason() {
    assertThat(reason(report(1, List.of(List.of("e", MESSAGE), List.of("p", PERSON, "nudity")))))
        .isEqualTo("nudity");
    assertThat(reason(report(1, List.of(List.of("e", MESSAGE), List.of("p", PERSON)))))
        .isEqualTo("other");
    assertThat(reason(report(1, List.of(List.of("e", MESSAGE, "<b>"))))).isEqualTo("other");
  }

  @Test
  void a_report_without_a_subject_is_left_out() {
    assertThat(
            ReportGroup.group(
                List.of(
                    report(1, List.of()),
                    report(2, List.of(List.of("e"))),
                    report(3, List.of(List.of("e", "x".repeat(64)))),
                    report(4, List.of(List.of("p", PERSON.toUpperCase(Locale.ROOT)))))))
        .isEmpty();
  }

  @Test
  void banned_events_are_read_the_latest_first_without_malformed_ones() {
    var json =
        Json.mapper()
            .readTree(
                """
                [{"id": "%s", "reason": "No\\nads"}, {"id": "x"}, 7, {}, {"id": "%s"}]
                """
                    .formatted(MESSAGE, FILE));
    assertThat(BannedEvent.parse(json))
        .extracting(event -> event.id().hex() + event.reason())
        .containsExactly(FILE, MESSAGE + "No ads");
    assertThat(BannedEvent.parse(Json.mapper().readTree("null"))).isEmpty();
  }

  private static String reason(Event report) {
    return ReportGroup.group(List.of(report)).getFirst().reports().getFirst().reason();
  }

  private static Event report(long at, List<List<String>> tags) {
    return Event.sign(REPORTER, at, ReportGroup.REPORT_KIND, tags, "Look");
  }
}
