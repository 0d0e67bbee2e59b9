package caravel.control.auth;

import caravel.nostr.PublicKey;
import java.util.Set;

/// The addresses and keys that tokens are checked against.
///
/// @param serverUrl the API's public base, the `u` of a session
/// @param appUrl the web app's public base, which tokens may name as well
/// @param admins the operators' keys
public record AuthSettings(String serverUrl, String appUrl, Set<PublicKey> admins) {
  public AuthSettings {
    admins = Set.copyOf(admins);
  }
}
