package caravel.control.billing.document;

import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.tenant.BillingDetails;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stored facts of an invoice, its lines and its payment: the input of [InvoiceDocument#of].
///
/// @param lines the first lines, in the order of creation
/// @param rest the sum of the further lines
/// @param settled the parties at the payment; null = not paid, or paid before they were stored
/// @param buyer the tenant's present details
public record InvoiceFacts(
    Head head,
    List<Row> lines,
    Rest rest,
    @Nullable Settled settled,
    BillingDetails buyer,
    Relations relations) {
  public InvoiceFacts {
    lines = List.copyOf(lines);
  }

  /// The invoice itself.
  ///
  /// @param cents the estimate of the total in US cents from the time of its creation
  public record Head(
      String id,
      InvoiceNumber number,
      PublicKey tenant,
      Money total,
      long cents,
      Period period,
      Course course) {
    Currency currency() {
      return total.currency();
    }
  }

  /// @param end exclusive
  public record Period(Instant start, Instant end) {}

  /// The plan of a line.
  ///
  /// @param period the time that its price is for
  /// @param price of the whole period
  public record PricedPlan(String id, BillingPeriod period, long price) {
    /// A plan that is charged monthly.
    public PricedPlan(String id) {
      this(id, BillingPeriod.MONTH, 0);
    }
  }

  /// The state of an invoice and how it got there.
  ///
  /// @param status `open`, `paid` or `void`
  /// @param dueAt null = the grace is stopped
  /// @param dispute `open`, `won` or `lost`; `""` = there was none
  public record Course(
      String status,
      @Nullable Instant dueAt,
      @Nullable Long graceLeft,
      @Nullable Payment payment,
      @Nullable Voided voided,
      long refundPending,
      String dispute) {}

  /// @param received in `unit`: `sat`, `msat` or `cent`; 0 = unknown
  public record Payment(Instant at, String method, boolean isBooked, long received, String unit) {}

  /// @param note an operator's reason; `""` = none
  public record Voided(Instant at, String reason, String note) {}

  /// A line.
  ///
  /// @param relay null = the line is about no relay
  /// @param kind `charge`, `credit` or `refund`
  /// @param source `relay`, `payment`, `booked`, `refund` or `operator`
  public record Row(
      @Nullable NamedRelay relay,
      PricedPlan plan,
      String kind,
      String source,
      Period period,
      long amount) {}

  /// @param name as the owner named it; `""` = not named
  /// @param host its address without a scheme
  public record NamedRelay(String name, String host) {}

  /// The lines that are not shown one by one.
  public record Rest(long count, long amount) {
    public static final Rest NONE = new Rest(0, 0);
  }

  /// The parties and the tax at the payment.
  public record Settled(Issuer seller, BillingDetails buyer) {}

  /// A refund, or money lost in a dispute.
  ///
  /// @param kind `refund` or `dispute`
  public record Refunded(Instant at, long amount, String kind) {}

  /// Another invoice.
  public record Reference(String id, String number) {}

  /// @param replacedBy null = none
  public record Relations(
      List<Refunded> refunds, @Nullable Reference replacedBy, List<Reference> replaces) {
    public Relations {
      refunds = List.copyOf(refunds);
      replaces = List.copyOf(replaces);
    }
  }
}
