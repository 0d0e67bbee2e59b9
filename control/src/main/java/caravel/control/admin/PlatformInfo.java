package caravel.control.admin;

import caravel.control.relay.HostFeatures;
import caravel.control.tenant.signup.SignUpMode;
import caravel.nostr.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The public facts of this deployment.
///
/// @param graceDays days between an invoice and the pause
public record PlatformInfo(
    Brand brand,
    Operator operator,
    Addresses addresses,
    Relays relays,
    int graceDays,
    Build build) {

  /// @param hosts at least one; new relays use the first unless another is named
  /// @param customDomains whether a relay may have a domain of its owner
  public record Addresses(String serverUrl, List<Host> hosts, boolean customDomains) {
    public Addresses {
      hosts = List.copyOf(hosts);
    }
  }

  /// @param logo the path of a picture on this origin; `""` = none
  /// @param robot the key that sends notices; null = none
  /// @param email whether notices can be sent by email as well
  public record Brand(String name, String logo, @Nullable PublicKey robot, boolean email) {}

  /// Who runs the deployment. A text is `""` if the setting is absent.
  ///
  /// @param contact `mailto:…`, `https://…` or `npub1…`
  /// @param abuse where abuse is reported, in the same forms
  /// @param tagline one line of the operator's own on the first page
  public record Operator(
      String name,
      String contact,
      String abuse,
      String termsUrl,
      String privacyUrl,
      String tagline) {
    public static final Operator NONE = new Operator("", "", "", "", "", "");

    private static final String MAIL = "mailto:";

    /// The contact as people read it.
    public String printedContact() {
      return contact.startsWith(MAIL) ? contact.substring(MAIL.length()) : contact;
    }
  }

  /// A host of relays.
  ///
  /// @param domain the parent of relays' hosts, its port included
  public record Host(String domain, HostFeatures features) {}

  /// Relays that the platform uses.
  ///
  /// @param indexers for looking up and publishing relay lists and profiles
  /// @param messaging the mailbox (kind 10050) of keys that are created here
  public record Relays(List<String> indexers, List<String> messaging) {
    public Relays {
      indexers = List.copyOf(indexers);
      messaging = List.copyOf(messaging);
    }
  }

  /// @param signUp who may become a tenant
  /// @param demo keys were generated, and the data is worthless
  public record Build(String version, SignUpMode signUp, boolean demo) {}
}
