package caravel.backup;

import java.util.regex.Pattern;

/// The form of keys in an [ObjectStore].
final class ObjectKeys {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /// S3 takes 1024 bytes, with the prefix.
  private static final int CHARACTERS_MAX = 512;

  private ObjectKeys() {}

  /// @throws IllegalArgumentException if the key has another form
  static String require(String key) {
    if (key.length() > CHARACTERS_MAX || !FORM.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key of an object: " + key);
    }
    return key;
  }
}
