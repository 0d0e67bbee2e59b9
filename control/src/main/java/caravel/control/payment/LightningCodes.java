package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.job.SingleFlight;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.Bolt11.Decision;
import caravel.control.payment.IncomingPayment.Source;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.bolt11.PaymentRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The BOLT11 codes of invoices: creates them, and looks them up at the platform's wallet. It never
/// creates a second code while the first could still be paid.
public final class LightningCodes {
  private static final Logger LOG = LoggerFactory.getLogger(LightningCodes.class);

  /// Each round returns an answer or new information from the wallet.
  private static final int ROUNDS_MAX = 4;

  /// How long a caller waits for another caller's request about the same invoice.
  private static final Duration OTHER_CALLER_MAX = Duration.ofSeconds(20);

  private final Db db;
  private final PriceConverter prices;
  private final PayableInvoices invoices;
  private final ConnectedWallets payers;
  private final InstantSource wall;
  private final PaymentAttemptStore store = new PaymentAttemptStore();
  private final Throttle throttle = new Throttle(Throttle.ASKING);
  private final SingleFlight<InvoiceId, Answer> asking = new SingleFlight<>(OTHER_CALLER_MAX);

  public LightningCodes(
      Db db,
      PriceConverter prices,
      PayableInvoices invoices,
      ConnectedWallets payers,
      InstantSource wall) {
    this.db = db;
    this.prices = prices;
    this.invoices = invoices;
    this.payers = payers;
    this.wall = wall;
  }

  /// The answer to a person who wants to pay over Lightning.
  public sealed interface Answer {
    record Given(PaymentAttempt code) implements Answer {}

    /// The invoice is paid or void.
    record Closed() implements Answer {}

    /// Another payment is under way, or may still arrive.
    record Busy() implements Answer {}

    /// The last code is just expiring. A new one is available as soon as the wallet reports the
    /// expiry.
    record Ending() implements Answer {}

    /// No current exchange rate is available.
    record Unpriced() implements Answer {}

    /// The platform's wallet gives no answer, or an invalid one.
    record Unavailable() implements Answer {}
  }

  /// An invoice with its newest code.
  private record Known(PayableInvoice invoice, Optional<PaymentAttempt> newest) {}

  /// Returns the code by which an invoice can be paid. Creates one if there is none.
  public Answer get(InvoiceId id) {
    var answer =
        asking
            .run(id, () -> answerAlone(id))
            .orElseGet(() -> unavailable("the wallet is slow to answer"));
    if (answer instanceof Answer.Unavailable || answer instanceof Answer.Unpriced) {
      unanswered(id);
    }
    return answer;
  }

  private Answer answerAlone(InvoiceId id) {
    for (var round = 0; round < ROUNDS_MAX; round++) {
      var answer = step(id);
      if (answer != null) {
        return answer;
      }
    }
    return unavailable("the wallet contradicts itself");
  }

  /// @return null = the wallet reported something new, so decide again
  private @Nullable Answer step(InvoiceId id) {
    var wallet = prices.rails().wallet();
    var found =
        db.<Optional<Known>>read(tx ->
            invoices.find(tx, id).map(invoice -> new Known(invoice, store.newestCode(tx, id))));
    if (wallet == null || found.isEmpty()) {
      return unavailable("there is no wallet or no such invoice");
    }
    var known = found.orElseThrow();
    if (!known.invoice().isOpen()) {
      return new Answer.Closed();
    }
    return switch (decide(known)) {
      case Decision.Show _ -> new Answer.Given(known.newest().orElseThrow());
      case Decision.Wait _ -> new Answer.Busy();
      case Decision.Make _ -> create(known, wallet);
      case Decision.ShowUnlessOver _ ->
          throttle.isTooSoon(id, wall.instant())
              ? new Answer.Given(known.newest().orElseThrow())
              : ask(known.newest().orElseThrow(), new Answer.Given(known.newest().orElseThrow()));
      case Decision.LookUpFirst _ -> ask(known.newest().orElseThrow(), new Answer.Unavailable());
    };
  }

  private Decision decide(Known known) {
    var code = known.newest().map(PaymentAttempt::code).orElseGet(Bolt11.None::new);
    return Bolt11.next(code, known.invoice().isAtProcessor(), wall.instant());
  }

  /// Looks up a code near or past its expiry.
  ///
  /// @param unanswered the answer if the wallet is silent
  private @Nullable Answer ask(PaymentAttempt code, Answer unanswered) {
    return switch (lookUp(code)) {
      case PAID, ENDED -> null;
      case OPEN -> {
        throttle.asked(code.invoice(), wall.instant());
        yield new Answer.Given(code);
      }
      case UNKNOWN -> new Answer.Busy();
      case ENDING -> code.wasAsked() ? new Answer.Busy() : new Answer.Ending();
      case SILENT -> {
        unanswered(code.invoice());
        yield unanswered;
      }
    };
  }

  private @Nullable Answer create(Known known, Wallet wallet) {
    var price = prices.onLightning(known.invoice().total());
    if (price.isEmpty()) {
      LOG.warn("no Lightning invoice: there is no fresh price of a bitcoin");
      return new Answer.Unpriced();
    }
    var wanted = price.orElseThrow();
    var text = "Invoice " + known.invoice().id().value();
    return switch (wallet.makeInvoice(wanted.amount(), text, prices.bolt11Valid())) {
      case Wallet.Made.Bolt11(var lnbc) -> keep(known, wanted, wallet, lnbc);
      case Wallet.Made.Refused(var why) -> unavailable("the wallet refuses to make one: " + why);
      case Wallet.Made.Unknown(var why) -> unavailable("the wallet does not answer: " + why);
    };
  }

  /// Validates and stores a new code. The code is decoded and compared with the request, because a
  /// wallet may be wrong. The wallet decides when it expires, the platform how long it lasts.
  private @Nullable Answer keep(
      Known known, PriceConverter.Lightning wanted, Wallet wallet, String lnbc) {
    PaymentRequest request;
    try {
      request = PaymentRequest.parse(lnbc);
    } catch (MalformedException wrong) {
      return unavailable("the wallet's answer is no invoice: " + wrong.getMessage());
    }
    var lasts = Duration.ofSeconds(request.expiresAt() - request.createdAt());
    var made = Instant.ofEpochSecond(request.createdAt());
    if (!wanted.amount().equals(request.amount())) {
      return unavailable("the wallet made an invoice of another amount: " + request.amount());
    }
    if (!lasts.isPositive() || lasts.compareTo(prices.bolt11Valid().multipliedBy(2)) > 0) {
      return unavailable("the wallet made an invoice that can be paid for " + lasts);
    }
    if (Duration.between(made, wall.instant()).abs().compareTo(Bolt11.CLOCKS_APART_MAX) > 0) {
      return unavailable(
          "the wallet's clock or the platform's is wrong: its invoice is of " + made);
    }
    var kept =
        db.<Boolean>inTx(tx -> {
          if (!isStillWanted(tx, known)) {
            return true; // Another caller was faster. This code was never shown.
          }
          if (store.findByExternalId(tx, request.terms().paymentHash()).isPresent()) {
            return false;
          }
          var code = code(tx.newId(), known.invoice(), wanted.amount(), request);
          var reference =
              new PaymentAttempt.Reference(
                  request.terms().paymentHash(), wallet.publicKey().hex(), lnbc);
          store.insert(tx, code.with(reference), wanted.rate());
          return true;
        });
    return kept ? null : unavailable("the wallet gave an invoice that it had given before");
  }

  /// Checks again after the wallet's answer. In the meantime the invoice may have been closed, or
  /// another code or a card charge begun.
  private boolean isStillWanted(Tx tx, Known before) {
    var id = before.invoice().id();
    var newest = store.newestCode(tx, id);
    return newest.map(PaymentAttempt::id).equals(before.newest().map(PaymentAttempt::id))
        && invoices
            .find(tx, id)
            .filter(PayableInvoice::isOpen)
            .filter(invoice -> decide(new Known(invoice, newest)) instanceof Decision.Make)
            .isPresent();
  }

  private PaymentAttempt code(
      String id, PayableInvoice invoice, Msats wanted, PaymentRequest request) {
    var now = wall.instant();
    return new PaymentAttempt(
        id,
        invoice.id(),
        PaymentRail.LIGHTNING,
        new PaymentAttempt.Reference("", "", ""),
        new PaymentAttempt.Price(wanted.value(), invoice.total().amount()),
        new PaymentAttempt.Lifetime(now, Instant.ofEpochSecond(request.expiresAt())),
        new PaymentAttempt.Progress(State.OPEN, now, 0, null),
        PaymentAttempt.Findings.NONE);
  }

  /// Looks up a code at the platform's wallet.
  Look lookUp(PaymentAttempt code) {
    var wallet = prices.rails().wallet();
    if (wallet == null) {
      return railRemoved(code);
    }
    return switch (wallet.lookUp(code.reference().externalId())) {
      case Wallet.LookedUp.Settled(var amount) -> settled(code, amount);
      case Wallet.LookedUp.Unsettled(var asOf, var ended) ->
          unpaid(code, new Bolt11.Unpaid(asOf, ended));
      case Wallet.LookedUp.NotFound _ ->
          code.reference().account().equals(wallet.publicKey().hex())
              ? notFound(code)
              : railRemoved(code);
      case Wallet.LookedUp.Unknown _ -> Look.SILENT;
    };
  }

  /// Looks up a code that ended while its wallet was not configured.
  ///
  /// @return whether a wallet knows it and has answered
  boolean recover(PaymentAttempt code) {
    var wallet = prices.rails().wallet();
    return wallet != null
        && switch (wallet.lookUp(code.reference().externalId())) {
          case Wallet.LookedUp.Settled(var amount) -> settled(code, amount) == Look.PAID;
          case Wallet.LookedUp.Unsettled _ -> true;
          case Wallet.LookedUp.NotFound _, Wallet.LookedUp.Unknown _ -> false;
        };
  }

  private Look settled(PaymentAttempt code, Msats amount) {
    db.inTx(tx -> {
      store.settle(tx, code.id(), wall.instant());
      invoices.settled(
          tx,
          new IncomingPayment(
              "ln:" + code.reference().externalId(),
              code.invoice(),
              code.worthOf(amount.value(), code.price().amount()),
              code.wasAsked() ? Source.TENANT_WALLET : Source.HAND,
              amount.value()));
      return true;
    });
    return Look.PAID;
  }

  private Look unpaid(PaymentAttempt code, Bolt11.Unpaid said) {
    var left = Bolt11.left(code.expiresAt(), code.wasAsked(), said);
    if (left == Bolt11.Left.NOTHING) {
      return ended(code, said.asOf());
    }
    db.inTx(tx -> {
      if (code.findings().reason().equals(PaymentAttempt.NOT_FOUND)) {
        store.foundAgain(tx, code.id());
      }
      if (code.wasAsked()) {
        invoices.report(tx, code.invoice(), new PaymentEvent.CodeStillPayable());
      }
      return true;
    });
    return left == Bolt11.Left.TIME ? Look.OPEN : Look.ENDING;
  }

  /// Allows another code. This one stays open for an hour more, because a payment under way may
  /// still arrive.
  private Look ended(PaymentAttempt code, Instant asOf) {
    var payerPays = code.wasAsked() && payerPays(code);
    db.inTx(tx -> {
      store.foundUnpaid(tx, code.id(), asOf);
      store.payerPays(tx, code.id(), payerPays);
      if (!asOf.isBefore(code.expiresAt().plus(Bolt11.LATE_MAX))) {
        store.end(tx, code.id(), State.EXPIRED, "", wall.instant());
      }
      if (code.wasAsked() || code.state() == State.UNKNOWN) {
        invoices.report(tx, code.invoice(), new PaymentEvent.CodeExpired());
      }
      return true;
    });
    return Look.ENDED;
  }

  /// Whether the payer's wallet reports that it is still paying an expired code. Then no other code
  /// is created.
  private boolean payerPays(PaymentAttempt code) {
    var invoice = db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, code.invoice()));
    return invoice
        .flatMap(open -> payers.find(open.tenant()))
        .filter(payer ->
            prices.rails().payers().lookUp(payer, code.reference().externalId())
                == PayerWallets.PayerPayment.PENDING)
        .isPresent();
  }

  /// Asks the payer's wallet again about an expired code, because its payment may have failed
  /// since.
  void askPayerAgain(InvoiceId id) {
    var newest = db.<Optional<PaymentAttempt>>read(tx -> store.newestCode(tx, id));
    newest
        .filter(code -> code.wasAsked() && code.findings().unpaidAsOf() != null)
        .ifPresent(code -> {
          var pays = payerPays(code);
          db.inTx(tx -> {
            store.payerPays(tx, code.id(), pays);
            return true;
          });
        });
  }

  /// Handles a code that its own wallet does not know. The wallet may have lost a payment, so the
  /// outcome is unknown until it knows the code again (M7).
  private Look notFound(PaymentAttempt code) {
    if (!code.findings().reason().equals(PaymentAttempt.NOT_FOUND)) {
      LOG.error(
          "The platform's wallet does not know the payment hash {} that it created for invoice {}."
              + " The invoice waits until the wallet knows it again or an operator voids the"
              + " invoice.",
          code.reference().externalId(),
          code.invoice());
      db.inTx(tx -> {
        store.notFound(tx, code.id(), wall.instant());
        invoices.report(tx, code.invoice(), new PaymentEvent.OutcomeUnknown(PaymentRail.LIGHTNING));
        return true;
      });
    }
    return Look.UNKNOWN;
  }

  /// Handles a code that no configured wallet knows. It ends by the platform's clock (M5).
  private Look railRemoved(PaymentAttempt code) {
    var now = wall.instant();
    if (now.isBefore(code.expiresAt().plus(Bolt11.LATE_MAX))) {
      return code.state().isBlocking() ? Look.UNKNOWN : Look.OPEN;
    }
    db.inTx(tx -> {
      store.foundUnpaid(tx, code.id(), now);
      store.end(tx, code.id(), State.EXPIRED, PaymentAttempt.RAIL_REMOVED, now);
      if (code.state().isBlocking()) {
        invoices.report(tx, code.invoice(), new PaymentEvent.CodeExpired());
      }
      return true;
    });
    LOG.warn(
        "The payment hash {} of invoice {} was ended unseen: the wallet that created it is no"
            + " longer configured.",
        code.reference().externalId(),
        code.invoice());
    return Look.ENDED;
  }

  private void unanswered(InvoiceId id) {
    db.inTx(tx -> {
      invoices.report(tx, id, new PaymentEvent.Unanswered());
      return true;
    });
  }

  /// @param why for the operator
  private static Answer unavailable(String why) {
    LOG.warn("no Lightning invoice: {}", why);
    return new Answer.Unavailable();
  }
}
