package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.CardStore.Page;
import caravel.control.billing.core.Bolt11;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.Wallet;
import caravel.nostr.Msats;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Asks the receiving side what it has, and takes in what it says. Whoever does not answer has said
/// nothing.
final class Lookout {
  private final Db db;
  private final BillingRails rails;
  private final Dunning dunning;
  private final InstantSource wall;
  private final PaymentStore bolt11s = new PaymentStore();
  private final CardStore cards = new CardStore();

  Lookout(Db db, BillingRails rails, Dunning dunning, InstantSource wall) {
    this.db = db;
    this.rails = rails;
    this.dunning = dunning;
    this.wall = wall;
  }

  /// What a question has brought.
  enum Heard {
    /// The receiving side has it, and it was taken in.
    MONEY,
    /// Not paid, and it never will be.
    NEVER,
    /// Not paid, and it may still be.
    NOT_YET,
    /// Not paid. It ends just now, or has ended and what was on its way may still come.
    ENDING,
    /// No answer.
    SILENCE
  }

  /// Everything that an invoice could have been paid by.
  private record Open(List<LightningInvoice> bolt11s, List<Page> pages, Optional<Intent> intent) {}

  /// Asks everybody on our side about an invoice. `MONEY` as soon as there is some; `NOT_YET` when
  /// all have answered that there is none.
  Heard lookBack(InvoiceId id) {
    var open =
        db.<Open>read(tx ->
            new Open(bolt11s.unknown(tx, id), cards.openPages(tx, id), cards.unsettled(tx, id)));
    var silent = false;
    for (var bolt11 : open.bolt11s()) {
      switch (lookUp(bolt11)) {
        case MONEY -> {
          return Heard.MONEY;
        }
        case SILENCE -> silent = true;
        case NEVER, NOT_YET, ENDING -> {}
      }
    }
    for (var page : open.pages()) {
      switch (lookUp(page)) {
        case MONEY -> {
          return Heard.MONEY;
        }
        case SILENCE -> silent = true;
        case NEVER, NOT_YET, ENDING -> {}
      }
    }
    if (open.intent().isPresent()) {
      switch (lookUp(open.intent().orElseThrow())) {
        case MONEY -> {
          return Heard.MONEY;
        }
        case SILENCE -> silent = true;
        case NEVER, NOT_YET, ENDING -> {}
      }
    }
    return silent ? Heard.SILENCE : Heard.NOT_YET;
  }

  /// Asks our wallet about a BOLT11.
  Heard lookUp(LightningInvoice bolt11) {
    var wallet = rails.wallet();
    if (wallet == null) {
      return silent(bolt11.invoice());
    }
    return switch (wallet.lookUp(bolt11.code().paymentHash())) {
      case Wallet.LookedUp.Settled(var amount) -> settled(bolt11, amount);
      case Wallet.LookedUp.Unsettled(var asOf, var ended) ->
          unpaid(bolt11, new Bolt11.Unpaid(asOf, ended));
      case Wallet.LookedUp.NotFound(var asOf) -> unpaid(bolt11, new Bolt11.Unpaid(asOf, false));
      case Wallet.LookedUp.Unknown _ -> silent(bolt11.invoice());
    };
  }

  /// Our side did not answer about an invoice, or gave nothing to pay it with, whoever had asked:
  /// nobody is paused for that.
  Heard silent(InvoiceId invoice) {
    db.inTx(tx -> {
      dunning.recordUnanswered(tx, invoice);
      return true;
    });
    return Heard.SILENCE;
  }

  private Heard unpaid(LightningInvoice bolt11, Bolt11.Unpaid said) {
    return switch (Bolt11.left(bolt11.code().expiresAt(), bolt11.fate().trial(), said)) {
      case TIME -> Heard.NOT_YET;
      case MOMENTS -> Heard.ENDING;
      case NOTHING -> {
        db.inTx(tx -> {
          bolt11s.foundUnpaid(tx, bolt11.id(), said.asOf());
          return true;
        });
        yield Heard.NEVER;
      }
    };
  }

  private Heard settled(LightningInvoice bolt11, Msats amount) {
    var price = bolt11.price();
    var worth = IncomingPayment.share(price.worth(), amount.value(), price.amount().value());
    db.inTx(tx -> {
      var method = bolt11.fate().trial() == Trial.NONE ? Method.OOB : Method.NWC;
      var incoming =
          new IncomingPayment(
              "ln:" + bolt11.code().paymentHash(),
              bolt11.invoice(),
              dunning.worth(worth),
              method,
              amount.value(),
              "msat");
      bolt11s.settled(tx, bolt11.id(), wall.instant());
      return dunning.arrived(tx, incoming);
    });
    return Heard.MONEY;
  }

  /// Asks the card processor about a page.
  Heard lookUp(Page page) {
    var processor = rails.cards();
    return processor == null
        ? silent(page.invoice())
        : heard(page, processor.lookUpCheckout(page.id()));
  }

  /// Closes a page that is open for nothing.
  Heard close(Page page) {
    var processor = rails.cards();
    return processor == null
        ? silent(page.invoice())
        : heard(page, processor.expireCheckout(page.id()));
  }

  private Heard heard(Page page, CardProcessor.Checkout answer) {
    return switch (answer) {
      case CardProcessor.Checkout.Paid(var intentId, var received, _) -> {
        paid(page, intentId, received);
        yield Heard.MONEY;
      }
      case CardProcessor.Checkout.Open _ -> Heard.NOT_YET;
      case CardProcessor.Checkout.Expired _, CardProcessor.Checkout.Missing _ -> {
        db.inTx(tx -> {
          cards.closed(tx, page.id(), "expired");
          return true;
        });
        yield Heard.NEVER;
      }
      case CardProcessor.Checkout.Unknown _ -> silent(page.invoice());
    };
  }

  private void paid(Page page, String intentId, Money received) {
    db.inTx(tx -> {
      cards.closed(tx, page.id(), "paid");
      return dunning.arrived(tx, arrival(page.invoice(), intentId, page.price(), received));
    });
  }

  /// Asks the card processor about an attempt on a saved card. One that has ended unpaid is not
  /// ended here: whoever charges hears of it under the same key, and tells the tenant why.
  Heard lookUp(Intent intent) {
    var processor = rails.cards();
    if (processor == null) {
      return silent(intent.invoice());
    }
    // Without the processor's id nothing can be asked; only the same attempt can be repeated.
    return intent.intentId().isEmpty()
        ? Heard.NOT_YET
        : heard(intent, processor.lookUpIntent(intent.intentId()));
  }

  /// Takes an attempt back.
  Heard cancel(Intent intent) {
    var processor = rails.cards();
    if (processor == null) {
      return silent(intent.invoice());
    }
    return intent.intentId().isEmpty()
        ? Heard.NOT_YET
        : takenBack(intent, processor.cancel(intent.intentId()));
  }

  /// The same of one that is left over, of which the processor may never have told us: it is found
  /// first. Where there is none, none will be any more.
  Heard cancelLeftOver(Intent intent) {
    var processor = rails.cards();
    if (processor == null || !intent.intentId().isEmpty()) {
      return cancel(intent);
    }
    var customer = db.<String>read(tx -> cards.customer(tx, intent.invoice()));
    var sought = new CardProcessor.ChargeSought(intent.id(), customer, intent.createdAt());
    return switch (processor.findCharge(sought)) {
      case CardProcessor.ChargeFound.Made(var intentId) -> {
        db.inTx(tx -> {
          cards.known(tx, intent.id(), intentId);
          return true;
        });
        yield takenBack(intent, processor.cancel(intentId));
      }
      case CardProcessor.ChargeFound.None _ -> ended(intent, "failed", "missing");
      case CardProcessor.ChargeFound.Unknown _ -> silent(intent.invoice());
    };
  }

  private Heard heard(Intent intent, CardProcessor.Intent answer) {
    return switch (answer) {
      case CardProcessor.Intent.Succeeded(var intentId, var collected, _) -> {
        succeeded(intent, intentId, collected);
        yield Heard.MONEY;
      }
      case CardProcessor.Intent.Failed _,
          CardProcessor.Intent.Cancelled _,
          CardProcessor.Intent.Missing _ ->
          Heard.NEVER;
      case CardProcessor.Intent.ActionRequired _, CardProcessor.Intent.Processing _ ->
          Heard.NOT_YET;
      case CardProcessor.Intent.Unknown _ -> silent(intent.invoice());
    };
  }

  private Heard takenBack(Intent intent, CardProcessor.Intent answer) {
    return switch (answer) {
      case CardProcessor.Intent.Failed(_, var code) -> ended(intent, "failed", code);
      case CardProcessor.Intent.Cancelled _ -> ended(intent, "cancelled", "");
      case CardProcessor.Intent.Missing _ -> ended(intent, "failed", "missing");
      case CardProcessor.Intent.Succeeded _,
          CardProcessor.Intent.ActionRequired _,
          CardProcessor.Intent.Processing _,
          CardProcessor.Intent.Unknown _ ->
          heard(intent, answer);
    };
  }

  private Heard ended(Intent intent, String state, String code) {
    db.inTx(tx -> {
      cards.ended(tx, intent.id(), state, code);
      return true;
    });
    return Heard.NEVER;
  }

  /// A saved card was charged. The key of the attempt names the lines that it paid for.
  void succeeded(Intent intent, String intentId, CardProcessor.Collected collected) {
    db.inTx(tx -> {
      cards.known(tx, intent.id(), intentId);
      cards.ended(tx, intent.id(), "succeeded", "");
      var price = intent.price().asked(collected.asked());
      return dunning.arrived(tx, arrival(intent.invoice(), intentId, price, collected.received()));
    });
  }

  IncomingPayment arrival(
      InvoiceId invoice, String intentId, CardStore.Price price, Money received) {
    var worth = IncomingPayment.share(price.worth(), received.amount(), price.cents().amount());
    return new IncomingPayment(
        "card:" + intentId,
        invoice,
        dunning.worth(worth),
        Method.STRIPE,
        received.amount(),
        "cent");
  }
}
