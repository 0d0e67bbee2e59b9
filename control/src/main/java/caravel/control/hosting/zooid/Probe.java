package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelaySpec;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Observes a relay on its own address (NIP-11). Trusts only a document with its name, owner and
/// key.
final class Probe {
  /// Longest accepted document: an icon may be a data URL of 48 KiB.
  static final int DOCUMENT_BYTES_MAX = 256 * 1024;

  private final ZooidSettings settings;
  private final Calls calls;

  Probe(ZooidSettings settings, Calls calls) {
    this.settings = settings;
    this.calls = calls;
  }

  Observation look(RelaySpec spec) {
    var dial = Dial.to(spec.identity().host(), settings);
    var call =
        new Calls.Call(
            "GET",
            dial.base().resolve("/"),
            Map.of("Host", dial.host(), "Accept", "application/nostr+json"),
            "",
            DOCUMENT_BYTES_MAX);
    var start = System.nanoTime();
    var reply = calls.make(call);
    return judge(spec, reply, Duration.ofNanos(System.nanoTime() - start));
  }

  /// Interprets an answer. Pure, so that tests can use a table.
  static Observation judge(RelaySpec spec, ZooidReply reply, Duration latency) {
    return switch (reply) {
      case ZooidReply.Lost(var why, var timedOut) -> new Observation.Unknown(why, timedOut);
      case ZooidReply.Answer answer when answer.status() == 404 ->
          spec.inactive()
              ? new Observation.InSync(latency)
              : new Observation.Drifted(false, "No relay was found at this address.", latency);
      case ZooidReply.Answer answer when answer.status() != 200 ->
          new Observation.Unknown("answered " + answer.status());
      case ZooidReply.Answer answer -> judge(spec, answer.json(), latency);
    };
  }

  private static Observation judge(RelaySpec spec, JsonNode document, Duration latency) {
    var owner = text(document, "pubkey");
    if (!document.isObject() || owner.isEmpty()) {
      return new Observation.Unknown("what answers does not look like a relay");
    }
    var self = text(document, "self");
    var key = spec.identity().secret().publicKey().hex();
    var another = !self.isEmpty() && !self.equals(key);
    if (spec.inactive()) {
      // If a community moved its domain to another host, the relay here counts as off.
      return another
          ? new Observation.InSync(latency)
          : new Observation.Drifted(true, "The relay is online but should be offline.", latency);
    }
    if (another) {
      return new Observation.Drifted(true, "Another relay answers at this address.", latency);
    }
    if (!owner.equals(spec.info().owner().hex())) {
      return new Observation.Drifted(true, "The relay reports a different owner.", latency);
    }
    if (!text(document, "name").equals(spec.info().name())) {
      return new Observation.Drifted(true, "The relay reports a different name.", latency);
    }
    return new Observation.InSync(latency);
  }

  private static String text(JsonNode document, String key) {
    return document.path(key).stringValue("");
  }
}
