package caravel.engine.tenancy;

import java.util.regex.Pattern;

/// The name of a relay in the management API, and of its file without `.toml`.
///
/// Narrower than zooid's ids, which became file names unescaped: printable ASCII without slashes
/// and without a dot in front, short enough for a file system.
public record VirtualRelayId(String value) {
  /// Longest id. With its ending it fits a file name of 255 bytes.
  public static final int CHARACTERS_MAX = 200;

  static final String ENDING = ".toml";
  private static final Pattern FORM = Pattern.compile("(?!\\.\\.)[ -~&&[^/\\\\]]+");

  public VirtualRelayId {
    if (value.length() > CHARACTERS_MAX || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("invalid relay id");
    }
  }

  /// The id that belongs to the name of a file.
  static String ofFile(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }

  String fileName() {
    return value + ENDING;
  }

  @Override
  public String toString() {
    return value;
  }
}
