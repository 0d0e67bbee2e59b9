package caravel.control.notify;

import caravel.nostr.SecretKey;
import java.util.List;

/// Who the robot is and where it is to be found.
///
/// @param isDemo whoever names no relays for private messages is then written to on the robot's own
public record RobotSettings(SecretKey key, Profile profile, Relays relays, boolean isDemo) {
  /// @param picture `""` = none
  public record Profile(String name, String about, String picture) {}

  /// Addresses the operator set.
  ///
  /// @param outbox where the robot says where it is to be found
  /// @param indexers where everybody does
  /// @param messaging where it is sent private messages
  public record Relays(List<String> outbox, List<String> indexers, List<String> messaging) {
    public Relays {
      outbox = List.copyOf(outbox);
      indexers = List.copyOf(indexers);
      messaging = List.copyOf(messaging);
    }
  }
}
