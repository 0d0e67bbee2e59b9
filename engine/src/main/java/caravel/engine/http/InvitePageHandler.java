package caravel.engine.http;

import caravel.engine.config.RelayConfig;
import caravel.engine.session.Address;
import caravel.engine.session.LiveRelay;
import caravel.engine.tenancy.VirtualRelays;
import caravel.invite.InviteHtml;
import caravel.invite.InviteLinks;
import caravel.invite.InvitePage;
import caravel.invite.InvitePicture;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// Serves the page of an invite on a relay's own address: `/join?c=CODE`, and without a code `/`.
/// The code is only shown, never looked up, and no idle relay is opened.
final class InvitePageHandler {
  private static final String METHODS = "GET, HEAD";

  private final VirtualRelays relays;
  private final InvitePage.@Nullable Operator operator;
  private final Predicate<RemoteAddress> mayAsk;

  /// @param operator named on the pages; null = unknown
  /// @param mayAsk counts a request against the rate of its address
  InvitePageHandler(
      VirtualRelays relays,
      InvitePage.@Nullable Operator operator,
      Predicate<RemoteAddress> mayAsk) {
    this.relays = relays;
    this.operator = operator;
    this.mayAsk = mayAsk;
  }

  static boolean isJoin(RequestContext context) {
    return context.rawPath().equals(InviteLinks.PATH);
  }

  /// Answers a request to the path [InviteLinks#PATH] of a relay.
  void join(RequestContext context, LiveRelay relay, Address address) {
    if (isRead(context)) {
      send(context, relay, address, InviteLinks.shownCode(context.query("c")));
    }
  }

  /// Answers any request to the path `/` of a relay that is none of a program, as zooid does.
  void landing(RequestContext context, LiveRelay relay, Address address) {
    send(context, relay, address, "");
  }

  /// Answers for a host without a relay, or whose relay is offline.
  void unknown(RequestContext context) {
    if (isRead(context)) {
      answer(context, 404, InviteHtml.unknown(operator));
    }
  }

  private static boolean isRead(RequestContext context) {
    if (context.method().equals("GET") || context.method().equals("HEAD")) {
      return true;
    }
    context.response().getHeaders().put(HttpHeader.ALLOW, METHODS);
    context.text(405, "Method Not Allowed");
    return false;
  }

  private void send(RequestContext context, LiveRelay relay, Address address, String code) {
    if (!mayAsk.test(context.client())) {
      context.response().getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      context.text(429, "too many requests");
      return;
    }
    var config = relay.config();
    var info = config.info();
    var community =
        new InvitePage.Community(
            info.name(), info.description(), picture(config), memberCount(relay));
    var place =
        new InvitePage.Place(
            address.url(),
            InviteLinks.ofRelay(address.url(), code),
            code,
            preview(info.icon()).orElse(""));
    answer(context, 200, InviteHtml.page(new InvitePage(community, place, operator)));
  }

  private static void answer(RequestContext context, int status, String html) {
    var headers = context.response().getHeaders();
    InviteHtml.headers().forEach(headers::put);
    context.answer(status, InviteHtml.TYPE, html);
  }

  private InvitePicture picture(RelayConfig config) {
    return InvitePicture.inline(config.info().icon())
        .orElseGet(
            () -> new InvitePicture.OfRelay(relays.idAt(config.host()).orElse(config.schema())));
  }

  /// The picture for previews in chats: the relay's icon on another server, which programs load
  /// from there themselves, as from the public document.
  private static Optional<String> preview(String icon) {
    try {
      var url = URI.create(icon);
      return "https".equals(url.getScheme()) && url.getHost() != null
          ? Optional.of(url.toString())
          : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Null unless everyone may read the relay and the number is in memory.
  private static @Nullable Integer memberCount(LiveRelay relay) {
    return relay.config().policy().publicRead()
        ? relay.figures().knownMembers().orElse(null)
        : null;
  }
}
