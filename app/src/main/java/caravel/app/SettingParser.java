package caravel.app;

import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parses the given values, and records each for `caravel config` and each fault for the start.
final class SettingParser {
  /// Largest value of a setting that counts something.
  static final int COUNT_MAX = 1_000_000;

  private static final int PORT_MAX = 65_535;

  private final Environment environment;
  private final Faults faults;
  private final Map<Setting, Shown> shown = new EnumMap<>(Setting.class);

  /// A setting as `caravel config` prints it.
  record Shown(String value, String origin) {}

  SettingParser(Environment environment, Faults faults) {
    this.environment = environment;
    this.faults = faults;
  }

  Map<Setting, Shown> shown() {
    return shown;
  }

  boolean has(Setting setting) {
    return environment.has(setting);
  }

  void note(Setting setting, String value, String origin) {
    shown.put(setting, new Shown(value, origin));
  }

  /// Parses the value; empty if it is not set or (with a fault) invalid.
  <T> Optional<T> parse(Setting setting, String right, Function<String, T> parser) {
    var given = environment.get(setting);
    if (given.isEmpty()) {
      shown.putIfAbsent(setting, new Shown("", "not set"));
      return Optional.empty();
    }
    var text = given.orElseThrow().text();
    note(setting, setting.isSecret() ? "set" : text, given.orElseThrow().origin());
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException wrong) {
      var said =
          wrong.getMessage() == null || wrong.getMessage().isEmpty()
              ? ""
              : " (" + wrong.getMessage() + ")";
      faults.fault(
          setting,
          setting.isSecret()
              ? "its value is not right" + said
              : "“" + text + "” is not right" + said,
          "right is " + right);
      return Optional.empty();
    }
  }

  String text(Setting setting, String otherwise) {
    return or(setting, otherwise, parse(setting, "text", text -> text));
  }

  int integer(Setting setting, int least, int most, int otherwise) {
    var right = "a whole number from " + least + " to " + most + ", for instance " + otherwise;
    return Integer.parseInt(
        or(
            setting,
            Integer.toString(otherwise),
            parse(setting, right, text -> Integer.toString(within(text, least, most)))));
  }

  long whole(Setting setting, long least, long most, long otherwise) {
    var right = "a whole number from " + least + " to " + most + ", for instance " + otherwise;
    return Long.parseLong(
        or(
            setting,
            Long.toString(otherwise),
            parse(
                setting,
                right,
                text -> {
                  long number = Long.parseLong(text);
                  if (number < least || number > most) {
                    throw new IllegalArgumentException();
                  }
                  return Long.toString(number);
                })));
  }

  int port(Setting setting, int otherwise) {
    return integer(setting, 1, PORT_MAX, otherwise);
  }

  String oneOf(Setting setting, List<String> allowed, String otherwise) {
    return or(
        setting,
        otherwise,
        parse(
            setting,
            "one of " + String.join(", ", allowed),
            text -> {
              var lower = text.toLowerCase(Locale.ROOT);
              if (!allowed.contains(lower)) {
                throw new IllegalArgumentException();
              }
              return lower;
            }));
  }

  /// An address of an origin without a path, without its trailing slash.
  Optional<String> origin(Setting setting, String example) {
    return parse(
        setting,
        "an address without a path, for instance " + example,
        text -> Addresses.origin(text, List.of("http", "https")));
  }

  Optional<String> address(Setting setting, List<String> schemes, String example) {
    return parse(
        setting, "an address, for instance " + example, text -> Addresses.of(text, schemes));
  }

  List<String> list(Setting setting, String right, Function<String, String> parser) {
    return parse(setting, right, text -> split(text).stream().map(parser).toList())
        .orElse(List.of());
  }

  List<String> relays(Setting setting) {
    return list(
        setting,
        "relay addresses separated by commas, for instance wss://relay.example.com",
        text -> Addresses.of(text.contains("://") ? text : "wss://" + text, List.of("ws", "wss")));
  }

  List<PublicKey> publicKeys(Setting setting) {
    return parse(
            setting,
            "public keys separated by commas, each 64 hex digits or npub1…",
            text -> split(text).stream().map(PublicKey::parse).toList())
        .orElse(List.of());
  }

  @Nullable SecretKey secretKey(Setting setting) {
    return parse(setting, "64 hex digits or nsec1…", SecretKey::parse).orElse(null);
  }

  List<SecretKey> secretKeys(Setting setting) {
    return parse(
            setting,
            "64 hex digits or nsec1…, several separated by commas",
            text -> split(text).stream().map(SecretKey::parse).toList())
        .orElse(List.of());
  }

  Path path(Setting setting, Path otherwise) {
    return optionalPath(setting)
        .orElseGet(() -> {
          note(setting, otherwise.toString(), "default");
          return otherwise;
        });
  }

  Optional<Path> optionalPath(Setting setting) {
    var folder = environment.get(setting).map(Environment.Given::folder).orElse(Path.of(""));
    return parse(setting, "a path, for instance ./data", text -> resolve(folder, text));
  }

  Path resolve(Setting setting, String text) {
    var folder = environment.get(setting).map(Environment.Given::folder).orElse(Path.of(""));
    return resolve(folder, text);
  }

  private static Path resolve(Path folder, String text) {
    try {
      return folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException wrong) {
      throw new IllegalArgumentException(wrong.getReason(), wrong);
    }
  }

  private String or(Setting setting, String otherwise, Optional<String> value) {
    if (value.isEmpty() && !has(setting)) {
      note(setting, otherwise, "default");
    }
    return value.orElse(otherwise);
  }

  private static int within(String text, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a whole number", wrong);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException("out of range");
    }
    return number;
  }

  private static List<String> split(String text) {
    var items = new ArrayList<String>();
    Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .forEach(items::add);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("an empty list");
    }
    return items;
  }

  /// Parses addresses in settings.
  static final class Addresses {
    private Addresses() {}

    static String of(String text, List<String> schemes) {
      var uri = uri(text);
      if (uri.getScheme() == null
          || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))
          || uri.getHost() == null) {
        throw new IllegalArgumentException(
            "it must start with " + String.join(":// or ", schemes) + ":// and name a host");
      }
      return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    static String origin(String text, List<String> schemes) {
      var address = of(text, schemes);
      var uri = uri(address);
      if (!uri.getRawPath().isEmpty()
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("it must have no path");
      }
      return address;
    }

    private static URI uri(String text) {
      try {
        return URI.create(text);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("not an address", wrong);
      }
    }
  }
}
