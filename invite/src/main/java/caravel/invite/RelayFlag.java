package caravel.invite;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// One of the 32 flags by which a relay without a picture is recognised. The web app draws the same
/// ones (`web/src/domain/flag.ts`), on a field of 24 by 24.
///
/// @param figures drawn on the ground, in this order
record RelayFlag(Colour ground, List<Figure> figures) {
  /// Pattern, ground and figure colours, fixed in number and order.
  private static final String[] FLAGS =
      """
      border/bw quarter/yk nest/gw bend/yk stripes/yr chequer/bw lozenge/gy gyron/yk disc/kw \
      saltire/gw pile/gy border/by nest/wr quarter/kw stripes/gw chequer/yr lozenge/by bend/gw \
      gyron/wb disc/gy saltire/yk pile/kw border/rw nest/yk quarter/gy stripes/wb chequer/kw \
      lozenge/kw bend/wr gyron/rw border/gw nest/wb\
      """
          .split(" ");

  private static final int SALTIRE_WIDTH = 5;

  /// @param path in the syntax of SVG
  /// @param lineWidth 0 = the path is filled
  record Figure(String path, Colour colour, int lineWidth) {}

  /// The colours of the web app's flags, in sRGB: older phones know no `oklch()`.
  enum Colour {
    BLUE('b', "oklch(.44 .11 250)", "#16558c"),
    RED('r', "oklch(.575 .185 28)", "#d03d34"),
    YELLOW('y', "oklch(.84 .145 88)", "#f2c44a"),
    WHITE('w', "oklch(.985 .003 100)", "#fafaf8"),
    BLACK('k', "oklch(.27 .03 240)", "#192834"),
    GREEN('g', "oklch(.5 .085 200)", "#007176");

    private final char letter;

    /// As the web app writes it.
    final String oklch;

    final String hex;

    Colour(char letter, String oklch, String hex) {
      this.letter = letter;
      this.oklch = oklch;
      this.hex = hex;
    }

    private static Colour of(char letter) {
      for (var colour : values()) {
        if (colour.letter == letter) {
          return colour;
        }
      }
      throw new IllegalArgumentException("no colour " + letter);
    }
  }

  RelayFlag {
    figures = List.copyOf(figures);
  }

  /// Returns the flag of a relay.
  ///
  /// @param relayId the same flag belongs to it always
  static RelayFlag of(String relayId) {
    return numbered(indexOf(relayId));
  }

  /// Returns the number of a relay's flag: 0 to 31.
  static int indexOf(String relayId) {
    var hash = sha256(relayId);
    var number = 0L;
    for (var i = 0; i < Integer.BYTES; i++) {
      number = (number << Byte.SIZE) | (hash[i] & 0xff);
    }
    return (int) (number % FLAGS.length);
  }

  static RelayFlag numbered(int index) {
    var parts = FLAGS[index].split("/");
    var ground = Colour.of(parts[1].charAt(0));
    var colour = Colour.of(parts[1].charAt(1));
    var path = path(parts[0]);
    return new RelayFlag(
        ground,
        switch (parts[0]) {
          case "saltire" -> List.of(new Figure(path, colour, SALTIRE_WIDTH));
          case "nest" -> List.of(new Figure(path, colour, 0), new Figure("M9 9h6v6H9z", ground, 0));
          default -> List.of(new Figure(path, colour, 0));
        });
  }

  private static String path(String pattern) {
    return switch (pattern) {
      case "quarter" -> "M12 0h12v12H12zM0 12h12v12H0z";
      case "saltire" -> "M-2-2l28 28M26-2L-2 26";
      case "border" -> "M7 7h10v10H7z";
      case "nest" -> "M4.5 4.5h15v15h-15z";
      case "bend" -> "M24 0v24H0z";
      case "stripes" -> "M0 0h8L0 8zM16 0h8L0 24v-8zM24 8v8l-8 8H8z";
      case "disc" -> "M12 6.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z";
      case "pile" -> "M0 0l13 12L0 24z";
      case "lozenge" -> "M12 0l12 12-12 12L0 12z";
      case "chequer" -> "M0 0h8v8H0zM16 0h8v8h-8zM8 8h8v8H8zM0 16h8v8H0zM16 16h8v8h-8z";
      case "gyron" -> "M0 0h24L12 12zM0 24h24L12 12z";
      default -> throw new IllegalArgumentException("no pattern " + pattern);
    };
  }

  /// Returns the drawing as a `data:` URL, for the icon of the page.
  String dataUrl() {
    return "data:image/svg+xml,"
        + URLEncoder.encode(svg(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Returns the drawing as an SVG element without a name: the relay's name is beside it.
  String svg() {
    var svg =
        new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flag\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">")
            .append("<path fill=\"%s\" d=\"M0 0h24v24H0z\"/>".formatted(ground.hex));
    for (var figure : figures) {
      svg.append(
          figure.lineWidth() > 0
              ? "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" d=\"%s\"/>"
                  .formatted(figure.colour().hex, figure.lineWidth(), figure.path())
              : "<path fill=\"%s\" d=\"%s\"/>".formatted(figure.colour().hex, figure.path()));
    }
    return svg.append("</svg>").toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
