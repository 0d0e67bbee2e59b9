package caravel.control.billing.document;

import caravel.control.billing.document.InvoiceFacts.Reference;
import caravel.control.money.Money;
import caravel.control.tenant.BillingDetails;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An invoice or receipt as people read it: the model of the page and of the PDF. It is also its
/// JSON form.
///
/// @param title `invoice`, or `receipt` of a paid one
/// @param more the lines that are not in `lines`; null = all are
public record InvoiceDocument(
    String id,
    String number,
    String title,
    Seller seller,
    Buyer buyer,
    Course course,
    List<Line> lines,
    @Nullable More more,
    Sums sums,
    @Nullable Reference replacedBy,
    List<Reference> replaces) {
  private static final long MSATS_PER_SAT = 1_000;

  public InvoiceDocument {
    lines = List.copyOf(lines);
    replaces = List.copyOf(replaces);
  }

  /// The operator. Each text may be empty.
  public record Seller(String name, String address, String contact, String taxId) {}

  /// The tenant. Each text may be empty.
  ///
  /// @param pubkey as hex
  public record Buyer(String name, String address, String taxId, String reference, String pubkey) {}

  /// Status and dates.
  ///
  /// @param status `open`, `paid` or `void`
  /// @param dueAt null = the invoice is paid or void
  /// @param method `nwc`, `stripe` or `oob`; null = not paid
  public record Course(
      String status,
      Instant issuedAt,
      @Nullable Instant dueAt,
      @Nullable Instant paidAt,
      @Nullable String method,
      boolean bookedByOperator,
      @Nullable Instant voidedAt,
      @Nullable String voidReason,
      @Nullable String voidNote,
      String dispute,
      Instant periodStart,
      Instant periodEnd) {}

  /// A line. Either it has a relay and a plan, or a text that says what it is.
  ///
  /// @param relayName the relay's name, or the first label of its host if it has no name
  /// @param periodEnd exclusive; equal to the start = a moment
  public record Line(
      String kind,
      @Nullable String relayName,
      @Nullable String relayHost,
      @Nullable String planName,
      @Nullable String text,
      Instant periodStart,
      Instant periodEnd,
      Money.Shown total) {}

  public record More(long count, Money.Shown total) {}

  /// The sums.
  ///
  /// @param cents an estimate of the total in US cents, by the rate when the invoice was created
  /// @param received what the payer paid, if it was another currency; null = the total
  public record Sums(
      Money.Shown total,
      long cents,
      @Nullable Tax tax,
      Money.@Nullable Shown received,
      List<Returned> refunds,
      Money.@Nullable Shown refundPending) {
    public Sums {
      refunds = List.copyOf(refunds);
    }
  }

  /// The tax that the total includes.
  ///
  /// @param percent such as `23` or `7.5`
  /// @param cents the tax in the estimate of the total
  public record Tax(String label, String percent, Money.Shown total, long cents) {}

  /// Money that went back to the payer.
  ///
  /// @param kind `refund` or `dispute`
  public record Returned(Instant at, Money.Shown total, String kind) {}

  /// Builds the document of an invoice. A paid invoice keeps the parties and the tax of its
  /// payment, every other one has the present ones.
  ///
  /// @param planName the name of a plan, by its id
  /// @param now of the billing clock; a stopped grace is shown as if it resumed now
  public static InvoiceDocument of(
      InvoiceFacts facts, Issuer issuer, UnaryOperator<String> planName, Instant now) {
    var head = facts.head();
    var course = head.course();
    var isPaid = course.status().equals("paid");
    var settled = facts.settled();
    var seller = settled == null ? issuer : settled.seller();
    // The tenant's present details were not known when this invoice was paid.
    var buyer = settled != null ? settled.buyer() : isPaid ? BillingDetails.NONE : facts.buyer();
    var rest = facts.rest();
    return new InvoiceDocument(
        head.id(),
        head.number().toString(),
        isPaid ? "receipt" : "invoice",
        new Seller(seller.name(), seller.address(), seller.contact(), seller.taxId()),
        new Buyer(
            buyer.name(), buyer.address(), buyer.taxId(), buyer.reference(), head.tenant().hex()),
        course(head, now),
        facts.lines().stream().map(row -> line(row, head, planName)).toList(),
        rest.count() == 0 ? null : new More(rest.count(), shown(rest.amount(), head)),
        sums(facts, seller.tax()),
        facts.relations().replacedBy(),
        facts.relations().replaces());
  }

  private static Course course(InvoiceFacts.Head head, Instant now) {
    var course = head.course();
    var payment = course.payment();
    var voided = course.voided();
    return new Course(
        course.status(),
        head.number().createdAt(),
        course.status().equals("open") ? dueAt(course, now) : null,
        payment == null ? null : payment.at(),
        payment == null ? null : payment.method(),
        payment != null && payment.isBooked(),
        voided == null ? null : voided.at(),
        voided == null ? null : voided.reason(),
        voided == null || voided.note().isEmpty() ? null : voided.note(),
        course.dispute(),
        head.period().start(),
        head.period().end());
  }

  private static Instant dueAt(InvoiceFacts.Course course, Instant now) {
    if (course.dueAt() != null) {
      return course.dueAt();
    }
    var left = course.graceLeft();
    return left == null ? now : now.plusSeconds(left);
  }

  private static Line line(
      InvoiceFacts.Row row, InvoiceFacts.Head head, UnaryOperator<String> planName) {
    var relay = row.relay();
    return new Line(
        row.kind(),
        relay == null ? null : relay.name().isBlank() ? firstLabel(relay.host()) : relay.name(),
        relay == null ? null : relay.host(),
        relay == null ? null : planName(row, planName),
        relay == null ? text(row) : null,
        row.period().start(),
        row.period().end(),
        shown(row.amount(), head));
  }

  private static String planName(InvoiceFacts.Row row, UnaryOperator<String> planName) {
    var plan = row.plan();
    return planName.apply(plan.id())
        + PeriodText.after(
            plan.period(), row.kind().equals("charge"), row.amount() == plan.price());
  }

  private static String firstLabel(String host) {
    var dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  private static String text(InvoiceFacts.Row row) {
    return switch (row.source()) {
      case "payment" -> "Payment received for a closed invoice";
      case "booked" -> "Payment booked by the operator";
      case "refund" ->
          row.kind().equals("refund")
              ? "Credit taken back, because its payment was refunded"
              : "Credit restored, because a refund failed";
      case "operator" -> "Credit from the operator";
      default -> "A relay that no longer exists";
    };
  }

  private static Sums sums(InvoiceFacts facts, @Nullable TaxRule tax) {
    var head = facts.head();
    var pending = head.course().refundPending();
    return new Sums(
        head.total().shown(),
        head.cents(),
        tax == null || tax.basisPoints() == 0
            ? null
            : new Tax(
                tax.label(),
                tax.percent(),
                shown(tax.includedIn(head.total().amount()), head),
                tax.includedIn(head.cents())),
        received(head),
        facts.relations().refunds().stream()
            .map(refund -> new Returned(refund.at(), shown(refund.amount(), head), refund.kind()))
            .toList(),
        pending == 0 ? null : shown(pending, head));
  }

  /// Only a payment in another currency than the prices is shown, because a rate was used.
  private static Money.@Nullable Shown received(InvoiceFacts.Head head) {
    var payment = head.course().payment();
    if (payment == null || payment.received() <= 0) {
      return null;
    }
    return switch (head.currency()) {
      case SAT -> payment.unit().equals("cent") ? new Money.Shown(payment.received(), "usd") : null;
      case USD ->
          payment.unit().equals("msat")
              ? new Money.Shown(payment.received() / MSATS_PER_SAT, "sat")
              : null;
    };
  }

  private static Money.Shown shown(long amount, InvoiceFacts.Head head) {
    return new Money.Shown(amount, head.currency().word());
  }
}
