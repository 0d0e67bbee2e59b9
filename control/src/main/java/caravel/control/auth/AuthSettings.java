package caravel.control.auth;

import caravel.nostr.PublicKey;
import java.util.Set;

/// What tokens are held against.
///
/// @param serverUrl the API's public base, the `u` of a session
/// @param appUrl the web app's public base, under which requests may be made as well
/// @param admins the operator's keys
public record AuthSettings(String serverUrl, String appUrl, Set<PublicKey> admins) {
  public AuthSettings {
    admins = Set.copyOf(admins);
  }
}
