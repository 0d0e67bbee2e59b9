package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.control.db.postgres.PostgresAddress;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.money.rates.MedianRate;
import caravel.engine.http.TrustedProxies;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The type of a setting's value: how a text is read and checked.
///
/// @param right describes a correct value
/// @param parser receives the text and the folder where a relative path starts; throws
///   [IllegalArgumentException] with a reason, which may be empty
record SettingType<T>(String right, BiFunction<String, Path, T> parser) {
  private static final int PORT_MAX = 65_535;

  /// An IPv6 address with a port is in brackets.
  private static final Pattern SOCKET_ADDRESS =
      Pattern.compile(
          "(?:\\[([0-9a-fA-F:.]+)]|(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*))(?::(\\d{1,5}))?");

  static <T> SettingType<T> of(String right, Function<String, T> parser) {
    return new SettingType<>(right, (text, _) -> parser.apply(text));
  }

  static SettingType<String> text() {
    return of("text", text -> text);
  }

  static SettingType<Long> number(long least, long most) {
    return of(
        "a whole number from " + least + " to " + most,
        text -> {
          long number;
          try {
            number = Long.parseLong(text);
          } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("not a whole number", wrong);
          }
          return require(number >= least && number <= most, number, "out of range");
        });
  }

  static SettingType<Integer> integer(int least, int most) {
    var number = number(least, most);
    return of(number.right, text -> Math.toIntExact(number.parser.apply(text, Path.of(""))));
  }

  /// One of some words, in any case.
  static <T> SettingType<T> oneOf(List<T> values) {
    var words = values.stream().map(SettingType::word).toList();
    return of(
        "one of " + String.join(", ", words),
        text -> {
          int index = words.indexOf(text.toLowerCase(Locale.ROOT));
          return values.get(require(index >= 0, index, ""));
        });
  }

  static SettingType<String> startingWith(String right, String... prefixes) {
    return of(right, text -> require(Stream.of(prefixes).anyMatch(text::startsWith), text, ""));
  }

  /// @param parser of one item
  static <T> SettingType<List<T>> list(String items, String example, Function<String, T> parser) {
    return of(
        items + " separated by commas, for instance " + example,
        text -> {
          var found =
              Stream.of(text.split(",", -1))
                  .map(String::strip)
                  .filter(item -> !item.isEmpty())
                  .map(parser)
                  .toList();
          return require(!found.isEmpty(), found, "an empty list");
        });
  }

  static SettingType<String> address(String example, String... schemes) {
    return of("an address, for instance " + example, text -> addressOf(text, schemes));
  }

  /// The root of an origin, without its trailing slash.
  static SettingType<String> origin(String example) {
    return of("an address without a path, for instance " + example, SettingType::originOf);
  }

  static SettingType<List<String>> relays() {
    return list(
        "relay addresses",
        "wss://relay.example.com",
        item -> addressOf(item.contains("://") ? item : "wss://" + item, "ws", "wss"));
  }

  static SettingType<List<String>> rateSources() {
    var addresses =
        list(
            "up to " + MedianRate.SOURCES_MAX + " addresses",
            "https://rates.example.com",
            item -> addressOf(item, "https"));
    return of(
        addresses.right,
        text -> {
          var sources = addresses.parser.apply(text, Path.of(""));
          return require(
              sources.size() <= MedianRate.SOURCES_MAX,
              sources,
              "it names " + sources.size() + " addresses");
        });
  }

  static SettingType<List<String>> networks() {
    return list(
        "addresses or networks",
        "127.0.0.1,10.0.0.0/8",
        item -> {
          TrustedProxies.parse(List.of(item));
          return item;
        });
  }

  /// An address that secrets are sent to. Plain http is only for this machine.
  static SettingType<URI> secretAddress() {
    return of(
        "https://…",
        text -> {
          var address = URI.create(addressOf(text, "https", "http"));
          return require(
              address.getScheme().equals("https") || Config.isLoopback(address.getHost()),
              address,
              "http only on this machine");
        });
  }

  /// An IP address with a port.
  ///
  /// @param port the port of an address without one
  static SettingType<InetSocketAddress> socketAddress(String example, int port) {
    return of("an IP address, for instance " + example, text -> socketAddressOf(text, port));
  }

  /// @param port the port of an address without one
  static SettingType<List<InetSocketAddress>> socketAddresses(String example, int port) {
    return list("IP addresses", example, item -> socketAddressOf(item, port));
  }

  private static InetSocketAddress socketAddressOf(String text, int port) {
    var parts = SOCKET_ADDRESS.matcher(text);
    require(parts.matches(), text, "not an IP address");
    var host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    var number = parts.group(3) == null ? port : Integer.parseInt(parts.group(3));
    require(number >= 1 && number <= PORT_MAX, text, "not a port");
    return new InetSocketAddress(InetAddress.ofLiteral(host), number);
  }

  static SettingType<String> domain() {
    return of(
        "a domain without a scheme, for instance relays.example.com",
        text -> {
          var lower = text.toLowerCase(Locale.ROOT);
          return require(
              lower.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d{1,5})?") && !lower.contains(".."),
              lower,
              "not a domain");
        });
  }

  static SettingType<List<PublicKey>> publicKeys() {
    return list("public keys of 64 hex digits or npub1…", "npub1…", PublicKey::parse);
  }

  static SettingType<SecretKey> secretKey() {
    return of("64 hex digits or nsec1…", SecretKey::parse);
  }

  static SettingType<List<SecretKey>> secretKeys() {
    return list("keys of 64 hex digits or nsec1…", "nsec1…", SecretKey::parse);
  }

  static SettingType<Path> path() {
    return new SettingType<>("a path, for instance ./data", SettingType::resolve);
  }

  static SettingType<DatabaseLocation> database() {
    return new SettingType<>(
        "sqlite://path or postgres://user:password@host/database",
        (text, folder) ->
            PostgresAddress.isMeantBy(text)
                ? new DatabaseLocation.Server(PostgresAddress.parse(text))
                : new DatabaseLocation.File(resolve(sqlitePath(text), folder)));
  }

  static SettingType<WalletConnection> wallet() {
    return of(
        "nostr+walletconnect://<64 hex digits>?relay=wss://…&secret=<64 hex digits>",
        text -> {
          try {
            return WalletConnection.parse(text);
          } catch (MalformedException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
          }
        });
  }

  /// Dollars for one bitcoin.
  static SettingType<Money> dollars() {
    return of(
        "dollars a coin, for instance 100000",
        text -> {
          long cents;
          try {
            cents =
                new BigDecimal(text)
                    .movePointRight(2)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
          } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("not a number", wrong);
          } catch (ArithmeticException wrong) {
            throw new IllegalArgumentException("no such rate", wrong);
          }
          return new Money(
              require(Rate.isPlausible(cents), cents, "a coin costs 1000 to 100000000 dollars"),
              Currency.USD);
        });
  }

  static SettingType<Path> hostsFile() {
    return new SettingType<>(
        "a JSON file with a list of {\"domain\": …, \"api_url\": …, \"weight\": …}",
        (text, folder) -> {
          var file = resolve(text, folder);
          try {
            refuseHosts(JsonMapper.shared().readTree(Files.readString(file)));
          } catch (IOException unreadable) {
            throw new IllegalArgumentException("the file cannot be read", unreadable);
          } catch (JacksonException malformed) {
            throw new IllegalArgumentException("the file is not JSON", malformed);
          }
          return file;
        });
  }

  static String label(String text) {
    return require(text.matches("[a-z0-9-]{1,63}"), text, "“" + text + "” is not a label");
  }

  static String originOf(String text) {
    var address = addressOf(text, "http", "https");
    var uri = URI.create(address);
    var isRoot =
        uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null;
    return require(isRoot, address, "it must have no path");
  }

  private static String addressOf(String text, String... schemes) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("not an address", wrong);
    }
    var isRight =
        uri.getScheme() != null
            && List.of(schemes).contains(uri.getScheme().toLowerCase(Locale.ROOT))
            && uri.getHost() != null;
    return require(
        isRight,
        text.endsWith("/") ? text.substring(0, text.length() - 1) : text,
        "it must start with " + String.join(":// or ", schemes) + ":// and name a host");
  }

  private static String sqlitePath(String text) {
    var url = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    require(url.startsWith("sqlite:"), url, "no such kind of database");
    var path = url.replaceFirst("^sqlite:(//)?", "").replaceFirst("\\?.*", "");
    return require(!path.isBlank() && !path.contains(":memory:"), path, "it must name a file");
  }

  private static void refuseHosts(JsonNode hosts) {
    require(hosts.isArray() && !hosts.isEmpty(), hosts, "it is not a list of hosts");
    var domains = new HashSet<String>();
    for (var host : hosts) {
      var domain = host.path("domain").asString("");
      require(
          !domain.isBlank() && domains.add(domain.toLowerCase(Locale.ROOT)),
          host,
          "a host has no domain of its own");
      addressOf(host.path("api_url").asString(""), "http", "https");
    }
  }

  private static Path resolve(String text, Path folder) {
    try {
      return folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException wrong) {
      throw new IllegalArgumentException(wrong.getReason(), wrong);
    }
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private static <T> T require(boolean isRight, T value, String otherwise) {
    if (!isRight) {
      throw new IllegalArgumentException(otherwise);
    }
    return value;
  }
}
