package caravel.control.tenant;

import caravel.control.problem.Problem;
import java.util.List;

/// How a tenant is named on invoices and receipts. Each part may be empty.
///
/// @param address up to [#ADDRESS_LINES_MAX] lines
/// @param taxId a VAT number or the like
/// @param reference a purchase order, a cost centre or an email address
public record BillingDetails(String name, String address, String taxId, String reference) {
  public static final BillingDetails NONE = new BillingDetails("", "", "", "");

  public static final int NAME_CHARACTERS_MAX = 120;
  public static final int ADDRESS_CHARACTERS_MAX = 400;
  public static final int ADDRESS_LINES_MAX = 6;
  public static final int TAX_ID_CHARACTERS_MAX = 40;
  public static final int REFERENCE_CHARACTERS_MAX = 120;

  /// The details as a person typed them, without blank lines and outer spaces.
  static BillingDetails typed(String name, String address, String taxId, String reference) {
    return new BillingDetails(
        oneLine("name", name, NAME_CHARACTERS_MAX),
        lines(address),
        oneLine("tax_id", taxId, TAX_ID_CHARACTERS_MAX),
        oneLine("reference", reference, REFERENCE_CHARACTERS_MAX));
  }

  private static String oneLine(String field, String text, int charactersMax) {
    var stripped = text.strip();
    if (stripped.indexOf('\n') >= 0 || stripped.indexOf('\r') >= 0) {
      throw Problem.invalid(field, "Keep this on one line.").asException();
    }
    return printable(field, stripped, charactersMax);
  }

  private static String lines(String text) {
    var lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.size() > ADDRESS_LINES_MAX) {
      throw Problem.invalid("address", "Use at most " + ADDRESS_LINES_MAX + " lines.")
          .asException();
    }
    return String.join("\n", checked(lines));
  }

  private static List<String> checked(List<String> lines) {
    var length = lines.stream().mapToInt(String::length).sum();
    if (length > ADDRESS_CHARACTERS_MAX) {
      throw tooLong("address", ADDRESS_CHARACTERS_MAX).asException();
    }
    lines.forEach(line -> printable("address", line, ADDRESS_CHARACTERS_MAX));
    return lines;
  }

  private static String printable(String field, String text, int charactersMax) {
    if (text.length() > charactersMax) {
      throw tooLong(field, charactersMax).asException();
    }
    if (text.codePoints().anyMatch(BillingDetails::isInvisible)) {
      throw Problem.invalid(field, "This contains a character that can’t be printed.")
          .asException();
    }
    return text;
  }

  private static Problem tooLong(String field, int charactersMax) {
    return Problem.invalid(
        field, "This is too long: use at most " + charactersMax + " characters.");
  }

  /// Control characters, and format characters that reorder a line on the page. A joiner between
  /// letters is allowed, because names in some scripts need it.
  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.FORMAT -> codePoint != 0x200C && codePoint != 0x200D;
      default -> false;
    };
  }
}
