package caravel.invite;

import io.nayuki.qrcodegen.QrCode;

/// Draws a text as a code to scan.
final class QrDrawing {
  /// Empty modules around the code, which readers need to find it.
  private static final int QUIET_MODULES = 4;

  /// Longest text. A longer one makes modules that a phone's camera cannot tell apart.
  static final int CHARACTERS_MAX = 500;

  private QrDrawing() {}

  /// Returns the code as an SVG element; empty when the text is too long. Always black on white,
  /// because some readers know no other.
  ///
  /// @param label the name of the picture, as HTML
  static String svg(String text, String label) {
    if (text.length() > CHARACTERS_MAX) {
      return "";
    }
    var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    var side = code.size + 2 * QUIET_MODULES;
    return """
    <svg class="qr" role="img" aria-label="%s" viewBox="0 0 %d %d" shape-rendering="crispEdges">\
    <path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>\
    """
        .formatted(label, side, side, side, side, path(code));
  }

  /// One rectangle for each run of dark modules in a row.
  private static String path(QrCode code) {
    var path = new StringBuilder();
    for (var y = 0; y < code.size; y++) {
      for (var x = 0; x < code.size; x++) {
        var start = x;
        while (x < code.size && code.getModule(x, y)) {
          x++;
        }
        if (x > start) {
          path.append('M').append(start + QUIET_MODULES).append(' ').append(y + QUIET_MODULES);
          path.append('h').append(x - start).append("v1h-").append(x - start).append('z');
        }
      }
    }
    return path.toString();
  }
}
