package caravel.control.relay;

/// The permanent name of a relay's data at its zooid.
final class Schemas {
  private static final int ID_DIGITS = 12;

  private Schemas() {}

  /// Contains the first label, for people, and the id, so that no name is ever reused: a schema's
  /// events belong to the next relay with its name.
  static String name(String subdomain, RelayId id) {
    var label = subdomain.replace('-', '_');
    var start = Character.isDigit(label.charAt(0)) ? "r" : "";
    var digits = id.value().replace("-", "");
    return start + label + "_" + digits.substring(digits.length() - ID_DIGITS);
  }
}
