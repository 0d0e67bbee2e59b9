package caravel.app.doctor;

import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConversation;
import caravel.outbound.RelayDialer;
import caravel.outbound.RelayDialer.DialResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whether the robot's relays answer a query of the robot.
public final class RelayCheck {
  private static final Duration WAIT = Duration.ofSeconds(8);

  private final RelayDialer dialer;
  private final SecretKey robot;
  private final InstantSource clock;
  private final List<Use> uses;

  /// @param setting that names the relays
  public record Use(String setting, List<String> relays) {
    public Use {
      relays = List.copyOf(relays);
    }
  }

  public RelayCheck(RelayDialer dialer, SecretKey robot, InstantSource clock, List<Use> uses) {
    this.dialer = dialer;
    this.robot = robot;
    this.clock = clock;
    this.uses = List.copyOf(uses);
  }

  public List<Finding> ask() throws InterruptedException {
    var findings = new ArrayList<Finding>();
    Set<String> asked = new LinkedHashSet<>();
    for (var use : uses) {
      for (var relay : use.relays()) {
        if (asked.add(relay)) {
          findings.add(of(relay, use.setting()));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.note("The settings name no relays for the robot."))
        : findings;
  }

  private Finding of(String relay, String setting) throws InterruptedException {
    return switch (dialer.dial(relay)) {
      case DialResult.Open(var connection) -> {
        try (connection) {
          yield conversation(
              relay,
              setting,
              new RelayConversation(
                  connection, new RelayConversation.Identity(robot, relay, false, clock), WAIT));
        }
      }
      case DialResult.Refused(var sentence) -> absent(relay, setting, sentence);
      case DialResult.Unreachable(var why) -> absent(relay, setting, why);
      case DialResult.Busy() -> Finding.note("No free connection was left to ask " + relay + ".");
    };
  }

  private Finding conversation(String relay, String setting, RelayConversation conversation)
      throws InterruptedException {
    var own = Filter.all().withAuthors(List.of(robot.publicKey())).withKinds(0).withLimit(1);
    return switch (conversation.query(own, _ -> true, 1)) {
      case RelayConversation.Stored.Events _ -> Finding.ok(relay + " answers the robot.");
      case RelayConversation.Stored.Refused(var text) ->
          absent(relay, setting, "it refuses the robot: " + text);
      case RelayConversation.Stored.Unfinished(var why, _) -> absent(relay, setting, why);
    };
  }

  private static Finding absent(String relay, String setting, String why) {
    return Finding.warning(
        relay + " does not answer the robot (" + why + "), so some notices may not arrive.",
        "Choose another relay in " + setting + ".");
  }
}
