package caravel.control.db.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The address of a PostgreSQL database, with the options of its connections.
///
/// @param hosts one or several, separated by commas; each may have a port
/// @param user `""` = the driver's default
/// @param password `""` = none
/// @param options TLS options of the driver, for instance `sslmode`
/// @param isPooled connections lead to a pooler that gives each transaction another server
///   connection
public record PostgresAddress(
    String hosts,
    String database,
    String user,
    String password,
    Map<String, String> options,
    boolean isPooled) {
  private static final int HOSTS_MAX = 10;

  /// Seconds.
  private static final int CONNECT_MAX = 5;

  /// Seconds after which a server that does not answer is given up.
  private static final int ANSWER_MAX = 60;

  private static final Set<String> OPTIONS = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");

  private static final Pattern URL =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
              + "(?<hosts>[^@/?]+)/(?<database>[^/?]+)(?:\\?(?<query>.*))?");

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(?::[0-9]{1,5})?");

  public PostgresAddress {
    options = Map.copyOf(options);
  }

  /// Whether the text is meant as the address of a PostgreSQL database.
  public static boolean isMeantBy(String text) {
    return text.matches("(?:jdbc:)?postgres(?:ql)?:.*");
  }

  /// @param text `postgres://user:password@host:port,host:port/database?sslmode=require`
  /// @throws IllegalArgumentException with the reason, which contains no part of the text that may
  ///   be secret
  public static PostgresAddress parse(String text) {
    var parts = URL.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it must name a user, a host and a database");
    }
    var hosts = parts.group("hosts").split(",", -1);
    if (hosts.length > HOSTS_MAX) {
      throw new IllegalArgumentException("it names more than " + HOSTS_MAX + " hosts");
    }
    for (var host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException("a host is not a name with or without a port");
      }
    }
    var query = query(parts.group("query") == null ? "" : parts.group("query"));
    var pooler = query.remove("pooler");
    if (pooler != null && !pooler.equals("transaction") && !pooler.equals("session")) {
      throw new IllegalArgumentException("pooler is transaction or session");
    }
    var user = query.remove("user");
    var password = query.remove("password");
    for (var option : query.keySet()) {
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "the options are pooler, "
                + OPTIONS.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    return new PostgresAddress(
        String.join(",", hosts),
        decoded(parts.group("database")),
        parts.group("user") == null ? orEmpty(user) : decoded(parts.group("user")),
        parts.group("password") == null ? orEmpty(password) : decoded(parts.group("password")),
        query,
        "transaction".equals(pooler));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Map<String, String> query(String text) {
    var query = new LinkedHashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      } else if (!pair.isEmpty()) {
        throw new IllegalArgumentException("an option has no value");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The hosts and the database as the driver reads them.
  String driverUrl() {
    return "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /// Properties for the driver. They complete [#driverUrl()].
  Properties driverProperties() {
    var properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    options.forEach(properties::setProperty);
    properties.setProperty("ApplicationName", "caravel");
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_MAX));
    properties.setProperty("socketTimeout", String.valueOf(ANSWER_MAX));
    properties.setProperty("tcpKeepAlive", "true");
    if (hosts.contains(",")) {
      properties.setProperty("targetServerType", "primary");
    }
    if (isPooled) {
      properties.setProperty("prepareThreshold", "0");
    }
    return properties;
  }

  /// Without the password.
  @Override
  public String toString() {
    return "postgres://" + hosts + "/" + database;
  }
}
