package caravel.control.billing;

import caravel.control.billing.core.Bolt11;
import caravel.control.billing.core.Bolt11.Decision;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.job.SingleFlight;
import caravel.control.payment.Wallet;
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

/// Gives out what an invoice is paid by over Lightning: never a second one that could still be
/// paid.
final class Bolt11Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Bolt11Desk.class);

  /// Each round either answers or has learnt something by asking the wallet.
  private static final int ROUNDS_MAX = 4;

  /// How long a caller waits for another one who is asking the wallet about the same invoice.
  private static final Duration OTHER_CALLER_MAX = Duration.ofSeconds(20);

  private final Db db;
  private final PriceConverter priceConverter;
  private final Dunning dunning;
  private final Lookout lookout;
  private final InstantSource wall;
  private final PaymentStore store = new PaymentStore();
  private final Throttle throttle = new Throttle(Throttle.ASKING);
  private final SingleFlight<InvoiceId, Answer> asking = new SingleFlight<>(OTHER_CALLER_MAX);

  Bolt11Desk(
      Db db, PriceConverter priceConverter, Dunning dunning, Lookout lookout, InstantSource wall) {
    this.db = db;
    this.priceConverter = priceConverter;
    this.dunning = dunning;
    this.lookout = lookout;
    this.wall = wall;
  }

  /// What became of the wish to pay by Lightning.
  sealed interface Answer {
    record Given(LightningInvoice bolt11) implements Answer {}

    /// The invoice is paid or void.
    record Closed() implements Answer {}

    /// Another payment is on its way, or may still come through.
    record Busy() implements Answer {}

    /// The last one ends just now: as soon as our wallet says that it has, there is a new one.
    record Ending() implements Answer {}

    /// There is no fresh price of a bitcoin.
    record Unpriced() implements Answer {}

    /// Our wallet does not answer, or not as it should.
    record Unavailable() implements Answer {}
  }

  /// What is known of an invoice.
  private record Known(InvoiceCollection dun, Optional<LightningInvoice> newest) {}

  Answer get(InvoiceId id) {
    var answer = answer(id);
    if (answer instanceof Answer.Unavailable || answer instanceof Answer.Unpriced) {
      lookout.silent(id);
    }
    return answer;
  }

  private Answer answer(InvoiceId id) {
    return asking
        .run(id, () -> answerAlone(id))
        .orElseGet(() -> unavailable("the wallet is slow to answer"));
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

  /// @return null = something was learnt, decide again
  private @Nullable Answer step(InvoiceId id) {
    var wallet = priceConverter.rails().wallet();
    var known =
        db.<Optional<Known>>read(
            tx -> dunning.find(tx, id).map(dun -> new Known(dun, store.newest(tx, id))));
    if (wallet == null || known.isEmpty()) {
      return unavailable("there is no wallet or no such invoice");
    }
    var dun = known.orElseThrow().dun();
    var newest = known.orElseThrow().newest();
    if (!dun.isOpen()) {
      return new Answer.Closed();
    }
    var state = newest.map(LightningInvoice::known).orElseGet(Bolt11.None::new);
    return switch (Bolt11.next(state, dun.collection(), wall.instant())) {
      case Decision.Show _ -> new Answer.Given(newest.orElseThrow());
      case Decision.Wait _ -> new Answer.Busy();
      case Decision.Make _ -> make(dun, newest, wallet);
      case Decision.ShowUnlessOver _ ->
          throttle.isTooSoon(id, wall.instant())
              ? new Answer.Given(newest.orElseThrow())
              : asked(newest.orElseThrow(), new Answer.Given(newest.orElseThrow()));
      case Decision.LookUpFirst _ -> asked(newest.orElseThrow(), new Answer.Unavailable());
    };
  }

  /// What the wallet that made it says of one that is near its end, or past it.
  ///
  /// @param unanswered where it says nothing
  private @Nullable Answer asked(LightningInvoice bolt11, Answer unanswered) {
    return switch (lookout.lookUp(bolt11)) {
      case MONEY, NEVER -> null;
      case NOT_YET -> {
        throttle.asked(bolt11.invoice(), wall.instant());
        yield new Answer.Given(bolt11);
      }
      case ENDING ->
          bolt11.fate().trial() == Bolt11.Trial.NONE ? new Answer.Ending() : new Answer.Busy();
      case SILENCE -> unanswered;
    };
  }

  private @Nullable Answer make(
      InvoiceCollection dun, Optional<LightningInvoice> newest, Wallet wallet) {
    var price = priceConverter.onLightning(dun.total());
    if (price.isEmpty()) {
      LOG.warn("no Lightning invoice: there is no fresh price of a bitcoin");
      return new Answer.Unpriced();
    }
    var wanted = price.orElseThrow();
    var text = "Invoice " + dun.id().value();
    return switch (wallet.makeInvoice(wanted.amount(), text, priceConverter.bolt11Valid())) {
      case Wallet.Made.Bolt11(var lnbc) -> keep(dun, newest, wanted, lnbc);
      case Wallet.Made.Refused(var why) -> unavailable("the wallet refuses to make one: " + why);
      case Wallet.Made.Unknown(var why) -> unavailable("the wallet does not answer: " + why);
    };
  }

  /// A wallet may lie: what it gave is read, and held against what was asked for. When it ends is
  /// the wallet's to say, for how long it lasts is ours.
  private @Nullable Answer keep(
      InvoiceCollection dun,
      Optional<LightningInvoice> newest,
      PriceConverter.Lightning wanted,
      String lnbc) {
    PaymentRequest invoice;
    try {
      invoice = PaymentRequest.parse(lnbc);
    } catch (MalformedException lie) {
      return unavailable("the wallet gave what is no invoice: " + lie.getMessage());
    }
    var lasts = Duration.ofSeconds(invoice.expiresAt() - invoice.createdAt());
    var made = Instant.ofEpochSecond(invoice.createdAt());
    if (!wanted.amount().equals(invoice.amount())) {
      return unavailable("the wallet made an invoice of another amount: " + invoice.amount());
    }
    if (!lasts.isPositive() || lasts.compareTo(priceConverter.bolt11Valid().multipliedBy(2)) > 0) {
      return unavailable("the wallet made an invoice that can be paid for " + lasts);
    }
    if (Duration.between(made, wall.instant()).abs().compareTo(Bolt11.CLOCKS_APART_MAX) > 0) {
      return unavailable("the wallet's clock or ours is wrong: its invoice is of " + made);
    }
    var kept =
        db.<Boolean>inTx(tx -> {
          if (!isStillWanted(tx, dun.id(), newest)) {
            return true; // Somebody was quicker; nobody has seen this one.
          }
          if (store.isKnown(tx, invoice.terms().paymentHash())) {
            return false;
          }
          store.insert(
              tx, givenOut(tx.newId(), dun, wanted.amount(), invoice, lnbc), wanted.rate());
          return true;
        });
    return kept ? null : unavailable("the wallet gave an invoice that it had given before");
  }

  /// While the wallet made it the invoice may have been closed, another one have been made, or a
  /// card have begun to be charged.
  private boolean isStillWanted(Tx tx, InvoiceId id, Optional<LightningInvoice> newest) {
    var state = newest.map(LightningInvoice::known).orElseGet(Bolt11.None::new);
    return store.newest(tx, id).map(LightningInvoice::id).equals(newest.map(LightningInvoice::id))
        && dunning
            .find(tx, id)
            .filter(InvoiceCollection::isOpen)
            .filter(dun ->
                Bolt11.next(state, dun.collection(), wall.instant()) instanceof Decision.Make)
            .isPresent();
  }

  private LightningInvoice givenOut(
      String id, InvoiceCollection dun, Msats wanted, PaymentRequest invoice, String lnbc) {
    return new LightningInvoice(
        id,
        dun.id(),
        new LightningInvoice.Code(
            invoice.terms().paymentHash(), lnbc, Instant.ofEpochSecond(invoice.expiresAt())),
        new LightningInvoice.Price(wanted, dun.total().amount()),
        wall.instant(),
        new LightningInvoice.Fate(null, null, Bolt11.Trial.NONE));
  }

  /// @param why for the operator
  private static Answer unavailable(String why) {
    LOG.warn("no Lightning invoice: {}", why);
    return new Answer.Unavailable();
  }
}
