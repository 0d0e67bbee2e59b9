package caravel.app;

import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.invites.InviteHost;
import caravel.control.hosting.invites.InvitePageRoutes;
import caravel.control.hosting.invites.InvitePages;
import caravel.control.hosting.invites.InviteRoutes;
import caravel.control.hosting.invites.RelayInvites;
import caravel.control.http.Route;
import caravel.control.image.ImageRoutes;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayProgress;
import caravel.invite.InvitePage;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The part of [Wiring] for invites: their codes, and the pages that their links open.
final class WiringInvites {
  private final String domain;
  private final InvitePages pages;
  private final InstantSource clock;

  /// @param features of the relay host
  WiringInvites(Config config, HostFeatures features, InstantSource clock) {
    this.domain = config.hosting().relayDomain();
    this.pages = new InvitePages(operator(config), Map.of(domain, features));
    this.clock = clock;
  }

  /// The platform as the pages of invites name it.
  static InvitePage.Operator operator(Config config) {
    return new InvitePage.Operator(config.platform().profile().name(), config.http().appUrl());
  }

  List<Route> routes(
      RelayProgress relays, RelayAccess access, InviteHost host, ImageRoutes images) {
    var codes =
        new RelayInvites(relays, access, Map.of(domain, host), RandomGenerator.of("SecureRandom"));
    return Stream.of(
            new InviteRoutes(codes, pages, clock).routes(),
            new InvitePageRoutes(
                    relays,
                    pages,
                    relay -> images.publicPicture(relay.tenant(), relay.wishes().profile().icon()))
                .routes())
        .flatMap(List::stream)
        .toList();
  }
}
