package caravel.invite;

import java.util.Optional;
import java.util.regex.Pattern;

/// The picture of a relay on its page. A picture of another server is never loaded from there: its
/// server would learn who was invited.
public sealed interface InvitePicture {
  /// The flag that belongs to the relay.
  ///
  /// @param relayId its id at the control plane and at its host
  record OfRelay(String relayId) implements InvitePicture {}

  /// A picture inside the relay's profile. It is shown as an `img`, in which no script runs.
  ///
  /// @param dataUrl see [#inline]
  record Inline(String dataUrl) implements InvitePicture {}

  /// A picture that the page's own server passes on. Without it, the flag is shown.
  ///
  /// @param path on the page's own origin
  record Proxied(String relayId, String path) implements InvitePicture {}

  /// Longest `data:` URL. The control plane takes shorter ones; the engine's managers may set any.
  int DATA_CHARACTERS_MAX = 64 * 1024;

  /// Base64 or percent-encoded: plain ASCII without blanks.
  Pattern DATA_IMAGE =
      Pattern.compile("data:image/[a-zA-Z0-9.+-]{1,40}(;[a-zA-Z0-9=._-]{1,40}){0,4},[!-~]*");

  /// Returns the icon of a profile if it is a picture by itself.
  static Optional<InvitePicture> inline(String icon) {
    return icon.startsWith("data:")
            && icon.length() <= DATA_CHARACTERS_MAX
            && DATA_IMAGE.matcher(icon).matches()
        ? Optional.of(new Inline(icon))
        : Optional.empty();
  }
}
