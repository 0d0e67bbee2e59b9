package caravel.control.hosting.invites;

import caravel.control.relay.HostFeatures;
import caravel.control.relay.Relay;
import caravel.control.relay.RelaySettings.Switch;
import caravel.invite.InviteLinks;
import caravel.invite.InvitePage;
import caravel.invite.InvitePicture;
import java.util.Map;

/// Decides where the page of a relay's invites is, and what it says.
///
/// @param operator its address has no `/` at the end
/// @param hosts the features of each relay domain
public record InvitePages(InvitePage.Operator operator, Map<String, HostFeatures> hosts) {
  static final String PICTURE = "/picture";

  public InvitePages {
    hosts = Map.copyOf(hosts);
  }

  /// The link of an invite: to the page on the relay's own address where its host serves one, else
  /// to the page of the platform.
  public String link(Relay relay, String code) {
    if (InviteLinks.shownCode(code).isEmpty()) {
      // The pages show only plain codes. A manager may have chosen another one.
      return InviteLinks.flotilla(relay.url(), code);
    }
    var features = hosts.get(relay.address().zooidDomain());
    return features != null && features.invites()
        ? InviteLinks.ofRelay(relay.url(), code)
        : InviteLinks.ofPlatform(operator.url(), relay.url(), code);
  }

  /// Whether the community can be joined now. A page says no more than that about any other one.
  static boolean isAvailable(Relay relay) {
    return relay.wantedOnline() && relay.seen().answeredOnce();
  }

  /// The data of the page of the platform.
  ///
  /// @param code from [InviteLinks#shownCode]
  InvitePage page(Relay relay, String code) {
    var profile = relay.wishes().profile();
    var base = InviteLinks.ofPlatform(operator.url(), relay.url(), "");
    var isPublic = relay.wishes().settings().has(Switch.PUBLIC_READ);
    var community =
        new InvitePage.Community(
            profile.name(),
            profile.description(),
            picture(relay),
            isPublic ? relay.seen().memberCount() : null);
    var place =
        new InvitePage.Place(
            relay.url(),
            InviteLinks.ofPlatform(operator.url(), relay.url(), code),
            code,
            isProxied(relay) ? base + PICTURE : "");
    return new InvitePage(community, place, operator);
  }

  /// Whether the relay's picture is on another server.
  static boolean isProxied(Relay relay) {
    return relay.wishes().profile().icon().startsWith("https:");
  }

  private static InvitePicture picture(Relay relay) {
    var id = relay.id().value();
    return isProxied(relay)
        ? new InvitePicture.Proxied(id, InviteLinks.PATH + "/" + relay.publicHost() + PICTURE)
        : InvitePicture.inline(relay.wishes().profile().icon())
            .orElseGet(() -> new InvitePicture.OfRelay(id));
  }
}
