package caravel.control.billing.core;

import caravel.control.money.BillingPeriod;
import caravel.control.money.Money;
import java.time.Instant;

/// A line of an invoice: its cause, the time that it covers, and the amount. The id is derived from
/// these. A second replay makes the same line, and a unique key prevents storing it twice.
public sealed interface Item {
  Id id();

  /// The amount that the item adds to an invoice; negative for a credit.
  Amount amount();

  /// The instant at which the item came into being.
  Instant at();

  /// The natural key of an item. A charge has its activity, or its relay and period start. A credit
  /// has its charge, payment or refund.
  record Id(String value) {
    @Override
    public String toString() {
      return value;
    }
  }

  /// The cause of a charge.
  sealed interface Cause {
    record Activity(String id) implements Cause {}

    record PeriodStart() implements Cause {}

    /// A relay waits until this charge is paid (pay first). The charge covers a whole period. It is
    /// returned in full when the relay starts, because its period begins then.
    ///
    /// @param id of the activity
    record Reservation(String id) implements Cause {}
  }

  /// The relay and plan that are charged for.
  ///
  /// @param price of a whole period
  record Subject(String relayId, String planId, Money price, BillingPeriod period) {
    /// A relay that is charged monthly.
    public Subject(String relayId, String planId, Money price) {
      this(relayId, planId, price, BillingPeriod.MONTH);
    }
  }

  /// One relay on one plan from an instant to the end of the period.
  ///
  /// @param cost for this span
  record Charge(Cause cause, Subject subject, Span span, Money cost) implements Item {
    /// Suffix of the id of a reservation's charge.
    public static final String RESERVED = ":reserved";

    /// Whether the charge is for time that was paid for at an earlier platform. It costs nothing
    /// and is on no invoice.
    public boolean isPrepaid() {
      return subject.price().isZero();
    }

    /// Whether a relay waits until this charge is paid.
    public boolean isReservation() {
      return cause instanceof Cause.Reservation;
    }

    @Override
    public Id id() {
      return new Id(
          switch (cause) {
            case Cause.Activity(var activity) -> "charge:" + activity;
            case Cause.Reservation(var activity) -> "charge:" + activity + RESERVED;
            case Cause.PeriodStart() ->
                "charge:" + subject.relayId() + ":" + span.start().getEpochSecond();
          });
    }

    @Override
    public Amount amount() {
      return Amount.of(cost);
    }

    @Override
    public Instant at() {
      return span.start();
    }
  }

  /// The unused rest of a charge that ended early. It has a value only together with its charge, or
  /// after that charge was paid.
  ///
  /// @param activityId the activity that ended the charge
  /// @param at from when the charge is unused, at most its end
  record Credit(Charge givesBack, String activityId, Instant at, Money rest) implements Item {
    @Override
    public Id id() {
      return new Id("credit:" + givesBack.id().value());
    }

    @Override
    public Amount amount() {
      return Amount.givenBack(rest);
    }
  }

  /// Money that came for an invoice already paid or void. It is the tenant's credit.
  record Surplus(String paymentId, Instant at, Money money) implements Item {
    @Override
    public Id id() {
      return new Id("surplus:" + paymentId);
    }

    @Override
    public Amount amount() {
      return Amount.givenBack(money);
    }
  }

  /// Credit that the operator gave. No money came in for it.
  ///
  /// @param adjustmentId unique in the database
  record Adjustment(String adjustmentId, Instant at, Money money) implements Item {
    /// Prefix of the item's id.
    public static final String PREFIX = "adjustment:";

    @Override
    public Id id() {
      return new Id(PREFIX + adjustmentId);
    }

    @Override
    public Amount amount() {
      return Amount.givenBack(money);
    }
  }

  /// Credit that a refund or a lost dispute takes back, because the money went back to the payer.
  ///
  /// @param credit the item that is reduced
  record CreditReversal(String refundId, Id credit, Instant at, Money money) implements Item {
    @Override
    public Id id() {
      return new Id("reversal:" + refundId + ":" + credit.value());
    }

    @Override
    public Amount amount() {
      return Amount.of(money);
    }
  }

  /// Credit that the tenant gets back because the refund that took it has failed.
  record RestoredCredit(String refundId, Instant at, Money money) implements Item {
    @Override
    public Id id() {
      return new Id("restored:" + refundId);
    }

    @Override
    public Amount amount() {
      return Amount.givenBack(money);
    }
  }
}
