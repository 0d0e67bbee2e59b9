package caravel.verify.simulate;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor.CardDispute;
import caravel.control.payment.CardProcessor.CardRefund;
import caravel.control.payment.CardProcessor.DisputeStatus;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.CardProcessor.RefundMade;
import caravel.control.payment.CardProcessor.RefundStatus;
import caravel.control.payment.CardProcessor.RefundWanted;
import caravel.control.payment.CardProcessor.ReversalsFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The refunds and disputes of the simulated card processor. A refund can be confirmed late, or
/// fail, also after it was confirmed; a dispute is decided weeks after it was opened.
final class CardReversals {
  private static final int DAY_SECONDS = 86_400;

  private final World world;
  private final Random random;
  private final Consumer<String> tell;
  private final List<Refunded> refunds = new ArrayList<>();
  private final List<Disputed> disputes = new ArrayList<>();

  /// A refund as it is now.
  static final class Refunded {
    final String id;
    final String key;
    final CardCharge charge;
    final long cents;
    final Instant at;
    RefundStatus status;
    Instant changedAt;

    Refunded(String id, String key, CardCharge charge, long cents, Instant at) {
      this.id = id;
      this.key = key;
      this.charge = charge;
      this.cents = cents;
      this.at = at;
      this.status = RefundStatus.PENDING;
      this.changedAt = at;
    }

    CardRefund listed() {
      return new CardRefund(id, key, charge.intentId, new Money(cents, Currency.USD), status);
    }
  }

  /// A dispute as it is now.
  static final class Disputed {
    final String id;
    final CardCharge charge;
    final Instant at;
    DisputeStatus status = DisputeStatus.OPEN;
    Instant changedAt;

    Disputed(String id, CardCharge charge, Instant at) {
      this.id = id;
      this.charge = charge;
      this.at = at;
      this.changedAt = at;
    }

    CardDispute listed() {
      return new CardDispute(id, charge.intentId, charge.amount, status, "fraudulent", null);
    }
  }

  /// @param tell tells the platform that something of a payment has changed
  CardReversals(World world, long seed, Consumer<String> tell) {
    this.world = world;
    this.random = new Random(seed);
    this.tell = tell;
  }

  /// @throws Violation when a key is used for another refund, or more is refunded than was paid
  RefundMade refund(RefundWanted wanted, CardCharge charge) {
    for (var known : refunds) {
      if (known.key.equals(wanted.key())) {
        throw new Violation("a refund was requested twice: " + wanted.key());
      }
    }
    if (wanted.amount().amount() > left(charge) || isDisputed(charge)) {
      return new RefundMade.Refused("charge_already_refunded");
    }
    return new RefundMade.Made(make(wanted.key(), charge, wanted.amount().amount()).listed());
  }

  /// The operator refunds a payment in the processor's dashboard, or a part of it.
  void refundInDashboard(CardCharge charge) {
    var left = left(charge);
    if (left > 0 && !isDisputed(charge)) {
      make("", charge, random.nextBoolean() ? left : 1 + random.nextLong(left));
    }
  }

  private Refunded make(String key, CardCharge charge, long cents) {
    var refund = new Refunded("re_" + refunds.size(), key, charge, cents, world.clock().truth());
    refunds.add(refund);
    tell.accept(charge.intentId);
    switch (random.nextInt(6)) {
      case 0 -> becomesLater(refund, RefundStatus.SUCCEEDED, 3 * DAY_SECONDS);
      case 1 -> becomesLater(refund, RefundStatus.FAILED, 3 * DAY_SECONDS);
      case 2 -> {
        becomes(refund, RefundStatus.SUCCEEDED);
        becomesLater(refund, RefundStatus.FAILED, 25 * DAY_SECONDS);
      }
      default -> becomes(refund, RefundStatus.SUCCEEDED);
    }
    return refund;
  }

  private void becomesLater(Refunded refund, RefundStatus next, int seconds) {
    var at = world.clock().truth().plusSeconds(60 + random.nextInt(seconds));
    world.later().at(at, () -> becomes(refund, next));
  }

  private void becomes(Refunded refund, RefundStatus next) {
    refund.status = next;
    refund.changedAt = world.clock().truth();
    tell.accept(refund.charge.intentId);
  }

  /// The payer objects to a payment at the bank.
  void dispute(CardCharge charge) {
    if (left(charge) < charge.amount.amount() || isDisputed(charge)) {
      return;
    }
    var dispute = new Disputed("dp_" + disputes.size(), charge, world.clock().truth());
    disputes.add(dispute);
    tell.accept(charge.intentId);
    var isLost = random.nextBoolean();
    var decidedAt = dispute.at.plusSeconds(DAY_SECONDS + random.nextInt(60 * DAY_SECONDS));
    world
        .later()
        .at(
            decidedAt,
            () -> {
              dispute.status = isLost ? DisputeStatus.LOST : DisputeStatus.WON;
              dispute.changedAt = world.clock().truth();
              tell.accept(charge.intentId);
            });
  }

  private long left(CardCharge charge) {
    var isPaid = charge.state instanceof Intent.Succeeded;
    var back =
        refunds.stream()
            .filter(refund -> refund.charge == charge && refund.status != RefundStatus.FAILED)
            .mapToLong(refund -> refund.cents)
            .sum();
    return isPaid ? charge.amount.amount() - back : 0;
  }

  private boolean isDisputed(CardCharge charge) {
    return disputes.stream().anyMatch(dispute -> dispute.charge == charge);
  }

  ReversalsFound of(String intentId) {
    return found(
        refund -> refund.charge.intentId.equals(intentId),
        dispute -> dispute.charge.intentId.equals(intentId));
  }

  ReversalsFound since(Instant refundsSince, Instant disputesSince) {
    return found(
        refund -> !refund.at.isBefore(refundsSince),
        dispute -> !dispute.at.isBefore(disputesSince));
  }

  private ReversalsFound found(Predicate<Refunded> ofRefunds, Predicate<Disputed> ofDisputes) {
    return new ReversalsFound.Found(
        refunds.stream().filter(ofRefunds).map(Refunded::listed).toList(),
        disputes.stream().filter(ofDisputes).map(Disputed::listed).toList());
  }

  List<Refunded> refundsOf(int tenant) {
    return refunds.stream().filter(refund -> refund.charge.tenant == tenant).toList();
  }

  List<Disputed> disputesOf(int tenant) {
    return disputes.stream().filter(dispute -> dispute.charge.tenant == tenant).toList();
  }

  Optional<Refunded> find(String id) {
    return refunds.stream().filter(refund -> refund.id.equals(id)).findFirst();
  }
}
