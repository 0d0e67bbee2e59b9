package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PayerWallets.Payer;
import caravel.control.payment.PaymentAttempt.State;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks tenants' wallets to pay the codes of their invoices.
public final class WalletPayments {
  /// Attempts to reach a wallet, minutes apart, before it counts as a refusal. A name server or
  /// network may fail for a moment on either side (M3).
  private static final int UNREACHABLE_TRIES = 3;

  private static final int REMEMBERED_MAX = 10_000;

  private final Db db;
  private final PaymentRails rails;
  private final PayableInvoices invoices;
  private final ConnectedWallets wallets;
  private final LightningCodes codes;
  private final CheckoutPages pages;
  private final InstantSource wall;
  private final PaymentAttemptStore store = new PaymentAttemptStore();

  /// Consecutive failures to reach the wallet, by invoice. They are kept in memory only: a restart
  /// delays the message to the tenant by minutes.
  private final ConcurrentHashMap<InvoiceId, Integer> unreachable = new ConcurrentHashMap<>();

  public WalletPayments(
      Db db,
      PaymentRails rails,
      PayableInvoices invoices,
      ConnectedWallets wallets,
      LightningCodes codes,
      CheckoutPages pages,
      InstantSource wall) {
    this.db = db;
    this.rails = rails;
    this.invoices = invoices;
    this.wallets = wallets;
    this.codes = codes;
    this.pages = pages;
    this.wall = wall;
  }

  /// Asks the tenant's wallet to pay an invoice, after the open checkout page is closed (M8). Every
  /// outcome is reported.
  public void ask(InvoiceId id) {
    switch (pages.expire(id)) {
      case PAID, UNKNOWN -> {}
      case SILENT -> report(id, new PaymentEvent.NoCode());
      case ENDED, OPEN, ENDING -> askWallet(id);
    }
  }

  private void askWallet(InvoiceId id) {
    var wallet =
        db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, id))
            .flatMap(invoice -> wallets.find(invoice.tenant()));
    if (wallet.isEmpty()) {
      reportUnlessAsked(id, new PaymentEvent.CodeExpired());
      return;
    }
    codes.askPayerAgain(id);
    switch (codes.get(id)) {
      // The payer's wallet refuses a code that is expired by its own clock.
      case LightningCodes.Answer.Given(var code) when code.isExpired(wall.instant()) ->
          reportUnlessAsked(id, new PaymentEvent.NoCode());
      case LightningCodes.Answer.Given(var code) -> pay(wallet.orElseThrow(), code);
      case LightningCodes.Answer.Closed _ -> {}
      // The payer's wallet still pays an expired code, which is not the platform's fault.
      case LightningCodes.Answer.Busy _ -> reportUnlessAsked(id, new PaymentEvent.CodeExpired());
      case LightningCodes.Answer.Ending _,
          LightningCodes.Answer.Unpriced _,
          LightningCodes.Answer.Unavailable _ ->
          reportUnlessAsked(id, new PaymentEvent.NoCode());
    }
  }

  private void pay(Payer wallet, PaymentAttempt code) {
    var asked =
        db.<Optional<PaymentAttempt>>inTx(tx -> {
          var blocked = invoices.find(tx, code.invoice()).map(PayableInvoice::blockedBy);
          var before = store.find(tx, code.id());
          if (blocked.filter(PaymentRail.LIGHTNING::equals).isEmpty() || before.isEmpty()) {
            return Optional.empty();
          }
          // Stored before the request: if the process dies now, the outcome is unknown.
          store.move(tx, code.id(), State.ASKED, wall.instant(), wall.instant());
          return before;
        });
    if (asked.isEmpty()) {
      return;
    }
    var before = asked.orElseThrow();
    var paid = rails.payers().pay(wallet, code.reference().instrument(), LookSchedule.ANSWER_WAIT);
    switch (paid) {
      case PayerWallets.Paid.Succeeded _ -> succeeded(code);
      case PayerWallets.Paid.Refused(var sentence) -> refused(before, sentence);
      case PayerWallets.Paid.Unasked _ -> notAsked(before);
      case PayerWallets.Paid.Unreachable(var sentence) -> {
        if (countUnreachable(code.invoice()) < UNREACHABLE_TRIES) {
          notAsked(before);
        } else {
          unreachable.remove(code.invoice());
          refused(before, sentence);
        }
      }
      case PayerWallets.Paid.Unknown _ -> unknown(code);
    }
  }

  private int countUnreachable(InvoiceId id) {
    if (unreachable.size() > REMEMBERED_MAX) {
      unreachable.clear();
    }
    return unreachable.merge(id, 1, Integer::sum);
  }

  /// Restores the earlier state, because the wallet was not asked this time. The attempt is
  /// repeated within minutes.
  private void notAsked(PaymentAttempt before) {
    if (before.wasAsked()) {
      unknown(before);
      return;
    }
    db.inTx(tx -> {
      store.move(tx, before.id(), State.OPEN, null, wall.instant());
      invoices.report(tx, before.invoice(), new PaymentEvent.NotMade());
      return true;
    });
  }

  /// Looks the payment up after the payer's wallet reported success. Only the receiving side
  /// settles it, and most often has the money at once.
  private void succeeded(PaymentAttempt code) {
    var asked = db.<Optional<PaymentAttempt>>read(tx -> store.find(tx, code.id()));
    if (lookUp(asked.orElse(code)) != Look.PAID) {
      unknown(code);
    }
  }

  /// Handles a refusal. A wallet also refuses an invoice that it paid already, so the receiving
  /// side is asked first. The outcome is unknown while that is silent, or if the wallet was asked
  /// before.
  ///
  /// @param before the code before this request
  private void refused(PaymentAttempt before, String sentence) {
    var look = lookUp(before);
    if (look == Look.PAID) {
      return;
    }
    if (before.wasAsked() || look == Look.SILENT) {
      unknown(before);
      return;
    }
    db.inTx(tx -> {
      store.move(tx, before.id(), State.OPEN, null, wall.instant());
      invoices.report(tx, before.invoice(), new PaymentEvent.WalletRefused(sentence));
      return true;
    });
  }

  private Look lookUp(PaymentAttempt code) {
    var look = codes.lookUp(code);
    if (look == Look.SILENT) {
      report(code.invoice(), new PaymentEvent.Unanswered());
    }
    return look;
  }

  private void unknown(PaymentAttempt code) {
    db.inTx(tx -> {
      var askedAt = code.wasAsked() ? code.progress().askedAt() : wall.instant();
      store.move(tx, code.id(), State.UNKNOWN, askedAt, wall.instant());
      invoices.report(tx, code.invoice(), new PaymentEvent.OutcomeUnknown(PaymentRail.LIGHTNING));
      return true;
    });
  }

  /// Reports that no request was sent this time, unless an earlier one was sent. An earlier payment
  /// may still arrive while its code is not expired.
  private void reportUnlessAsked(InvoiceId id, PaymentEvent event) {
    var isUnderWay =
        db.<Optional<PaymentAttempt>>read(tx -> store.newestCode(tx, id))
            .filter(code -> code.wasAsked() && !code.state().isFinal())
            .filter(code -> code.findings().unpaidAsOf() == null)
            .isPresent();
    report(id, isUnderWay ? new PaymentEvent.OutcomeUnknown(PaymentRail.LIGHTNING) : event);
  }

  private void report(InvoiceId id, PaymentEvent event) {
    db.inTx(tx -> {
      invoices.report(tx, id, event);
      return true;
    });
  }
}
