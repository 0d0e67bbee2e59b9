package caravel.invite;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The addresses of the page of an invite, and of the apps that open a relay.
public final class InviteLinks {
  /// The path of the page on a relay's own address.
  public static final String PATH = "/join";

  /// Longest code that a page shows. Codes of the engine have 8 characters, those of the control
  /// plane 12.
  static final int CODE_CHARACTERS_MAX = 128;

  private static final Pattern CODE =
      Pattern.compile("[A-Za-z0-9._~-]{1," + CODE_CHARACTERS_MAX + "}");
  private static final String FLOTILLA = "https://app.flotilla.social";

  private InviteLinks() {}

  /// Returns the code that a page shows: the given one, or `""` if it has other characters than
  /// codes have. A page never asks whether a code is valid.
  public static String shownCode(String given) {
    return CODE.matcher(given).matches() ? given : "";
  }

  /// The link to the page on a relay's own address.
  ///
  /// @param relayUrl `ws://…` or `wss://…`
  /// @param code `""` = none
  public static String ofRelay(String relayUrl, String code) {
    return withCode("http" + relayUrl.substring("ws".length()) + PATH, code);
  }

  /// The link to the page on the platform's address, for a relay whose host has no such page.
  ///
  /// @param platformUrl without a `/` at the end
  /// @param code `""` = none
  public static String ofPlatform(String platformUrl, String relayUrl, String code) {
    return withCode(platformUrl + PATH + "/" + host(relayUrl), code);
  }

  private static String withCode(String page, String code) {
    return code.isEmpty() ? page : page + "?c=" + encoded(code);
  }

  /// The host of a relay's address, with its port if it has one.
  static String host(String relayUrl) {
    return relayUrl.replaceFirst("^wss?://", "");
  }

  /// Whether apps on other machines can open this address. A demo's `ws://…` works on its own
  /// machine only.
  static boolean isPublic(String relayUrl) {
    return relayUrl.startsWith("wss://");
  }

  /// The link that opens Flotilla and joins with the code.
  ///
  /// @param code `""` = none
  public static String flotilla(String relayUrl, String code) {
    var host = encoded(host(relayUrl));
    return code.isEmpty()
        ? FLOTILLA + "/spaces/" + host
        : FLOTILLA + "/join?r=" + host + "&c=" + encoded(code);
  }

  static String coracle(String relayUrl) {
    return "https://coracle.social/relays/" + encoded(host(relayUrl));
  }

  static String jumble(String relayUrl) {
    return "https://jumble.social/?r=" + encoded(relayUrl);
  }

  /// The link to the form that reports a relay to the operator of its platform.
  ///
  /// @param platformUrl without a `/` at the end
  static String report(String platformUrl, String relayUrl) {
    return platformUrl + "/report?relay=" + encoded(host(relayUrl));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
