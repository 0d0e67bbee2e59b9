package caravel.control.admin.abuse;

import caravel.control.admin.abuse.AbuseReport.Outcome;
import caravel.control.admin.abuse.AbuseReport.Topic;
import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.hosting.moderation.SingleMessages;
import caravel.control.hosting.moderation.SingleMessages.MessageExcerpt;
import caravel.control.http.ApiJson;
import caravel.control.notify.Notice;
import caravel.control.notify.Notice.Kind;
import caravel.control.notify.Notices;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.relay.Relay;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.EventId;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Files reports and carries out the operator's decisions about them.
///
/// A decision about a message or a relay is carried out first, and then the report is closed in one
/// transaction with the notices. Both steps may be repeated, so a decision that was cut off between
/// them is completed by deciding again.
final class AbuseDesk {
  /// Most open reports of all relays.
  static final int OPEN_MAX = 5_000;

  /// Most open reports of one relay.
  static final int OPEN_PER_RELAY_MAX = 200;

  /// Most new reports of one relay in an hour.
  static final int NEW_PER_HOUR_MAX = 40;

  /// Most closed reports; the oldest are deleted.
  static final int CLOSED_MAX = 5_000;

  /// Most people of one report whose texts and keys are stored. All of them are counted.
  static final int SUBMISSIONS_MAX = 50;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int CODE_BYTES = 16;

  private static final Problem UNKNOWN_RELAY =
      Problem.invalid("relay", "There’s no relay of ours at this address.");
  private static final Problem DESK_IS_FULL =
      new Problem.Unavailable(
          "unavailable", "We have too many open reports at the moment. Try again tomorrow.");
  private static final Problem DECIDED =
      new Problem.Conflict("conflict", "This report was decided in another way already.");

  private final Nouns nouns;
  private final String appUrl;
  private final RandomGenerator random;
  private final AbuseReportStore store = new AbuseReportStore();
  private final AuditLog audit = new AuditLog();

  /// Lets one decision be carried out at a time.
  private final Object deciding = new Object();

  /// The components that decisions act on.
  record Nouns(
      Db db, Relays relays, TenantDesk tenants, SingleMessages messages, Notices notices) {}

  /// @param appUrl the web app's public base, without a trailing slash
  /// @param random a secure one, for the codes of status pages
  AbuseDesk(Nouns nouns, String appUrl, RandomGenerator random) {
    this.nouns = nouns;
    this.appUrl = appUrl;
    this.random = random;
  }

  /// Files a report, or counts it if the same one is open.
  ///
  /// @return the code of its status page; null = the same person has reported it, or so many have
  ///   that no further codes are given
  @Nullable String file(AbuseForm form) {
    var relay =
        nouns
            .relays()
            .byHost(form.host())
            .filter(found -> !found.isDeleted())
            .orElseThrow(UNKNOWN_RELAY::asException);
    var topic = new Topic(relay.id(), form.eventId(), form.reason());
    var secret = new byte[CODE_BYTES];
    random.nextBytes(secret);
    var code = Hex.encode(secret);
    return nouns.db().<Boolean>inTx(tx -> file(tx, topic, form, hash(code))) ? code : null;
  }

  /// @return whether the code is stored
  private boolean file(Tx tx, Topic topic, AbuseForm form, String codeHash) {
    var signedId = form.signedId();
    if (signedId != null && store.isKnown(tx, signedId)) {
      return false;
    }
    var open = store.findOpen(tx, topic);
    var reporter = form.reporter();
    if (open.isPresent()
        && signedId != null
        && reporter != null
        && store.hasSigned(tx, open.get().id(), reporter)) {
      return false;
    }
    var id = open.map(AbuseReport::id).orElseGet(() -> create(tx, topic));
    store.countOne(tx, id);
    if (store.submissions(tx, id) >= SUBMISSIONS_MAX) {
      return false;
    }
    store.insertSubmission(tx, id, form, codeHash);
    return true;
  }

  private String create(Tx tx, Topic topic) {
    if (store.recent(tx, topic.relay(), HOUR) >= NEW_PER_HOUR_MAX
        || store.openOf(tx, topic.relay()) >= OPEN_PER_RELAY_MAX) {
      throw new Problem.TooMany(HOUR).asException();
    }
    if (store.open(tx) >= OPEN_MAX) {
      throw DESK_IS_FULL.asException();
    }
    var id = tx.newId();
    store.insert(tx, id, topic);
    return id;
  }

  /// Finds the report of a status page.
  Optional<AbuseReport> findByCode(String code) {
    return nouns.db().<Optional<AbuseReport>>read(tx -> store.findByCode(tx, hash(code)));
  }

  /// Reads the reported message from its relay, with the relay's own key, and records that in the
  /// audit log. Empty = the relay does not have it.
  Optional<MessageExcerpt> readMessage(String id, Caller operator) {
    var report = existing(id);
    var relay = relayOf(report);
    var message = nouns.messages().find(relay, messageId(report));
    nouns
        .db()
        .inTx(tx -> {
          var detail = Map.of("event", report.topic().eventId(), "relay", relay.id().value());
          audit.record(tx, operator, act("read_reported_message", report, relay, detail));
          return true;
        });
    return message;
  }

  /// Carries out a decision and closes the report. Repeating the same one changes nothing.
  ///
  /// @throws ProblemException if it was decided in another way, or cannot be carried out now
  AbuseReport decide(String id, AbuseDecision decision, String sentence, Caller operator) {
    synchronized (deciding) {
      var report = existing(id);
      var outcome = report.outcome();
      if (outcome != null) {
        if (outcome.decision() != decision || !outcome.sentence().equals(sentence)) {
          throw DECIDED.asException();
        }
        return report;
      }
      var relay = relayOf(report);
      var because = operator.because(sentence);
      carryOut(report, relay, decision, because);
      nouns
          .db()
          .inTx(tx -> {
            close(tx, report, relay, new Outcome(decision, sentence, tx.now(), operator.pubkey()));
            var detail = Map.of("decision", decision.word(), "relay", relay.id().value());
            audit.record(tx, because, act("decide_report", report, relay, detail));
            return true;
          });
      return existing(id);
    }
  }

  private void carryOut(AbuseReport report, Relay relay, AbuseDecision decision, Caller operator) {
    switch (decision) {
      case DISMISS -> {}
      case REMOVE_MESSAGE ->
          nouns.messages().remove(relay, messageId(report), operator.reason(), operator);
      case SUSPEND_RELAY -> nouns.relays().suspend(relay.id(), operator.reason(), operator);
      case SUSPEND_TENANT ->
          nouns
              .db()
              .inTx(tx ->
                  nouns
                      .tenants()
                      .suspend(tx, relay.tenant(), operator.reason(), operator, nouns.relays()));
    }
  }

  private void close(Tx tx, AbuseReport report, Relay relay, Outcome outcome) {
    if (!store.close(tx, report.id(), outcome)) {
      throw DECIDED.asException();
    }
    switch (outcome.decision()) {
      case DISMISS, REMOVE_MESSAGE -> {
        var link = appUrl + "/relays/" + relay.id();
        var text = AbuseTexts.forOwner(relay, report.topic(), outcome, link);
        nouns
            .notices()
            .enqueue(tx, new Notice(relay.tenant(), Kind.REPORT_DECIDED, report.id(), text));
      }
      case SUSPEND_RELAY, SUSPEND_TENANT -> {} // The suspension has a notice with this reason.
    }
    var text = AbuseTexts.forReporter(relay, report.topic(), outcome);
    for (var reporter : store.reporters(tx, report.id())) {
      nouns.notices().enqueue(tx, new Notice(reporter, Kind.REPORT_ANSWERED, report.id(), text));
    }
    store.deleteOldClosed(tx, CLOSED_MAX);
  }

  private AbuseReport existing(String id) {
    return nouns
        .db()
        .<Optional<AbuseReport>>read(tx -> store.find(tx, id))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private Relay relayOf(AbuseReport report) {
    return nouns
        .db()
        .<Optional<Relay>>read(tx -> nouns.relays().find(tx, report.topic().relay()))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private static EventId messageId(AbuseReport report) {
    if (!report.topic().isMessage()) {
      throw Problem.invalid("decision", "This report is about the relay, not about a message.")
          .asException();
    }
    return EventId.parse(report.topic().eventId());
  }

  private static AuditEntry.Act act(
      String action, AbuseReport report, Relay relay, Map<String, String> detail) {
    return new AuditEntry.Act(action, "report", report.id(), relay.tenant(), ApiJson.tree(detail));
  }

  private static String hash(String code) {
    return Hex.encode(Sha256.of(code.getBytes(StandardCharsets.UTF_8)));
  }
}
