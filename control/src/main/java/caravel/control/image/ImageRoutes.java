package caravel.control.image;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The route that shows pictures from foreign servers, so that those servers do not learn who
/// looks.
public final class ImageRoutes implements AutoCloseable {
  /// Prevents a browser from running any content of this route.
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; sandbox",
          "Cache-Control", "private, max-age=" + Pictures.KEPT.toSeconds(),
          "Cross-Origin-Resource-Policy", "same-origin");

  /// Programs that show previews of links load such a picture from any site.
  private static final Map<String, String> PUBLIC_HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; sandbox",
          "Cache-Control", "public, max-age=" + Pictures.KEPT.toSeconds(),
          "Cross-Origin-Resource-Policy", "cross-origin");

  /// The path of the operator's logo.
  public static final String LOGO_PATH = "/logo";

  private static final Map<String, String> LOGO_HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          "Cache-Control", "public, max-age=" + PlatformLogo.KEPT.toSeconds(),
          "Cross-Origin-Resource-Policy", "same-origin");

  private final Pictures pictures;
  private final PlatformLogo logo;

  /// @param fetch must use the outbound guard
  /// @param logo the address of the operator's logo; `""` = none
  public ImageRoutes(
      Function<OutboundGuard.Wanted, Fetched> fetch, String logo, InstantSource clock) {
    this.pictures = new Pictures(fetch, clock);
    this.logo = new PlatformLogo(fetch, logo, clock);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/images", Access.AUTHED, this::picture),
        Route.get(LOGO_PATH, Access.PUBLIC, _ -> logo()));
  }

  private Response logo() {
    return logo.find()
        .<Response>map(found -> new Response.Raw(found.type(), found.bytes(), LOGO_HEADERS))
        .orElseGet(() -> Response.problem(Problem.notFound()));
  }

  private Response picture(Request request) {
    return picture(request.caller().pubkey(), url(request.query("url").orElse("")), HEADERS);
  }

  /// Answers with a picture of a stored address, for people without an account.
  ///
  /// @param owner the tenant who chose the address
  public Response publicPicture(PublicKey owner, String address) {
    return picture(owner, url(address), PUBLIC_HEADERS);
  }

  private Response picture(PublicKey caller, PublicUrl url, Map<String, String> headers) {
    return switch (pictures.of(caller, url)) {
      case ImageLookup.Picture(var kind, var bytes) ->
          new Response.Raw(kind.type(), bytes, headers);
      case ImageLookup.None(var problem) -> Response.problem(problem);
      case ImageLookup.Unknown(var problem) -> Response.problem(problem);
    };
  }

  private static PublicUrl url(String text) {
    try {
      return PublicUrl.parse(text);
    } catch (IllegalArgumentException refused) {
      var sentence = refused.getMessage();
      throw Problem.invalid("url", sentence == null ? "That’s not an address." : sentence)
          .asException();
    }
  }

  @Override
  public void close() {
    pictures.close();
  }
}
