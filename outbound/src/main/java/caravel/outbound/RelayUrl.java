package caravel.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// A relay's `wss:` address in the form that users may enter, with the rules of [PublicUrl]. The
/// name is not resolved yet.
public record RelayUrl(URI uri) {
  private static final String WSS = "wss://";

  /// @throws IllegalArgumentException with an error message for a person
  public RelayUrl {
    if (!"wss".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("A relay's address must begin with wss://.");
    }
    new PublicUrl(URI.create("https" + uri.toString().substring("wss".length())));
  }

  /// @throws IllegalArgumentException with an error message for a person
  public static RelayUrl parse(String text) {
    if (text.length() > PublicUrl.CHARACTERS_MAX) {
      throw new IllegalArgumentException("This address is too long.");
    }
    var given = text.strip();
    if (!given.toLowerCase(Locale.ROOT).startsWith(WSS)) {
      throw new IllegalArgumentException("A relay's address must begin with wss://.");
    }
    try {
      return new RelayUrl(new URI(given));
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("That’s not an address on the internet.", malformed);
    }
  }

  /// The address without the fragment, which WebSocket addresses may not have.
  URI request() {
    var ascii = uri.toASCIIString();
    var fragment = ascii.indexOf('#');
    return URI.create(fragment < 0 ? ascii : ascii.substring(0, fragment));
  }
}
