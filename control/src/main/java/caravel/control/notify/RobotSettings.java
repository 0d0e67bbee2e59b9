package caravel.control.notify;

import caravel.nostr.SecretKey;
import java.util.List;

/// The identity and relays of the robot.
///
/// @param isDemo sends to the robot's own relays if a recipient names none
public record RobotSettings(SecretKey key, Profile profile, Relays relays, boolean isDemo) {
  /// @param picture `""` = none
  public record Profile(String name, String about, String picture) {}

  /// Addresses set by the operator.
  ///
  /// @param outbox where the robot publishes its profile and relay lists
  /// @param indexers where relay lists and profiles of all people are published
  /// @param messaging where the robot receives private messages
  public record Relays(List<String> outbox, List<String> indexers, List<String> messaging) {
    public Relays {
      outbox = List.copyOf(outbox);
      indexers = List.copyOf(indexers);
      messaging = List.copyOf(messaging);
    }
  }
}
