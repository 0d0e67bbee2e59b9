package caravel.control.hosting.moderation;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.moderation.ReportGroup.MemberReport;
import caravel.control.hosting.moderation.ReportGroup.Subject;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads the messages and reports of online relays, and removes messages. Refusals are thrown as
/// [Problem]s.
///
/// No network call happens inside a transaction: the relay makes the change first, then it is
/// recorded.
final class RelayModeration {
  /// Most reports that are read, the newest.
  static final int REPORTS_MAX = 500;

  /// Most groups of reports that are shown.
  static final int GROUPS_MAX = 100;

  /// Most reports that one request dismisses. Each takes a call to the relay.
  private static final int DISMISSED_MAX = 100;

  private static final Problem UNSUPPORTED =
      new Problem.Conflict(
          "moderation-unsupported", "This relay’s software can’t remove single messages.");
  private static final Problem OWN_RECORD =
      new Problem.Conflict(
          "conflict", "This is one of the relay’s own records, which it needs to work.");

  private final RelayProgress relays;
  private final RelayAccess access;
  private final RemovedMessages removed;

  RelayModeration(RelayProgress relays, RelayAccess access, RemovedMessages removed) {
    this.relays = relays;
    this.access = access;
    this.removed = removed;
  }

  /// A group of reports with the message that it is about.
  ///
  /// @param message empty = it is not stored, or the reports are not about a message
  record OpenReport(ReportGroup group, Optional<Event> message) {}

  /// The reports that wait for a decision.
  ///
  /// @param isComplete whether all of them are listed
  record OpenReports(List<OpenReport> reports, boolean isComplete) {
    OpenReports {
      reports = List.copyOf(reports);
    }
  }

  /// Reads a page of the stored messages.
  ///
  /// @param conditions without kinds and a limit
  MessagePage messages(Relay relay, Filter conditions) {
    return MessagePage.of(query(access.online(relay), MessagePage.filter(conditions)));
  }

  /// Reads the reports, without those of removed messages.
  OpenReports reports(Relay relay) {
    var target = access.online(relay);
    var found = readReports(target);
    var removed = removedIds(target);
    var groups =
        ReportGroup.group(found).stream().filter(group -> !removed.contains(group.id())).toList();
    var shown = groups.stream().limit(GROUPS_MAX).toList();
    var messages = storedMessages(target, shown);
    return new OpenReports(
        shown.stream()
            .map(group -> new OpenReport(group, Optional.ofNullable(messages.get(group.id()))))
            .toList(),
        shown.size() == groups.size() && found.size() < REPORTS_MAX);
  }

  private List<Event> readReports(Target target) {
    return query(target, Filter.all().withKinds(ReportGroup.REPORT_KIND).withLimit(REPORTS_MAX));
  }

  /// The ids of removed messages. A relay that takes no management calls has none.
  private Set<String> removedIds(Target target) {
    if (!target.relay().wishes().settings().has(Switch.MANAGEMENT)) {
      return Set.of();
    }
    var reply = manage(target, "listbannedevents", List.of());
    return switch (reply) {
      case RelayReply.Off<JsonNode> _, RelayReply.Refused<JsonNode> _ -> Set.of();
      case RelayReply.Answered<JsonNode> _, RelayReply.Unknown<JsonNode> _ ->
          BannedEvent.parse(RelayAccess.answer(target, reply)).stream()
              .map(event -> event.id().hex())
              .collect(Collectors.toSet());
    };
  }

  private Map<String, Event> storedMessages(Target target, List<ReportGroup> groups) {
    var ids =
        groups.stream()
            .filter(group -> group.subject() == Subject.MESSAGE)
            .map(group -> new EventId(group.id()))
            .toList();
    return stored(target, ids).stream()
        .collect(Collectors.toMap(event -> event.id().hex(), Function.identity(), (a, _) -> a));
  }

  private List<Event> stored(Target target, List<EventId> ids) {
    return ids.isEmpty()
        ? List.of()
        : query(target, Filter.all().withIds(ids).withLimit(ids.size()));
  }

  /// Reads one stored event.
  Optional<Event> message(Relay relay, EventId id) {
    return stored(access.online(relay), List.of(id)).stream().findFirst();
  }

  boolean isBanned(Relay relay, EventId id) {
    return banned(relay).stream().anyMatch(one -> one.id().equals(id));
  }

  /// Lists the events that the relay refuses, the latest first.
  List<BannedEvent> banned(Relay relay) {
    return banned(access.managed(relay));
  }

  private List<BannedEvent> banned(Target target) {
    return BannedEvent.parse(supported(target, manage(target, "listbannedevents", List.of())));
  }

  /// Removes an event from the relay, which refuses it from then on. The event need not be stored.
  /// An event that is banned already keeps its reason.
  BannedEvent ban(Relay relay, EventId event, String reason, Caller caller) {
    var ban = new BannedEvent(event, reason);
    var detail = new HashMap<String, Object>(Map.of("event", event.hex()));
    var before =
        access.inTurn(
            relay,
            () -> {
              var target = access.managed(relay);
              var known = banned(target).stream().filter(one -> one.id().equals(event)).findFirst();
              if (known.isEmpty()) {
                var stored = stored(target, List.of(event)).stream().findFirst();
                stored.ifPresent(message -> refuseOwn(target, message));
                stored.ifPresent(message -> detail.put("pubkey", message.pubkey().hex()));
                // Kept first: after the ban the relay has it no more.
                stored.ifPresent(message -> removed.keep(relay, message));
                banEvent(target, ban);
              }
              return known;
            });
    if (before.isPresent()) {
      return before.get();
    }
    if (!reason.isEmpty()) {
      detail.put("reason", reason);
    }
    relays.contentChanged(relay.id(), "ban_event", detail, caller);
    return ban;
  }

  /// A stock zooid would lose its members or its bans without its lists of them.
  private static void refuseOwn(Target target, Event stored) {
    if (target.isSelf(stored.pubkey())) {
      throw OWN_RECORD.asException();
    }
  }

  /// Lifts a ban, and publishes the message again if a copy of it is kept. May be repeated until
  /// the message is restored. Throws [Problem.NotFound] if the event is not banned and has no copy.
  ///
  /// @return whether the message is on the relay again
  boolean allow(Relay relay, EventId event, Caller caller) {
    var restored =
        access.inTurn(
            relay,
            () -> {
              var target = access.managed(relay);
              var isBanned = banned(target).stream().anyMatch(one -> one.id().equals(event));
              if (!isBanned && !removed.isKept(relay, event)) {
                throw Problem.notFound().asException();
              }
              if (isBanned) {
                supported(target, manage(target, "allowevent", List.of(event.hex())));
              }
              return removed.restore(target, event);
            });
    var detail = Map.<String, Object>of("event", event.hex(), "restored", restored);
    relays.contentChanged(relay.id(), "unban_event", detail, caller);
    return restored;
  }

  /// The ids of the removed messages that can be restored, as hex.
  Set<String> restorable(Relay relay) {
    return removed.kept(relay);
  }

  /// Dismisses the reports of one subject: bans the reports themselves. A relay takes a deletion
  /// request (NIP-09) only from the author, so its own key cannot send one.
  ///
  /// @param subject the id of a [ReportGroup]; one without reports is a [Problem.NotFound]
  /// @return the number of dismissed reports
  int dismiss(Relay relay, String subject, Caller caller) {
    var dismissed = new ArrayList<MemberReport>();
    try {
      return access.inTurn(
          relay,
          () -> {
            var target = access.managed(relay);
            var group =
                ReportGroup.group(readReports(target)).stream()
                    .filter(one -> one.id().equals(subject))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound().asException());
            for (var report : group.reports().stream().limit(DISMISSED_MAX).toList()) {
              banEvent(target, new BannedEvent(report.id(), BannedEvent.DISMISSED_REPORT));
              dismissed.add(report);
            }
            return dismissed.size();
          });
    } finally {
      if (!dismissed.isEmpty()) {
        var detail = Map.<String, Object>of("subject", subject, "reports", dismissed.size());
        relays.contentChanged(relay.id(), "dismiss_report", detail, caller);
      }
    }
  }

  private void banEvent(Target target, BannedEvent ban) {
    List<String> params =
        ban.reason().isEmpty() ? List.of(ban.id().hex()) : List.of(ban.id().hex(), ban.reason());
    supported(target, manage(target, "banevent", params));
  }

  private List<Event> query(Target target, Filter filter) {
    return RelayAccess.answer(target, access.content(target).query(target.spec(), filter));
  }

  private RelayReply<JsonNode> manage(Target target, String method, List<String> params) {
    return access.content(target).manage(target.spec(), method, params);
  }

  private static JsonNode supported(Target target, RelayReply<JsonNode> reply) {
    if (reply instanceof RelayReply.Off<JsonNode>) {
      throw UNSUPPORTED.asException();
    }
    return RelayAccess.answer(target, reply);
  }
}
