package caravel.app;

import java.util.ArrayList;
import java.util.List;

/// Every variable of the program, in the order of `caravel config`.
enum Setting {
  DATA_DIR,
  DATABASE_URL(secret()),
  HOST(alias("SERVER_HOST")),
  PORT(alias("SERVER_PORT")),
  SERVER_URL,
  APP_URL,
  ALLOW_ORIGINS(alias("SERVER_ALLOW_ORIGINS")),
  TRUST_PROXY(off("X-Forwarded-* headers are ignored")),
  RATE_PER_KEY,
  RATE_PER_ADDRESS,
  DEMO_PUBLIC,
  ADMINS(
      alias("SERVER_ADMIN_PUBKEYS"),
      alias("PLATFORM_ADMIN_PUBKEYS"),
      alias("HOSTING_ADMIN_PUBKEYS"),
      off("nobody has operator rights")),
  ZOOID_API_URL(off("the embedded engine stands in for zooid")),
  ZOOID_API_SECRET(secret()),
  ZOOID_PROBE_URL,
  RELAY_DOMAIN,
  HOSTS_FILE(later("several zooids")),
  ENGINE_HOST,
  ENGINE_PORT(zooid("PORT")),
  ENGINE_SYNC,
  RELAY_BYTES_MAX,
  ENGINE_API_HOST(zooid("API_HOST")),
  ENGINE_API_WHITELIST(zooid("API_WHITELIST")),
  CONFIG(engineOnly()),
  DATA(engineOnly()),
  MEDIA(engineOnly()),
  PLANS_FILE,
  PLAN_CURRENCY,
  GRACE_DAYS,
  INVOICE_MIN,
  PAY_FIRST,
  TENANT_RELAYS_MAX,
  TENANT_FREE_RELAYS_MAX,
  SUBDOMAINS_RESERVED,
  LIVEKIT_URL(off("relays have no LiveKit rooms")),
  LIVEKIT_API_KEY(secret()),
  LIVEKIT_API_SECRET(secret()),
  BLOSSOM_S3_REGION,
  BLOSSOM_S3_BUCKET(off("a zooid keeps media on its own disk")),
  BLOSSOM_S3_ACCESS_KEY(secret()),
  BLOSSOM_S3_SECRET_KEY(secret()),
  BLOSSOM_S3_ENDPOINT,
  NWC_URL(alias("ROBOT_WALLET"), secret(), off("Lightning is off")),
  ENCRYPTION_SECRET(secret()),
  BTC_USD_SOURCES,
  BTC_USD_RATE,
  STRIPE_SECRET_KEY(secret(), off("cards are off")),
  STRIPE_WEBHOOK_SECRET(secret()),
  STRIPE_API_URL,
  STRIPE_PRICE_BASIC,
  STRIPE_PRICE_GROWTH,
  ROBOT_SECRET(alias("PLATFORM_SECRET"), secret()),
  ROBOT_NAME(alias("PLATFORM_NAME")),
  ROBOT_DESCRIPTION(alias("PLATFORM_DESCRIPTION")),
  ROBOT_PICTURE(alias("PLATFORM_PICTURE"), alias("PLATFORM_LOGO")),
  ROBOT_OUTBOX_RELAYS(off("the robot does not publish where it is to be found")),
  ROBOT_INDEXER_RELAYS(
      alias("NOSTR_INDEXER_RELAYS"),
      off("notices are not sent as private messages, only shown in the web app")),
  ROBOT_MESSAGING_RELAYS(
      alias("PLATFORM_MESSAGING_RELAYS"),
      off("the robot keeps no copy of its messages, and new keys get no mailbox")),
  METRICS_HOST(later("metrics")),
  METRICS_PORT(later("metrics"), off("there is no metrics endpoint")),
  LOG_FORMAT,
  LOG_LEVEL;

  /// Unknown names with these prefixes are probably typing errors.
  static final List<String> PREFIXES =
      List.of("ROBOT_", "ZOOID_", "STRIPE_", "BLOSSOM_S3_", "LIVEKIT_", "ENGINE_");

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nothing hands out
  private final List<Trait> traits;

  Setting(Trait... traits) {
    this.traits = List.of(traits);
  }

  /// Its own name, then its older names.
  List<String> names(Command command) {
    var names = new ArrayList<String>();
    names.add(name());
    for (var trait : traits) {
      switch (trait) {
        case Trait.Alias(var other) -> names.add(other);
        case Trait.ZooidName(var other) when command == Command.ENGINE -> names.add(other);
        case Trait.ZooidName _, Trait.Secret _, Trait.EngineOnly _, Trait.Later _, Trait.Off _ -> {}
      }
    }
    return names;
  }

  boolean readBy(Command command) {
    return switch (command) {
      case ENGINE -> this != PORT && this != HOST;
      case SERVE -> !traits.contains(engineOnly());
    };
  }

  boolean isSecret() {
    return traits.contains(secret());
  }

  /// The missing feature that it belongs to; empty = it is used.
  String notInThisVersion() {
    return traits.stream()
        .map(trait -> trait instanceof Trait.Later(var feature) ? feature : "")
        .filter(feature -> !feature.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// The features that are off while it is not set; empty = none.
  String offWithout() {
    return traits.stream()
        .map(trait -> trait instanceof Trait.Off(var what) ? what : "")
        .filter(what -> !what.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// The command that reads the settings: `engine` also knows zooid's names.
  enum Command {
    SERVE,
    ENGINE
  }

  private sealed interface Trait {
    record Alias(String name) implements Trait {}

    record ZooidName(String name) implements Trait {}

    record Secret() implements Trait {}

    record EngineOnly() implements Trait {}

    record Later(String feature) implements Trait {}

    record Off(String what) implements Trait {}
  }

  private static Trait alias(String name) {
    return new Trait.Alias(name);
  }

  private static Trait zooid(String name) {
    return new Trait.ZooidName(name);
  }

  private static Trait secret() {
    return new Trait.Secret();
  }

  private static Trait engineOnly() {
    return new Trait.EngineOnly();
  }

  private static Trait later(String feature) {
    return new Trait.Later(feature);
  }

  private static Trait off(String what) {
    return new Trait.Off(what);
  }
}
