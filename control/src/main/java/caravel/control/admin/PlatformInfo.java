package caravel.control.admin;

import caravel.control.relay.HostFeatures;
import caravel.nostr.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What everybody may know of this deployment.
///
/// @param hosts at least one; new relays go to the first unless another is named
/// @param graceDays between an invoice and the pause
public record PlatformInfo(
    Brand brand, String serverUrl, List<Host> hosts, Relays relays, int graceDays, Build build) {

  public PlatformInfo {
    hosts = List.copyOf(hosts);
  }

  /// @param logo the path of a picture on this origin; `""` = none
  /// @param robot the key that sends notices; null = none
  public record Brand(String name, String logo, @Nullable PublicKey robot) {}

  /// Where relays are hosted.
  ///
  /// @param domain the parent of relays' hosts, its port included
  public record Host(String domain, HostFeatures features) {}

  /// Relays that the platform uses.
  ///
  /// @param indexers where people's relay lists and profiles are looked up and published
  /// @param messaging where a key that is made here gets its mailbox (kind 10050)
  public record Relays(List<String> indexers, List<String> messaging) {
    public Relays {
      indexers = List.copyOf(indexers);
      messaging = List.copyOf(messaging);
    }
  }

  /// @param demo made its own keys, and nothing in it is of worth
  public record Build(String version, boolean demo) {}
}
