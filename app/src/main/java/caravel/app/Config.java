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

/// All settings, proven: whoever holds one may believe every value in it.
record Config(
    Mode mode, Storage storage, Http http, Hosting hosting, Platform platform, Logs logs) {

  /// A demo invents what is missing; production invents nothing.
  enum Mode {
    DEMO,
    PRODUCTION
  }

  boolean isDemo() {
    return mode == Mode.DEMO;
  }

  /// @param encryption the first encrypts, all decrypt; empty = a demo that makes its own
  record Storage(Path dataDir, Path database, List<SecretKey> encryption) {
    Path keys() {
      return dataDir.resolve("keys");
    }
  }

  /// @param serverUrl without a trailing slash
  /// @param origins empty = any
  /// @param trustedProxies addresses or nets
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

    /// `http://` with this address, as a browser on this machine reaches it.
    String url(String scheme) {
      var shown = host.equals("0.0.0.0") || host.equals("::") || isLoopback() ? "localhost" : host;
      return scheme + "://" + shown + ":" + port;
    }
  }

  /// API requests a second; 0 = no limit.
  record Rates(int perKey, int perAddress) {}

  /// @param apiSecret null = a demo that makes its own
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

  /// @param endpoint `""` = the provider's own
  record S3(String endpoint, String region, String bucket, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "S3[" + endpoint + " " + region + " " + bucket + "]";
    }
  }

  /// Where the relays are made real.
  sealed interface Zooid {
    /// The engine in this process.
    record Embedded() implements Zooid {}

    /// @param probeUrl where to reach relays when their public names do not resolve from here
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

  /// @param relayBytesMax bytes of stored events of a relay whose plan sets no figure
  /// @param isRateLimited false = clients of relays may publish and ask as often as they like
  record EngineBounds(long relayBytesMax, boolean isRateLimited) {}

  record Folders(Path config, Path relays, Path media) {}

  /// Who may manage an engine that runs alone, and under which Host header; blank host = nobody.
  record EngineApi(String host, List<PublicKey> whitelist) {}

  record Platform(
      List<PublicKey> admins,
      Robot robot,
      Catalogue catalogue,
      TenantLimits limits,
      Payments payments) {}

  /// @param secret null = a demo that makes its own
  record Robot(
      @Nullable SecretKey secret, String name, String description, String picture, Relays relays) {}

  /// Addresses the robot reads and writes, each with its scheme.
  record Relays(List<String> outbox, List<String> indexers, List<String> messaging) {}

  /// @param graceDays between an invoice and the pause
  /// @param invoiceMin smaller sums roll forward
  /// @param payFirst whose paid relays start only when they are paid
  record Catalogue(Plans plans, int graceDays, Money invoiceMin, Invoicing.PayFirst payFirst) {}

  record TenantLimits(int relays, int freeRelays, Set<String> reservedSubdomains) {
    TenantLimits {
      reservedSubdomains = Set.copyOf(reservedSubdomains);
    }
  }

  /// The ways to be paid, and what a bitcoin costs. Without a way nothing is billed.
  ///
  /// @param cards null = off
  record Payments(Lightning lightning, @Nullable Cards cards, Exchange exchange) {
    /// The words of `/info`.
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

  /// Who makes the platform's Lightning invoices.
  sealed interface Lightning {
    record Off() implements Lightning {}

    /// A wallet in this process, full of play money; only ever in a demo.
    record Embedded() implements Lightning {}

    record Connected(WalletConnection wallet) implements Lightning {}
  }

  /// @param api where the processor is
  /// @param prices by plan id: what names the plan on the processor's pages
  record Cards(String secretKey, String webhookSecret, URI api, Map<String, String> prices) {
    Cards {
      prices = Map.copyOf(prices);
    }

    /// Whether money moves; a test key of the processor moves none.
    boolean areReal() {
      return !secretKey.startsWith("sk_test_") && !secretKey.startsWith("rk_test_");
    }

    @Override
    public String toString() {
      return "Cards[" + api + " " + prices + "]";
    }
  }

  /// @param sources addresses that tell the price of a bitcoin; empty = the built-in ones
  /// @param fixed dollars in cents a coin, for ever; null = ask the sources
  record Exchange(List<String> sources, @Nullable Money fixed) {
    Exchange {
      sources = List.copyOf(sources);
    }
  }

  record Logs(boolean json, String level) {}
}
