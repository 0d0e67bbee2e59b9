package caravel.app;

import caravel.control.billing.core.Invoicing;
import caravel.control.money.Money;
import caravel.control.plan.Plans;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All settings, validated.
record Config(
    Mode mode, Storage storage, Http http, Hosting hosting, Platform platform, Logs logs) {

  /// A demo generates missing values; production refuses to start without them.
  enum Mode {
    DEMO,
    PRODUCTION
  }

  boolean isDemo() {
    return mode == Mode.DEMO;
  }

  /// @param encryption the first key encrypts, all decrypt; empty = a demo that generates its own
  record Storage(Path dataDir, Path database, List<SecretKey> encryption) {
    Path keys() {
      return dataDir.resolve("keys");
    }
  }

  /// @param serverUrl without a trailing slash
  /// @param origins empty = any
  /// @param trustedProxies addresses or networks
  record Http(
      Listen listen,
      String serverUrl,
      String appUrl,
      List<String> origins,
      List<String> trustedProxies,
      Rates rates) {}

  /// An address to listen on.
  record Listen(String host, int port) {
    boolean isLoopback() {
      return host.equals("localhost")
          || host.equals("::1")
          || host.equals("[::1]")
          || host.matches("127(\\.\\d{1,3}){3}");
    }

    /// The URL of this address, as a browser on this machine reaches it.
    String url(String scheme) {
      var shown = host.equals("0.0.0.0") || host.equals("::") || isLoopback() ? "localhost" : host;
      return scheme + "://" + shown + ":" + port;
    }
  }

  /// API requests a second; 0 = no limit.
  record Rates(int perKey, int perAddress) {}

  /// @param apiSecret null = a demo that generates its own
  record Hosting(
      String relayDomain,
      Zooid zooid,
      @Nullable SecretKey apiSecret,
      Services services,
      Engine engine) {}

  /// Services that a zooid uses for its relays.
  ///
  /// @param livekit null = no calls
  /// @param s3 null = media stay on the zooid's disk
  record Services(@Nullable Livekit livekit, @Nullable S3 s3) {}

  /// @param endpoint `""` = the provider's default
  record S3(String endpoint, String region, String bucket, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "S3[" + endpoint + " " + region + " " + bucket + "]";
    }
  }

  /// The host of the relays.
  sealed interface Zooid {
    /// The engine in this process.
    record Embedded() implements Zooid {}

    /// @param probeUrl where to reach relays whose public names do not resolve here
    record Remote(String apiUrl, @Nullable String probeUrl) implements Zooid {}
  }

  record Livekit(String url, String apiKey, String apiSecret) {
    @Override
    public String toString() {
      return "Livekit[" + url + "]";
    }
  }

  record Engine(
      Listen listen, boolean fullSync, Folders folders, EngineApi api, EngineBounds bounds) {}

  /// @param relayBytesMax bytes of stored events of a relay whose plan sets no limit
  /// @param isRateLimited false = clients of relays may publish and query without limits
  record EngineBounds(long relayBytesMax, boolean isRateLimited) {}

  record Folders(Path config, Path relays, Path media) {}

  /// The Host header and the keys of a stand-alone engine's management API; blank host = off.
  record EngineApi(String host, List<PublicKey> whitelist) {}

  record Platform(
      List<PublicKey> admins,
      Robot robot,
      Catalogue catalogue,
      TenantLimits limits,
      Payments payments) {}

  /// @param secret null = a demo that generates its own
  record Robot(
      @Nullable SecretKey secret, String name, String description, String picture, Relays relays) {}

  /// Relays of the robot, each with its scheme.
  record Relays(List<String> outbox, List<String> indexers, List<String> messaging) {}

  /// @param graceDays days between an invoice and the pause
  /// @param invoiceMin smaller sums are moved to the next invoice
  /// @param payFirst tenants whose paid relays start only when they are paid
  record Catalogue(Plans plans, int graceDays, Money invoiceMin, Invoicing.PayFirst payFirst) {}

  record TenantLimits(int relays, int freeRelays, Set<String> reservedSubdomains) {
    TenantLimits {
      reservedSubdomains = Set.copyOf(reservedSubdomains);
    }
  }

  /// The payment methods, and the price of a bitcoin. Without a payment method nothing is billed.
  ///
  /// @param cards null = off
  record Payments(Lightning lightning, @Nullable Cards cards, Exchange exchange) {
    /// The names in `/info`.
    List<String> methods() {
      var methods = new ArrayList<String>();
      if (!(lightning instanceof Lightning.Off)) {
        methods.add("lightning");
      }
      if (cards != null) {
        methods.add("card");
      }
      return methods;
    }
  }

  /// The wallet of the platform's Lightning invoices.
  sealed interface Lightning {
    record Off() implements Lightning {}

    /// A wallet with play money in this process; only in a demo.
    record Embedded() implements Lightning {}

    record Connected(WalletConnection wallet) implements Lightning {}
  }

  /// @param api address of the processor
  /// @param prices names of the plans on the processor's pages, by plan id
  record Cards(String secretKey, String webhookSecret, URI api, Map<String, String> prices) {
    Cards {
      prices = Map.copyOf(prices);
    }

    /// Whether real money moves; a test key of the processor moves none.
    boolean areReal() {
      return !secretKey.startsWith("sk_test_") && !secretKey.startsWith("rk_test_");
    }

    @Override
    public String toString() {
      return "Cards[" + api + " " + prices + "]";
    }
  }

  /// @param sources addresses of price sources; empty = the built-in ones
  /// @param fixed constant price in US cents a coin; null = use the sources
  record Exchange(List<String> sources, @Nullable Money fixed) {
    Exchange {
      sources = List.copyOf(sources);
    }
  }

  record Logs(boolean json, String level) {}
}
