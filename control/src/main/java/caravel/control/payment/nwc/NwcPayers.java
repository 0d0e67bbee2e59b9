package caravel.control.payment.nwc;

import caravel.control.payment.PayerWallets;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.Sha256;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletRequest;
import caravel.outbound.Bulkhead;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tenants' wallets over NIP-47. Each request has a conversation of its own, so that none delays
/// another.
public final class NwcPayers implements PayerWallets {
  /// Longest wait for a payment, including the time to connect.
  public static final Duration PAY_WAIT_MAX = Duration.ofSeconds(60);

  /// Longest wait for any other answer, including the time to connect.
  public static final Duration ANSWER_WAIT = Duration.ofSeconds(15);

  /// Conversations at once in each pool.
  static final int TALKS_MAX = 32;

  /// Longest wait of the collection worker for a free place.
  private static final Duration PAY_PLACE_WAIT = Duration.ofSeconds(60);

  /// Longest wait of a user who connects a wallet for a free place.
  private static final Duration CONNECT_PLACE_WAIT = Duration.ofSeconds(5);

  private static final String UNREACHED = "The wallet could not be reached";
  private static final String SILENT = "The wallet did not answer";
  private static final String PAY = "pay_invoice";

  private static final String BUDGET = "get_budget";

  private final Pool payments;
  private final Pool connecting;

  /// Connections for one purpose.
  private record Pool(WalletEnvironment environment, Bulkhead places) {
    Pool(WalletEnvironment environment, Duration placeWait) {
      this(environment, new Bulkhead(TALKS_MAX, placeWait));
    }
  }

  /// Creates separate pools for payments and for connecting wallets, so that connecting cannot
  /// block payments (M3).
  public NwcPayers(WalletEnvironment payments, WalletEnvironment connecting) {
    this.payments = new Pool(payments, PAY_PLACE_WAIT);
    this.connecting = new Pool(connecting, CONNECT_PLACE_WAIT);
  }

  @Override
  public Connected connect(Payer payer) {
    return inTalk(connecting, payer, this::connect, Connected.Busy::new);
  }

  private Connected connect(WalletConversation talk) {
    return switch (talk.ask(new WalletRequest.GetInfo(), ANSWER_WAIT)) {
      case WalletReply.Answered(WalletAnswer.Info info, _) -> checkMethods(talk, info.methods());
      case WalletReply.Answered(WalletAnswer.Refused refused, _) ->
          refused.code() == WalletAnswer.Code.NOT_IMPLEMENTED
              ? checkMethods(talk, Set.of())
              : new Connected.Refused(WalletText.sentence(refused));
      case WalletReply.Answered _ ->
          new Connected.Unreachable("The wallet's answer cannot be read");
      case WalletReply.Unsent _ -> new Connected.Unreachable(UNREACHED);
      case WalletReply.Busy _ -> new Connected.Busy();
      case WalletReply.Unknown _ -> new Connected.Unreachable(SILENT);
    };
  }

  /// Decides by the methods of this connection, or by the wallet's published methods if it has
  /// none.
  private static Connected checkMethods(WalletConversation talk, Set<String> allowed) {
    var methods = new TreeSet<>(allowed);
    var published = talk.desk().info().map(info -> info.methods()).orElse(Set.of());
    if (methods.isEmpty()) {
      methods.addAll(published);
    }
    if (!methods.contains(PAY)) {
      return new Connected.Refused("This connection isn’t allowed to pay invoices");
    }
    boolean reportsBudget = methods.contains(BUDGET) || published.contains(BUDGET);
    return new Connected.Usable(reportsBudget ? budget(talk) : null);
  }

  private static @Nullable Msats budget(WalletConversation talk) {
    var reply = talk.ask(new WalletRequest.GetBudget(), ANSWER_WAIT);
    if (!(reply instanceof WalletReply.Answered(WalletAnswer.Budget budget, _))) {
      return null;
    }
    var total = budget.total();
    var used = budget.used();
    return total == null
        ? null
        : new Msats(Math.max(0, total.value() - (used == null ? 0 : used.value())));
  }

  @Override
  public Paid pay(Payer payer, String lnbc, Duration waitMax) {
    String hash;
    try {
      hash = PaymentRequest.parse(lnbc).terms().paymentHash();
    } catch (MalformedException malformed) {
      return new Paid.Refused("This is no Lightning invoice");
    }
    var wait = waitMax.compareTo(PAY_WAIT_MAX) > 0 ? PAY_WAIT_MAX : waitMax;
    return inTalk(payments, payer, talk -> pay(talk, lnbc, hash, wait), Paid.Unasked::new);
  }

  private static Paid pay(WalletConversation talk, String lnbc, String hash, Duration wait) {
    return switch (talk.ask(new WalletRequest.PayInvoice(lnbc, null), wait)) {
      case WalletReply.Answered(WalletAnswer.Paid(var preimage, _), _) -> paid(preimage, hash);
      case WalletReply.Answered(WalletAnswer.Refused refused, _) -> refused(talk, refused, hash);
      case WalletReply.Answered(var other, _) -> new Paid.Unknown(NwcWallet.besideThePoint(other));
      case WalletReply.Unsent _ -> new Paid.Unreachable(UNREACHED);
      case WalletReply.Busy _ -> new Paid.Unasked();
      case WalletReply.Unknown(var why) -> new Paid.Unknown(why);
    };
  }

  private static Paid paid(@Nullable String preimage, String hash) {
    return preimage == null || Hex.encode(Sha256.of(Hex.decode(preimage))).equals(hash)
        ? new Paid.Succeeded()
        : new Paid.Unknown("the wallet's proof of payment belongs to another invoice");
  }

  /// Interprets a refusal. A wallet with an internal error may have paid, so it is asked for the
  /// state of the payment.
  private static Paid refused(WalletConversation talk, WalletAnswer.Refused refused, String hash) {
    boolean definite =
        switch (refused.code()) {
          case RATE_LIMITED,
              NOT_IMPLEMENTED,
              INSUFFICIENT_BALANCE,
              QUOTA_EXCEEDED,
              RESTRICTED,
              UNAUTHORIZED,
              UNSUPPORTED_ENCRYPTION,
              PAYMENT_FAILED ->
              true;
          case INTERNAL, NOT_FOUND, OTHER -> false;
        };
    return definite || lookUp(talk, hash) == PayerPayment.FAILED
        ? new Paid.Refused(WalletText.sentence(refused))
        : new Paid.Unknown(WalletText.said(refused));
  }

  @Override
  public PayerPayment lookUp(Payer payer, String paymentHash) {
    return inTalk(payments, payer, talk -> lookUp(talk, paymentHash), () -> PayerPayment.UNKNOWN);
  }

  private static PayerPayment lookUp(WalletConversation talk, String paymentHash) {
    var reply = talk.ask(new WalletRequest.LookupInvoice(paymentHash), ANSWER_WAIT);
    if (!(reply instanceof WalletReply.Answered(WalletAnswer.InvoiceFound(var transaction), _))
        || !transaction.paymentHash().equals(paymentHash)
        || transaction.direction() != Transaction.Direction.OUTGOING) {
      return PayerPayment.UNKNOWN;
    }
    return switch (transaction.progress()) {
      case Transaction.Progress.Pending _ -> PayerPayment.PENDING;
      case Transaction.Progress.Settled _ -> PayerPayment.SETTLED;
      case Transaction.Progress.Failed _, Transaction.Progress.Expired _ -> PayerPayment.FAILED;
      case Transaction.Progress.Unclear _ -> PayerPayment.UNKNOWN;
    };
  }

  private static <T> T inTalk(
      Pool pool,
      Payer payer,
      Function<WalletConversation, T> conversation,
      Supplier<T> turnedAway) {
    return pool.places()
        .call(
            payer.tenant().hex(),
            () -> {
              var environment = pool.environment().of(payer.tenant());
              try (var talk = WalletConversation.once(payer.wallet(), environment)) {
                return conversation.apply(talk);
              }
            },
            turnedAway);
  }
}
