package caravel.control.admin;

import caravel.nostr.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What everybody may know of this deployment.
///
/// @param relayDomains the parents of relays' hosts, ports included
/// @param indexerRelays where people's relay lists are looked up
/// @param graceDays between an invoice and the pause
public record PlatformInfo(
    Brand brand,
    String serverUrl,
    List<String> relayDomains,
    List<String> indexerRelays,
    int graceDays,
    Build build) {

  public PlatformInfo {
    relayDomains = List.copyOf(relayDomains);
    indexerRelays = List.copyOf(indexerRelays);
  }

  /// @param logo the address of a picture; `""` = none
  /// @param robot the key that sends notices; null = none
  public record Brand(String name, String logo, @Nullable PublicKey robot) {}

  /// @param demo made its own keys, and nothing in it is of worth
  public record Build(String version, boolean demo) {}
}
