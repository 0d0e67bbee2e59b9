package caravel.verify.simulate;

import caravel.control.payment.PayerWallets;
import caravel.control.payment.nwc.NwcPayers;
import caravel.control.payment.nwc.WalletEnvironment;
import caravel.nostr.Hex;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.RelayDialer.DialResult;
import caravel.verify.simulate.FaultInjector.Place;
import caravel.verify.simulate.MoneyTrail.By;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The simulated wallets of the tenants.
final class TenantWallets implements PayerWallets {
  /// The behaviour of a wallet.
  enum Mood {
    PAYS,
    /// Refuses, because its budget is used up.
    REFUSES,
    /// Pays, but answers much later, if the payment succeeds at all.
    DAWDLES,
    /// Does not answer.
    IS_AWAY
  }

  private static final Duration STUCK_MAX = Duration.ofHours(30);

  private final World world;
  private final Random random;

  /// The program's real wallet client, for times without a free socket.
  private final NwcPayers exhausted;

  private final Map<PublicKey, Owned> byClient = new HashMap<>();

  private final Map<Integer, WalletConnection> connections = new HashMap<>();

  private static final class Owned {
    final int tenant;
    Mood mood = Mood.PAYS;
    final Map<String, PayerPayment> payments = new HashMap<>();
    final Set<String> said = new HashSet<>();

    Owned(int tenant) {
      this.tenant = tenant;
    }
  }

  TenantWallets(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
    this.exhausted = new NwcPayers(withoutSockets(seed), withoutSockets(seed));
  }

  private WalletEnvironment withoutSockets(long seed) {
    return new WalletEnvironment((_, _) -> new DialResult.Busy(), world.clock(), new Random(seed));
  }

  /// Whether a tenant's wallet has ever refused a payment with this message.
  boolean hasSaid(int tenant, String sentence) {
    return owned(connectionOf(tenant).client()).said.contains(sentence);
  }

  /// The connection that a tenant saves on the platform.
  WalletConnection connectionOf(int tenant) {
    return connections.computeIfAbsent(tenant, this::connect);
  }

  private WalletConnection connect(int tenant) {
    var wallet = key("wallet", tenant);
    var secret = key("connection", tenant);
    world.secrets().add(secret.revealHex());
    byClient.put(secret.publicKey(), new Owned(tenant));
    return new WalletConnection(wallet.publicKey(), List.of("wss://wallet.example"), secret, "");
  }

  void feels(int tenant, Mood mood) {
    var client = connectionOf(tenant).client();
    owned(client).mood = mood;
  }

  private SecretKey key(String what, int tenant) {
    var text = what + " " + world.seed() + " " + tenant;
    return SecretKey.parse(Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  private Owned owned(PublicKey client) {
    var owned = byClient.get(client);
    if (owned == null) {
      throw new Violation("a wallet is asked that nobody has connected");
    }
    return owned;
  }

  @Override
  public Connected connect(Payer payer) {
    var owned = owned(payer.wallet().client());
    if (world.disruptions().isExhausted()) {
      return exhausted.connect(payer);
    }
    return world
        .fortune()
        .call(
            Place.TENANT_WALLET,
            "wallet of " + owned.tenant + ": get_info",
            () ->
                owned.mood == Mood.IS_AWAY
                    ? new Connected.Unreachable("The wallet does not answer.")
                    : new Connected.Usable(Msats.ofSats(1_000_000)),
            () -> new Connected.Unreachable("The wallet does not answer."));
  }

  @Override
  public Paid pay(Payer payer, String lnbc, Duration waitMax) {
    var owned = owned(payer.wallet().client());
    if (world.disruptions().isExhausted()) {
      world.diary().accept("  wallet of " + owned.tenant + ": no socket left");
      return exhausted.pay(payer, lnbc, waitMax);
    }
    return world
        .fortune()
        .call(
            Place.TENANT_WALLET,
            "wallet of " + owned.tenant + ": pay_invoice",
            () -> noted(owned, paid(owned, lnbc)),
            () -> new Paid.Unknown("no answer"));
  }

  private static Paid noted(Owned owned, Paid paid) {
    if (paid instanceof Paid.Refused(var sentence)) {
      owned.said.add(sentence);
    }
    return paid;
  }

  private Paid paid(Owned owned, String lnbc) {
    var made = world.wallet().byText(lnbc);
    if (made == null) {
      return new Paid.Refused("This is no invoice that can be paid.");
    }
    return switch (owned.mood) {
      case PAYS -> {
        var done = world.wallet().settle(made, owned.tenant, By.WALLET);
        owned.payments.put(made.hash, done ? PayerPayment.SETTLED : PayerPayment.FAILED);
        yield done ? new Paid.Succeeded() : new Paid.Refused("This invoice cannot be paid.");
      }
      case REFUSES -> {
        world
            .invoiceOfCode(made.hash)
            .ifPresent(invoice ->
                world
                    .attemptPace()
                    .refused(owned.tenant, Rail.LIGHTNING, invoice, world.clock().truth()));
        yield new Paid.Refused("Not enough budget.");
      }
      case DAWDLES -> {
        dawdle(owned, made);
        yield new Paid.Unknown("no answer within a minute");
      }
      case IS_AWAY -> new Paid.Unknown("no answer within a minute");
    };
  }

  private void dawdle(Owned owned, PlatformWallet.Made11 made) {
    if (owned.payments.containsKey(made.hash)) {
      return;
    }
    owned.payments.put(made.hash, PayerPayment.PENDING);
    var comesThrough = random.nextInt(3) > 0;
    var delay = 30 + random.nextLong(STUCK_MAX.toSeconds());
    world
        .later()
        .at(
            world.clock().truth().plusSeconds(delay),
            () -> {
              var done = comesThrough && world.wallet().settle(made, owned.tenant, By.WALLET);
              owned.payments.put(made.hash, done ? PayerPayment.SETTLED : PayerPayment.FAILED);
            });
  }

  @Override
  public PayerPayment lookUp(Payer payer, String paymentHash) {
    var owned = owned(payer.wallet().client());
    if (world.disruptions().isExhausted()) {
      return exhausted.lookUp(payer, paymentHash);
    }
    return world
        .fortune()
        .call(
            Place.TENANT_WALLET,
            "wallet of " + owned.tenant + ": lookup_invoice",
            () ->
                owned.mood == Mood.IS_AWAY
                    ? PayerPayment.UNKNOWN
                    : owned.payments.getOrDefault(paymentHash, PayerPayment.UNKNOWN),
            () -> PayerPayment.UNKNOWN);
  }
}
