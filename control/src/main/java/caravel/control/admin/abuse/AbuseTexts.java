package caravel.control.admin.abuse;

import caravel.control.admin.abuse.AbuseReport.Outcome;
import caravel.control.admin.abuse.AbuseReport.Topic;
import caravel.control.relay.Relay;

/// The texts of the notices about a decided report.
final class AbuseTexts {
  private static final int NAME_CHARACTERS_MAX = 100;

  private AbuseTexts() {}

  /// For the owner. Names no person who reported.
  ///
  /// @param link to the relay's page
  static String forOwner(Relay relay, Topic topic, Outcome outcome, String link) {
    var what = topic.isMessage() ? "a message on " + named(relay) : named(relay);
    return """
    We had a report about %s, for %s. %s We say: “%s”

    Your relay: %s\
    """
        .formatted(what, topic.reason().phrase, done(outcome.decision()), outcome.sentence(), link);
  }

  static String forReporter(Relay relay, Topic topic, Outcome outcome) {
    var what = topic.isMessage() ? "a message on " : "the relay ";
    return "You reported %s%s, for %s. %s We say: “%s”"
        .formatted(
            what,
            relay.publicHost(),
            topic.reason().phrase,
            done(outcome.decision()),
            outcome.sentence());
  }

  private static String done(AbuseDecision decision) {
    return switch (decision) {
      case DISMISS -> "We looked at it and changed nothing.";
      case REMOVE_MESSAGE -> "We removed the message.";
      case SUSPEND_RELAY -> "We took the relay offline.";
      case SUSPEND_TENANT -> "We took all relays of its owner offline.";
    };
  }

  private static String named(Relay relay) {
    var name = relay.wishes().profile().name();
    var shown = name.isBlank() ? relay.address().subdomain() : name;
    return "“"
        + (shown.length() > NAME_CHARACTERS_MAX ? shown.substring(0, NAME_CHARACTERS_MAX) : shown)
        + "”";
  }
}
