package caravel.control.payment.nwc;

import caravel.control.payment.Wallet;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletNotification;
import caravel.nostr.nwc.WalletRequest;
import caravel.outbound.Bulkhead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The platform's wallet over NIP-47. It keeps one lasting conversation, so that payments are
/// reported at once.
public final class NwcWallet implements Wallet, AutoCloseable {
  /// Longest wait for an answer, including the time to connect.
  public static final Duration ANSWER_WAIT = Duration.ofSeconds(15);

  /// Most reported payments handled at once. Look-ups find the others.
  private static final int HINTS_MAX = 64;

  /// Longest wait of a request for a free place.
  private static final Duration PLACE_WAIT = Duration.ofSeconds(30);

  private final Bulkhead places = new Bulkhead(WalletRequests.QUESTIONS_MAX, PLACE_WAIT);
  private final PublicKey publicKey;
  private final Consumer<Instant> heardTime;
  private final WalletConversation talk;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore hints = new Semaphore(HINTS_MAX);
  private final AtomicReference<@Nullable Long> silentSinceNanos = new AtomicReference<>();

  private NwcWallet(
      WalletConnection connection, WalletEnvironment environment, Consumer<Instant> heardTime) {
    this.publicKey = connection.wallet();
    this.heardTime = heardTime;
    this.talk = WalletConversation.lasting(connection, environment, this::hear);
  }

  /// Starts the conversation. The wallet need not be reachable yet.
  public static NwcWallet open(WalletConnection connection, WalletEnvironment environment) {
    return open(connection, environment, _ -> {});
  }

  /// @param heardTime receives the time at which the wallet signed each answer
  public static NwcWallet open(
      WalletConnection connection, WalletEnvironment environment, Consumer<Instant> heardTime) {
    return new NwcWallet(connection, environment, heardTime);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Made makeInvoice(Msats amount, String description, Duration expiry) {
    var request = new WalletRequest.MakeInvoice(amount, description, expiry.toSeconds());
    return switch (ask(request)) {
      case WalletReply.Answered(WalletAnswer.InvoiceMade(var transaction), _) ->
          made(transaction.invoice());
      case WalletReply.Answered(WalletAnswer.Refused refused, _) ->
          new Made.Refused(WalletText.said(refused));
      case WalletReply.Answered(var other, _) -> new Made.Unknown(besideThePoint(other));
      case WalletReply.Unsent(var why) -> new Made.Unknown(why);
      case WalletReply.Busy(var why) -> new Made.Unknown(why);
      case WalletReply.Unknown(var why) -> new Made.Unknown(why);
    };
  }

  /// Sends a request, after waiting for a free place. Failing at once under load would make a busy
  /// month's end look like a silent wallet (M11).
  private WalletReply ask(WalletRequest request) {
    var reply =
        places.<WalletReply>call(
            () -> talk.ask(request, ANSWER_WAIT),
            () -> new WalletReply.Busy("too many questions wait for the platform's wallet"));
    switch (reply) {
      case WalletReply.Answered(_, var signedAt) -> {
        silentSinceNanos.set(null);
        heardTime.accept(
            Instant.ofEpochSecond(Math.clamp(signedAt, 0, Instant.MAX.getEpochSecond())));
      }
      case WalletReply.Unsent _, WalletReply.Unknown _ ->
          silentSinceNanos.compareAndSet(null, System.nanoTime());
      case WalletReply.Busy _ -> {}
    }
    return reply;
  }

  /// Time since the first question without an answer; zero if the last question was answered.
  public Duration silence() {
    var since = silentSinceNanos.get();
    return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  private static Made made(String invoice) {
    return invoice.isBlank() || invoice.length() > PaymentRequest.CHARACTERS_MAX
        ? new Made.Unknown("the wallet's answer has no invoice in it")
        : new Made.Bolt11(invoice);
  }

  @Override
  public LookedUp lookUp(String paymentHash) {
    var askedAt = System.nanoTime();
    return switch (ask(new WalletRequest.LookupInvoice(paymentHash))) {
      case WalletReply.Answered(WalletAnswer.InvoiceFound(var transaction), var signedAt) ->
          found(transaction, paymentHash, asOf(signedAt, askedAt));
      case WalletReply.Answered(WalletAnswer.Refused refused, var signedAt) ->
          refused.code() == WalletAnswer.Code.NOT_FOUND
              ? new LookedUp.NotFound(asOf(signedAt, askedAt))
              : new LookedUp.Unknown(WalletText.said(refused));
      case WalletReply.Answered(var other, _) -> new LookedUp.Unknown(besideThePoint(other));
      case WalletReply.Unsent(var why) -> new LookedUp.Unknown(why);
      case WalletReply.Busy(var why) -> new LookedUp.Unknown(why);
      case WalletReply.Unknown(var why) -> new LookedUp.Unknown(why);
    };
  }

  /// The earliest time, by the wallet's clock, at which it can have looked. It signs after the
  /// look-up, and money may have arrived in between.
  private static Instant asOf(long signedAt, long askedAtNanos) {
    var second = Math.clamp(signedAt, 0, Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(second).minusNanos(System.nanoTime() - askedAtNanos);
  }

  private static LookedUp found(Transaction transaction, String paymentHash, Instant asOf) {
    if (!transaction.paymentHash().equals(paymentHash)
        || transaction.direction() != Transaction.Direction.INCOMING) {
      return new LookedUp.Unknown("the wallet speaks of another payment than the one asked for");
    }
    return switch (transaction.progress()) {
      case Transaction.Progress.Settled _ -> new LookedUp.Settled(transaction.amount());
      case Transaction.Progress.Pending _ -> new LookedUp.Unsettled(asOf, false);
      case Transaction.Progress.Expired _, Transaction.Progress.Failed _ ->
          new LookedUp.Unsettled(asOf, true);
      case Transaction.Progress.Unclear(var word) ->
          new LookedUp.Unknown(
              "the wallet calls the payment " + WalletText.clean(word, WORD_CHARACTERS_MAX));
    };
  }

  private static final int WORD_CHARACTERS_MAX = 40;

  static String besideThePoint(WalletAnswer answer) {
    return "the wallet answers another question: "
        + WalletText.clean(answer.method(), WORD_CHARACTERS_MAX);
  }

  @Override
  public void onReceived(Consumer<String> paymentHash) {
    listeners.add(paymentHash);
  }

  private void hear(WalletNotification notification) {
    switch (notification) {
      case WalletNotification.PaymentReceived(var transaction) -> hint(transaction.paymentHash());
      case WalletNotification.PaymentSent _, WalletNotification.Other _ -> {
        // A sent payment. The platform's wallet receives only.
      }
    }
  }

  /// Notifies the listeners on a new thread. They look the payment up at this wallet, and the
  /// answer arrives on the present thread.
  private void hint(String paymentHash) {
    if (!hints.tryAcquire()) {
      return;
    }
    Thread.ofVirtual()
        .name("wallet-hint")
        .start(() -> {
          try {
            listeners.forEach(listener -> listener.accept(paymentHash));
          } finally {
            hints.release();
          }
        });
  }

  @Override
  public void close() {
    talk.close();
  }
}
