package caravel.control.hosting.invites;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.invite.InviteHtml;
import caravel.invite.InviteLinks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The public pages of invites on the platform's address, for all relays. They are made of stored
/// data, and the code is only shown, never looked up.
public final class InvitePageRoutes {
  private static final int HOST_CHARACTERS_MAX = 300;

  private final RelayProgress relays;
  private final InvitePages pages;
  private final Function<Relay, Response> picture;

  /// @param picture answers with the relay's picture from another server
  public InvitePageRoutes(
      RelayProgress relays, InvitePages pages, Function<Relay, Response> picture) {
    this.relays = relays;
    this.pages = pages;
    this.picture = picture;
  }

  /// The host of a relay in a path.
  private record Host(String label, String domain) {
    static Optional<Host> parse(String host) {
      var dot = host.indexOf('.');
      return dot < 1 || host.length() > HOST_CHARACTERS_MAX
          ? Optional.empty()
          : Optional.of(
              new Host(
                  host.substring(0, dot).toLowerCase(Locale.ROOT),
                  host.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/join/{host}", Access.PUBLIC, this::page),
        Route.get("/join/{host}" + InvitePages.PICTURE, Access.PUBLIC, this::picture));
  }

  private Response page(Request request) {
    var host = Host.parse(request.path("host"));
    var relay = host.flatMap(this::find);
    if (relay.isPresent() && InvitePages.isAvailable(relay.get())) {
      var code = InviteLinks.shownCode(request.query("c").orElse(""));
      return html(200, InviteHtml.page(pages.page(relay.get(), code)));
    }
    var isKnown = relay.isPresent() || host.filter(this::isHeld).isPresent();
    return isKnown
        ? html(503, InviteHtml.unavailable(pages.operator()))
        : html(404, InviteHtml.unknown(pages.operator()));
  }

  private Response picture(Request request) {
    return Host.parse(request.path("host"))
        .flatMap(this::find)
        .filter(InvitePages::isAvailable)
        .filter(InvitePages::isProxied)
        .map(picture)
        .orElseGet(() -> Response.problem(Problem.notFound()));
  }

  private Optional<Relay> find(Host host) {
    return relays.byLabel(host.domain(), host.label());
  }

  private boolean isHeld(Host host) {
    return relays.isLabelHeld(host.domain(), host.label());
  }

  private static Response html(int status, String page) {
    return new Response.Raw(
        status, InviteHtml.TYPE, page.getBytes(StandardCharsets.UTF_8), InviteHtml.headers());
  }
}
