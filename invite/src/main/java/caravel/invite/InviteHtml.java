package caravel.invite;

import static caravel.invite.HtmlText.escape;

import caravel.invite.InvitePage.Community;
import caravel.invite.InvitePage.Operator;
import caravel.invite.InvitePage.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes the page of an invite as HTML. Works without scripts.
public final class InviteHtml {
  public static final String TYPE = "text/html; charset=utf-8";

  /// How long a browser or a proxy may keep the page.
  public static final int CACHE_SECONDS = 60;

  private static final int NAME_CHARACTERS_MAX = 100;
  private static final int DESCRIPTION_CHARACTERS_MAX = 2_000;
  private static final int PREVIEW_CHARACTERS_MAX = 200;

  /// Keeps browsers from asking for one.
  private static final String NO_ICON = "data:,";

  private static final String STYLE = style();

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; img-src 'self' data:; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
              .formatted(sha256(STYLE)),
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "X-Frame-Options",
          "DENY",
          "X-Robots-Tag",
          "noindex",
          "Cache-Control",
          "public, max-age=" + CACHE_SECONDS);

  private InviteHtml() {}

  /// The headers of every page of this class, besides its type.
  public static Map<String, String> headers() {
    return HEADERS;
  }

  /// Writes the page of a relay.
  public static String page(InvitePage page) {
    var place = page.place();
    var name = name(page);
    return """
    %s
    %s
    <main>
    %s
    %s
    %s
    </main>
    %s
    """
        .formatted(
            head(
                name + " · " + place(place), icon(page.community().picture()), preview(page, name)),
            "<body>",
            intro(page.community(), place, name),
            steps(place),
            code(place),
            foot(page.operator(), page.place().relayUrl()));
  }

  /// Writes the page for an address at which there is no relay.
  public static String unknown(@Nullable Operator operator) {
    return message(
        "No community here",
        "There’s no community at this address. Check the link, or ask the person who sent it.",
        operator);
  }

  /// Writes the page for a relay that does not answer now. It names no reason.
  public static String unavailable(@Nullable Operator operator) {
    return message(
        "Not available now",
        "This community isn’t available at the moment. Try again later, or ask the person who sent"
            + " the link.",
        operator);
  }

  private static String message(String title, String text, @Nullable Operator operator) {
    return """
    %s
    <body>
    <main><h1>%s</h1><p class="about">%s</p></main>
    %s
    """
        .formatted(head(title, NO_ICON, ""), title, text, foot(operator, ""));
  }

  private static String head(String title, String icon, String more) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="%s">
    <title>%s</title>
    %s<style>%s</style>
    </head>\
    """
        .formatted(escape(icon), escape(title), more, STYLE);
  }

  private static String icon(InvitePicture picture) {
    return switch (picture) {
      case InvitePicture.OfRelay(var id) -> RelayFlag.of(id).dataUrl();
      case InvitePicture.Proxied(var id, var _) -> RelayFlag.of(id).dataUrl();
      case InvitePicture.Inline _ -> NO_ICON;
    };
  }

  private static String preview(InvitePage page, String name) {
    var place = page.place();
    var about = HtmlText.line(page.community().description(), PREVIEW_CHARACTERS_MAX);
    var text = about.isEmpty() ? "An invitation to a community on " + place(place) + "." : about;
    var operator = page.operator();
    return property("og:type", "website")
        + property("og:title", "Join " + name)
        + property("og:description", text)
        + property("og:url", place.pageUrl())
        + (operator == null ? "" : property("og:site_name", operator(operator)))
        + (place.previewUrl().isEmpty() ? "" : property("og:image", place.previewUrl()))
        + "<meta name=\"description\" content=\"%s\">\n".formatted(escape(text));
  }

  private static String property(String name, String content) {
    return "<meta property=\"%s\" content=\"%s\">\n".formatted(name, escape(content));
  }

  private static String intro(Community community, Place place, String name) {
    var about = HtmlText.lines(community.description(), DESCRIPTION_CHARACTERS_MAX);
    var members = community.members();
    return """
    <header>
    %s
    <p class="kicker">%s</p>
    <h1 dir="auto">%s</h1>
    <p class="place">%s%s</p>
    %s</header>\
    """
        .formatted(
            picture(community.picture()),
            place.code().isEmpty() ? "A community" : "You’re invited to",
            escape(name),
            "<bdi>" + escape(place(place)) + "</bdi>",
            members == null ? "" : " · " + counted(members),
            about.isEmpty()
                ? ""
                : "<p class=\"about\" dir=\"auto\">%s</p>\n".formatted(escape(about)));
  }

  private static String counted(int members) {
    return String.format(Locale.ROOT, "%,d %s", members, members == 1 ? "member" : "members");
  }

  private static String picture(InvitePicture picture) {
    return switch (picture) {
      case InvitePicture.OfRelay(var id) -> RelayFlag.of(id).svg();
      case InvitePicture.Inline(var url) -> image(url);
      case InvitePicture.Proxied(var id, var path) ->
          "<div class=\"flag\">" + RelayFlag.of(id).svg() + image(path) + "</div>";
    };
  }

  private static String image(String source) {
    return "<img class=\"flag\" alt=\"\" width=\"72\" height=\"72\" src=\"%s\">"
        .formatted(escape(source));
  }

  private static String steps(Place place) {
    return """
    <section aria-labelledby="steps">
    %s<h2 id="steps">How to join</h2>
    <ol>
    <li><h3>Get a free app</h3><p>%s</p></li>
    <li><h3>Make your key</h3><p>The app makes it when you sign up. Your key is your name and \
    your password in one, and it works in all these apps. Keep a copy in a safe place. If you \
    have a key, log in with it.</p></li>
    <li><h3>Join</h3><p>%s</p>
    <dl>
    <dt>Relay address</dt><dd><code>%s</code></dd>
    %s</dl></li>
    </ol>
    </section>\
    """
        .formatted(
            open(place),
            apps(place),
            InviteLinks.isPublic(place.relayUrl())
                ? "Press “Open in Flotilla” again. In another app, enter this:"
                : "Enter this in the app:",
            escape(place.relayUrl()),
            place.code().isEmpty()
                ? ""
                : "<dt>Invite code</dt><dd><code>%s</code></dd>\n".formatted(escape(place.code())));
  }

  private static String open(Place place) {
    return InviteLinks.isPublic(place.relayUrl())
        ? """
        <p class="open"><a class="button" href="%s" rel="noopener noreferrer">Open in Flotilla</a></p>
        """
            .formatted(escape(InviteLinks.flotilla(place.relayUrl(), place.code())))
        : """
        <p class="note">This community can only be reached from the computer that it runs on. Apps \
        on the web and on phones can’t open it.</p>
        """;
  }

  private static String apps(Place place) {
    var flotilla =
        "Flotilla is made for communities and works on the web and on phones. The community lives"
            + " on Nostr, an open network, so other apps show it too";
    return InviteLinks.isPublic(place.relayUrl())
        ? flotilla
            + ": <a href=\"%s\" rel=\"noopener noreferrer\">Coracle</a> or <a href=\"%s\" rel=\"noopener noreferrer\">Jumble</a>, on the web."
                .formatted(
                    escape(InviteLinks.coracle(place.relayUrl())),
                    escape(InviteLinks.jumble(place.relayUrl())))
        : flotilla + ".";
  }

  private static String code(Place place) {
    var code = QrDrawing.svg(place.pageUrl(), "QR code of this page");
    return code.isEmpty()
        ? ""
        : """
        <aside aria-label="On another device">
        %s
        <p>Scan the code to open this page on another phone.</p>
        </aside>\
        """
            .formatted(code);
  }

  /// @param relayUrl of the relay that may be reported; `""` = none
  private static String foot(@Nullable Operator operator, String relayUrl) {
    if (operator == null) {
      return "</body>\n</html>";
    }
    var report =
        relayUrl.isEmpty()
            ? ""
            : "<p><a href=\"%s\" rel=\"noopener noreferrer\">Report this community</a></p>"
                .formatted(escape(InviteLinks.report(operator.url(), relayUrl)));
    return "<footer><p>Hosted by <a href=\"%s\" rel=\"noopener noreferrer\">%s</a></p>%s</footer>\n</body>\n</html>"
        .formatted(escape(operator.url()), escape(operator(operator)), report);
  }

  private static String operator(Operator operator) {
    return HtmlText.line(operator.name(), NAME_CHARACTERS_MAX);
  }

  private static String name(InvitePage page) {
    var name = HtmlText.line(page.community().name(), NAME_CHARACTERS_MAX);
    return name.isEmpty() ? place(page.place()) : name;
  }

  private static String place(Place place) {
    return InviteLinks.host(place.relayUrl());
  }

  private static String style() {
    try (var file = InviteHtml.class.getResourceAsStream("invite-page.css")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String sha256(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
