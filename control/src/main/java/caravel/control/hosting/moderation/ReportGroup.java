package caravel.control.hosting.moderation;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All reports (NIP-56) of one message, file or person.
///
/// @param id of the message (event id), the file (SHA-256) or the person (public key), as hex
/// @param person the reported person as the newest report names it; null = none is named
/// @param reports newest first, never empty
record ReportGroup(
    Subject subject, String id, @Nullable PublicKey person, List<MemberReport> reports) {
  /// The kind of reports.
  static final int REPORT_KIND = 1_984;

  /// Longest text of a report that is shown.
  static final int TEXT_CHARACTERS_MAX = 500;

  private static final String OTHER = "other";

  /// The reasons that NIP-56 names. Every other one is shown as `other`.
  private static final Set<String> REASONS =
      Set.of("nudity", "malware", "profanity", "illegal", "spam", "impersonation", OTHER);

  ReportGroup {
    reports = List.copyOf(reports);
  }

  /// The subject of a report.
  enum Subject {
    MESSAGE("e"),
    FILE("x"),
    PERSON("p");

    /// The name of the tag with the subject.
    final String tag;

    Subject(String tag) {
      this.tag = tag;
    }
  }

  /// One report.
  ///
  /// @param reason a word of NIP-56
  /// @param text of the reporter, safe to show; may be empty
  record MemberReport(EventId id, PublicKey reporter, long createdAt, String reason, String text) {}

  /// The different reasons, the newest first.
  Set<String> reasons() {
    return reports.stream()
        .map(MemberReport::reason)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Groups reports by their subject. A report about a message names its author too; it is about
  /// the message. Reports without a subject are left out.
  ///
  /// @param reports newest first
  /// @return the group with the newest report first
  static List<ReportGroup> group(List<Event> reports) {
    Map<String, ReportGroup> groups = new LinkedHashMap<>();
    for (var report : reports) {
      for (var subject : Subject.values()) {
        var tag = tag(report, subject.tag);
        if (tag.isPresent()) {
          var id = tag.get().get(1);
          var one = read(report, tag.get());
          groups.merge(
              subject + id,
              new ReportGroup(subject, id, person(report), List.of(one)),
              ReportGroup::with);
          break;
        }
      }
    }
    return List.copyOf(groups.values());
  }

  private ReportGroup with(ReportGroup older) {
    var all = new ArrayList<>(reports);
    all.addAll(older.reports);
    return new ReportGroup(subject, id, person == null ? older.person : person, all);
  }

  private static MemberReport read(Event report, List<String> tag) {
    var named = tag(report, "p").filter(p -> tag.size() < 3).orElse(tag);
    var reason = named.size() < 3 ? OTHER : named.get(2);
    return new MemberReport(
        report.id(),
        report.pubkey(),
        report.createdAt(),
        REASONS.contains(reason) ? reason : OTHER,
        MessageText.text(report.content(), TEXT_CHARACTERS_MAX));
  }

  private static @Nullable PublicKey person(Event report) {
    return tag(report, "p").map(tag -> new PublicKey(tag.get(1))).orElse(null);
  }

  /// The first tag of this name whose value is 64 lower-case hex digits.
  private static Optional<List<String>> tag(Event report, String name) {
    return report.tags().stream()
        .filter(tag -> tag.size() >= 2 && tag.getFirst().equals(name))
        .filter(tag -> isHash(tag.get(1)))
        .findFirst();
  }

  private static boolean isHash(String value) {
    return BannedEvent.id(value).filter(id -> id.hex().equals(value)).isPresent();
  }
}
