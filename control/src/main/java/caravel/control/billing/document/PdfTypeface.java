package caravel.control.billing.document;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// The font of one document: Liberation Sans, which PDFBox brings. It has Latin, Greek and Cyrillic
/// letters. Other characters are printed as a box.
final class PdfTypeface {
  private static final String RESOURCE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final String BOX = "\u25A1";
  private static final float UNITS = 1_000;

  private final PDType0Font font;
  private final Map<Integer, String> printed = new HashMap<>();

  PdfTypeface(PDDocument document) throws IOException {
    try (var stream = PDType0Font.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IOException("the font " + RESOURCE + " is missing");
      }
      var parsed = new TTFParser().parse(new RandomAccessReadBuffer(stream));
      // A ligature is one glyph, so its letters would not be found by a search.
      parsed.setEnableGsub(false);
      this.font = PDType0Font.load(document, parsed, true);
    }
  }

  PDType0Font font() {
    return font;
  }

  /// A text with only characters that the font has.
  String printable(String text) {
    var out = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(
            codePoint -> out.append(printed.computeIfAbsent(codePoint, this::printableCharacter)));
    return out.toString();
  }

  private String printableCharacter(int codePoint) {
    if (Character.isWhitespace(codePoint) || Character.isISOControl(codePoint)) {
      return " ";
    }
    var text = Character.toString(codePoint);
    if (hasGlyphs(text)) {
      return text;
    }
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> "";
      default -> hasGlyphs(BOX) ? BOX : "?";
    };
  }

  private boolean hasGlyphs(String text) {
    try {
      font.encode(text);
      return true;
    } catch (IllegalArgumentException | IOException noGlyph) {
      return false;
    }
  }

  /// @param text printable
  float width(String text, float size) {
    try {
      return font.getStringWidth(text) / UNITS * size;
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  /// Breaks a text into lines of at most `width`, between words if possible.
  List<String> wrapped(String text, float size, float width) {
    var lines = new ArrayList<String>();
    for (var paragraph : text.split("\n", -1)) {
      wrap(printable(paragraph).strip(), size, width, lines);
    }
    return lines;
  }

  private void wrap(String paragraph, float size, float width, List<String> lines) {
    var line = new StringBuilder();
    for (var word : paragraph.split(" +", -1)) {
      var longer = line.isEmpty() ? word : line + " " + word;
      if (width(longer, size) <= width) {
        line.setLength(0);
        line.append(longer);
      } else {
        if (!line.isEmpty()) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(broken(word, size, width, lines));
      }
    }
    lines.add(line.toString());
  }

  /// Adds the full lines of a long word, and returns the rest.
  private String broken(String word, float size, float width, List<String> lines) {
    var rest = new StringBuilder();
    for (var codePoint : word.codePoints().toArray()) {
      var next = Character.toString(codePoint);
      if (!rest.isEmpty() && width(rest + next, size) > width) {
        lines.add(rest.toString());
        rest.setLength(0);
      }
      rest.append(next);
    }
    return rest.toString();
  }
}
