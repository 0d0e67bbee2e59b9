package caravel.app.demo;

import caravel.control.payment.PlayWallets;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import caravel.nostr.Stamp;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.nostr.nwc.WalletNotification;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayDialer;
import caravel.outbound.RelayDialer.DialResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A demo's wallet with play money. It uses NIP-47 over the engine's own relay, like any wallet, so
/// that the whole way of a payment is tested.
public final class DemoWallet implements PlayWallets, AutoCloseable {
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration PING_EVERY = Duration.ofSeconds(30);
  private static final int REQUESTS_REMEMBERED = 4_096;
  private static final String SUBSCRIPTION = "requests";

  private final SecretKey key;
  private final String relay;
  private final RelayDialer door;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final DemoLedger ledger;
  private final WalletConnection platform;
  private final Clerk clerk;
  private final Map<EventId, Boolean> seen = remembered();
  private final Thread thread;
  private volatile @Nullable RelayConnection socket;
  private volatile boolean closed;

  /// The key and location of the wallet.
  ///
  /// @param key its own; all other keys are derived from it
  /// @param folder of its balances
  /// @param relay over which it communicates
  public record Place(SecretKey key, Path folder, String relay) {}

  private DemoWallet(Place place, RelayDialer door, InstantSource clock, RandomGenerator random) {
    this.key = place.key();
    this.relay = place.relay();
    this.door = door;
    this.clock = clock;
    this.random = random;
    var file = new LedgerFile(place.folder().resolve("demo-wallet.json"));
    this.ledger = new DemoLedger(derived("node"), file);
    this.platform = connection("platform");
    ledger.opened(platform.client(), new Msats(0));
    this.clerk = new Clerk(ledger, platform.client());
    this.thread = Thread.ofVirtual().name("demo-wallet").unstarted(this::run);
  }

  /// Opens the wallet, which listens soon after.
  public static DemoWallet open(
      Place place, RelayDialer door, InstantSource clock, RandomGenerator random) {
    var wallet = new DemoWallet(place, door, clock, random);
    wallet.thread.start();
    return wallet;
  }

  /// The connection for payments to the platform.
  public WalletConnection platform() {
    return platform;
  }

  @Override
  public Optional<WalletConnection> connectionOf(PublicKey caller) {
    var connection = connection("tenant " + caller.hex());
    return ledger.opened(connection.client(), Msats.ofSats(DemoLedger.GIFT_SATS))
        ? Optional.of(connection)
        : Optional.empty();
  }

  @Override
  public Spent pay(PublicKey caller, String lnbc) {
    var connection = connectionOf(caller);
    if (connection.isEmpty()) {
      return new Spent.Refused("This demo has no more wallets to give out.");
    }
    String hash;
    try {
      hash = PaymentRequest.parse(lnbc).terms().paymentHash();
    } catch (MalformedException malformed) {
      return new Spent.Refused("That’s not a Lightning invoice.");
    }
    return switch (ledger.pay(connection.get().client(), hash, stamp().now())) {
      case DemoLedger.Outcome.Done(var bill, var fresh) -> {
        if (fresh) {
          tell(bill);
        }
        yield new Spent.Done();
      }
      case DemoLedger.Outcome.Unaffordable _ ->
          new Spent.Refused("There isn’t enough play money left in this wallet.");
      case DemoLedger.Outcome.Failed(var sentence) -> new Spent.Refused(sentence);
    };
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (door.dial(relay) instanceof DialResult.Open(var opened)) {
          serve(opened);
        }
        Thread.sleep(AGAIN);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(RelayConnection opened) throws InterruptedException {
    try (opened) {
      var own = Filter.all().withKinds(Nip47.REQUEST).withLimit(0);
      opened.send(
          new ClientMessage.Subscribe(
              SUBSCRIPTION, own.withTag("p", List.of(key.publicKey().hex()))));
      socket = opened;
      opened.send(new ClientMessage.Publish(info().sign(key, stamp().now())));
      while (!opened.isOver()) {
        var message = opened.next(PING_EVERY).orElse(null);
        if (message instanceof RelayMessage.EventFor(_, var event)) {
          answer(opened, event);
        } else if (message == null && !opened.isOver()) {
          opened.ping();
        }
      }
    } finally {
      socket = null;
    }
  }

  /// Ignores invalid, expired and repeated requests, as the protocol requires.
  private void answer(RelayConnection opened, Event event) {
    Nip47.Received received;
    try {
      received = Nip47.readRequest(event, key);
    } catch (MalformedException _) {
      return;
    }
    var stamp = stamp();
    if (received.expiresAt() <= stamp.now() || seen.put(received.id(), true) != null) {
      return;
    }
    var reply = clerk.reply(received.client().key(), received.request(), stamp);
    opened.send(new ClientMessage.Publish(Nip47.response(key, received, reply.answer(), stamp)));
    var settled = reply.settled();
    if (settled != null) {
      tell(settled);
    }
  }

  /// Notifies both sides in both encryptions, because it is unknown which one a client reads.
  private void tell(Bill bill) {
    var receipt = bill.receipt();
    if (receipt == null) {
      return;
    }
    var stamp = stamp();
    var incoming = bill.seen(Transaction.Direction.INCOMING, stamp.now());
    var outgoing = bill.seen(Transaction.Direction.OUTGOING, stamp.now());
    for (var encryption : Encryption.values()) {
      publish(
          Nip47.notification(
              key,
              new Nip47.Client(bill.payee(), encryption),
              new WalletNotification.PaymentReceived(incoming),
              stamp));
      publish(
          Nip47.notification(
              key,
              new Nip47.Client(receipt.payer(), encryption),
              new WalletNotification.PaymentSent(outgoing),
              stamp));
    }
  }

  private void publish(Event event) {
    var open = socket;
    if (open != null) {
      open.send(new ClientMessage.Publish(event));
    }
  }

  private static WalletInfo info() {
    return new WalletInfo(Clerk.METHODS, Clerk.NOTIFICATIONS, Set.of(Encryption.values()));
  }

  private WalletConnection connection(String of) {
    return new WalletConnection(key.publicKey(), List.of(relay), derived(of), "");
  }

  /// A key that only the owner of the wallet's key can derive, always the same.
  private SecretKey derived(String of) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(key.revealHex().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return new SecretKey(mac.doFinal(of.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Stamp stamp() {
    return new Stamp(clock.instant().getEpochSecond(), random);
  }

  private static Map<EventId, Boolean> remembered() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<EventId, Boolean> eldest) {
        return size() > REQUESTS_REMEMBERED;
      }
    };
  }
}
