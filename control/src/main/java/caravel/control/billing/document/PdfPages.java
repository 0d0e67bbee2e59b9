package caravel.control.billing.document;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/// The A4 pages of a document, written from top to bottom. Lengths are in points.
final class PdfPages implements AutoCloseable {
  static final float LEFT = 56;
  static final float RIGHT = PDRectangle.A4.getWidth() - 56;
  static final float WIDTH = RIGHT - LEFT;
  private static final float TOP = PDRectangle.A4.getHeight() - 60;
  private static final float BOTTOM = 76;
  private static final float FOOT = 44;
  private static final float LEADING = 1.36f;
  private static final Color RULE = new Color(0xD3D6D9);

  private final PDDocument document;
  private final PdfTypeface typeface;
  private PDPageContentStream page;
  private float y;

  /// How a text looks.
  ///
  /// @param isStrong whether its strokes are thicker
  record Style(float size, Color color, boolean isStrong) {
    private static final Color INK = new Color(0x16202A);
    private static final Color GREY = new Color(0x5A6672);
    static final Style TITLE = new Style(21, INK, true);
    static final Style STRONG = new Style(10, INK, true);
    static final Style BODY = new Style(10, INK, false);
    static final Style LABEL = new Style(8.5f, GREY, false);

    float height() {
      return size * LEADING;
    }
  }

  PdfPages(PDDocument document) throws IOException {
    this.document = document;
    this.typeface = new PdfTypeface(document);
    this.page = open();
    this.y = TOP;
  }

  PdfTypeface typeface() {
    return typeface;
  }

  float y() {
    return y;
  }

  void moveTo(float height) {
    y = height;
  }

  void skip(float height) {
    y -= height;
  }

  /// Whether something of this height fits on the page.
  boolean hasRoom(float height) {
    return y - height >= BOTTOM;
  }

  void breakPage() throws IOException {
    page.close();
    page = open();
    y = TOP;
  }

  private PDPageContentStream open() throws IOException {
    var sheet = new PDPage(PDRectangle.A4);
    document.addPage(sheet);
    return new PDPageContentStream(document, sheet);
  }

  /// Writes lines one below the other from the present height, and moves below them.
  void write(List<String> lines, float x, Style style) throws IOException {
    for (var line : lines) {
      y -= style.height();
      show(page, line, x, y, style);
    }
  }

  /// Writes a text that ends at `right`, on the line below the present height. Does not move.
  void writeEnd(String text, float right, Style style) throws IOException {
    var printable = typeface.printable(text);
    var x = right - typeface.width(printable, style.size());
    show(page, printable, x, y - style.height(), style);
  }

  void rule() throws IOException {
    page.setStrokingColor(RULE);
    page.setLineWidth(0.7f);
    page.moveTo(LEFT, y);
    page.lineTo(RIGHT, y);
    page.stroke();
  }

  private void show(PDPageContentStream out, String text, float x, float baseline, Style style)
      throws IOException {
    out.beginText();
    out.setFont(typeface.font(), style.size());
    out.setNonStrokingColor(style.color());
    out.setRenderingMode(style.isStrong() ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
    if (style.isStrong()) {
      out.setStrokingColor(style.color());
      out.setLineWidth(style.size() * 0.032f);
    }
    out.newLineAtOffset(x, baseline);
    out.showText(text);
    out.endText();
  }

  /// Writes the foot of every page. The document is complete afterwards.
  void finish(String foot) throws IOException {
    page.close();
    var count = document.getNumberOfPages();
    var left = typeface.printable(foot);
    for (var index = 0; index < count; index++) {
      try (var out =
          new PDPageContentStream(
              document, document.getPage(index), AppendMode.APPEND, true, true)) {
        show(out, left, LEFT, FOOT, Style.LABEL);
        var number = "Page " + (index + 1) + " of " + count;
        show(out, number, RIGHT - typeface.width(number, Style.LABEL.size()), FOOT, Style.LABEL);
      }
    }
  }

  @Override
  public void close() throws IOException {
    page.close();
  }
}
