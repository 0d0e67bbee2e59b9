package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Instant;

/// A line of a bill: what caused it, the time it covers, and the amount. Its id follows from these,
/// so a second replay makes the same line and a unique key keeps it from being stored twice.
public sealed interface Item {
  Id id();

  /// What it adds to a bill: below zero for a credit.
  Amount amount();

  /// When it came to be.
  Instant at();

  /// The natural key of an item: of a charge its activity or its relay and period start, of a
  /// credit its charge, its payment or its refund.
  record Id(String value) {
    @Override
    public String toString() {
      return value;
    }
  }

  /// What opened a charge.
  sealed interface Cause {
    record Activity(String id) implements Cause {}

    record PeriodStart() implements Cause {}

    /// A relay waits until this charge is paid (pay first). It covers a whole month and is returned
    /// whole when the relay starts, because the month then begins.
    ///
    /// @param id of the activity
    record Reservation(String id) implements Cause {}
  }

  /// What is charged for.
  ///
  /// @param price of a whole period
  record Subject(String relayId, String planId, Money price) {}

  /// One relay on one plan from an instant to the end of the period.
  ///
  /// @param cost for this span
  record Charge(Cause cause, Subject subject, Span span, Money cost) implements Item {
    /// Ends the id of a charge for a reservation.
    public static final String RESERVED = ":reserved";

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

  /// The unused rest of a charge that ended early. It belongs to that charge: without it, or before
  /// it was paid, it is worth nothing.
  ///
  /// @param activityId what ended the charge
  /// @param at up to the end of the charge nothing is used
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

  /// Money that came for an invoice already paid or void. It belongs to its payment, and is the
  /// tenant's.
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
    /// Starts the id of the item.
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

  /// Credit that a refund or a lost dispute has taken back, because the tenant has its money again.
  ///
  /// @param credit the item that is worth less by this
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

  /// Credit that the tenant has again, because the refund that took it back has failed.
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
