package caravel.control.billing;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.money.BillingInterval;
import caravel.control.money.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The texts of notices. Each states the event, the reason and the next step, with the amount, the
/// date and the link.
///
/// @param now decides whether a date needs its year
public record NoticeTexts(Instant now) {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter DAY_AND_YEAR =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final int NAMES_MAX = 5;

  /// An open invoice in a notice.
  ///
  /// @param due when the grace ends
  /// @param link where it can be paid
  public record Bill(Money total, Instant due, String link) {}

  public String invoiceReady(Bill bill) {
    return """
    Your invoice for %s is ready. Pay it by %s, or your paid relays go offline. Nothing is deleted.

    Pay here: %s\
    """
        .formatted(amount(bill.total()), day(bill.due()), bill.link());
  }

  /// An invoice that must be paid before relays start.
  ///
  /// @param relays their names, at least one
  public String payToStart(List<String> relays, Bill bill) {
    var verb = relays.size() == 1 ? "starts" : "start";
    return """
    Pay %s to start: %s %s as soon as the invoice is paid. If it isn’t paid by %s, it’s void and \
    you owe nothing.

    Pay here: %s\
    """
        .formatted(amount(bill.total()), names(relays), verb, day(bill.due()), bill.link());
  }

  /// @param daysLeft whole days until the grace ends
  public String reminder(int daysLeft, Bill bill) {
    var when = daysLeft <= 1 ? "tomorrow" : "in " + daysLeft + " days";
    return """
    Your invoice for %s is due %s. If it isn’t paid, your paid relays go offline on %s. Nothing is \
    deleted.

    Pay here: %s\
    """
        .formatted(amount(bill.total()), when, day(bill.due()), bill.link());
  }

  /// @param said the wallet's answer
  public String walletFailed(Bill bill, String said) {
    return """
    Your wallet refused to pay %s. It said: “%s”. Raise the budget in your wallet, or pay \
    manually by %s.

    Pay here: %s\
    """
        .formatted(amount(bill.total()), QuotedText.of(said), day(bill.due()), bill.link());
  }

  /// @param sentence the reason, for the tenant
  public String cardFailed(Bill bill, String sentence) {
    return """
    We couldn’t charge your card %s. %s Pay manually by %s, or save another card.

    Pay here: %s\
    """
        .formatted(
            amount(bill.total()), QuotedText.sentence(sentence), day(bill.due()), bill.link());
  }

  /// @param link where the invoice can be read
  public String paid(Money total, Method method, Instant at, String link) {
    var how =
        switch (method) {
          case NWC -> "from your connected wallet";
          case STRIPE -> "from your card";
          case OOB -> "manually";
        };
    return """
    Paid: %s, %s, on %s.

    Your invoice: %s\
    """
        .formatted(amount(total), how, day(at), link);
  }

  /// For money that came for an invoice already paid or void.
  public String creditKept(Money received, Instant at, String link) {
    return """
    %s arrived on %s for an invoice that was already closed. We’ve added it to your credit, which \
    your next invoices use first.

    Your account: %s\
    """
        .formatted(amount(received), day(at), link);
  }

  /// For a payment made outside the platform, such as cash, that became credit.
  public String paymentBooked(Money received, String link) {
    return """
    We booked your payment of %s. It’s your credit, which your next invoices use first.

    Your account: %s\
    """
        .formatted(amount(received), link);
  }

  public String creditGiven(Money credit, String link) {
    return """
    We gave you %s of credit. Your next invoices use it first.

    Your account: %s\
    """
        .formatted(amount(credit), link);
  }

  /// @param isByProcessor whether the card processor pays it back
  public String refunded(Money refunded, boolean isByProcessor, String link) {
    var how =
        isByProcessor
            ? "The money goes back to the card that you paid with, within 10 days."
            : "We pay the money back to you directly.";
    return """
    We refunded %s. %s

    Your account: %s\
    """
        .formatted(amount(refunded), how, link);
  }

  /// @param relays their names, at least one
  public String paymentLost(Money lost, List<String> relays, String link) {
    var verb = relays.size() == 1 ? "is" : "are";
    var them = relays.size() == 1 ? "it" : "them";
    return """
    %s %s now offline, because your bank took back the payment of %s. Nothing was deleted, and you \
    owe nothing. Choose a plan to bring %s back.

    Your account: %s\
    """
        .formatted(names(relays), verb, amount(lost), them, link);
  }

  /// @param relays their names, at least one
  /// @param unpaid the invoice that was not paid
  public String relaysPaused(List<String> relays, Bill unpaid) {
    var verb = relays.size() == 1 ? "is" : "are";
    var them = relays.size() == 1 ? "it" : "them";
    return """
    %s %s now offline, because the invoice for %s, due %s, wasn’t paid. Nothing was deleted, and \
    you owe nothing. Choose a plan to bring %s back.

    Your account: %s\
    """
        .formatted(
            names(relays), verb, amount(unpaid.total()), day(unpaid.due()), them, unpaid.link());
  }

  /// @param contact of the operator; `""` = none is given
  public String relaySuspended(String relay, String reason, String link, String contact) {
    return """
    We took %s offline on %s. Reason: “%s”. Nothing was deleted.%s

    Your relay: %s\
    """
        .formatted(named(relay), day(now), QuotedText.of(reason), questions(contact), link);
  }

  /// @param reason `""` when none was given
  public String relayRestored(String relay, String reason, String link) {
    return """
    We lifted the suspension on %s on %s.%s

    Your relay: %s\
    """
        .formatted(named(relay), day(now), because(reason), link);
  }

  public String coOwner(String relay, String link) {
    return """
    The owner of %s made you a co-owner. You can manage its members and its content, change its \
    settings, and export and import its messages. You don’t pay for it.

    The relay: %s\
    """
        .formatted(named(relay), link);
  }

  public String moderator(String relay, String link) {
    return """
    The owner of %s made you a moderator. You can manage its members, invites, bans and content, \
    here and in your own Nostr app.

    The relay: %s\
    """
        .formatted(named(relay), link);
  }

  public String transferOffered(String relay, String link) {
    return """
    The owner of %s offers to transfer it to you. If you accept within 7 days, you own the relay \
    and pay for its plan from then on. If you do nothing, nothing changes.

    Accept or decline: %s\
    """
        .formatted(named(relay), link);
  }

  public String removedFromTeam(String relay, String link) {
    return """
    You were removed from the team of %s. You can no longer manage it, and you stay a member.

    Your relays: %s\
    """
        .formatted(named(relay), link);
  }

  public String transferred(String relay, String link) {
    return """
    %s has a new owner since %s, who accepted your offer. You no longer pay for it, and what you \
    paid for the time after that is your credit.

    Your account: %s\
    """
        .formatted(named(relay), day(now), link);
  }

  /// @param contact of the operator; `""` = none is given
  public String tenantSuspended(String reason, String link, String contact) {
    return """
    We suspended your account on %s and took its relays offline. Reason: “%s”. Nothing was \
    deleted, and you aren’t charged while it’s suspended.%s

    Your account: %s\
    """
        .formatted(day(now), QuotedText.of(reason), questions(contact), link);
  }

  /// @param reason `""` when none was given
  public String tenantRestored(String reason, String link) {
    return """
    We lifted your account’s suspension on %s. Your relays are as you left them.%s

    Your account: %s\
    """
        .formatted(day(now), because(reason), link);
  }

  /// A change of a price.
  ///
  /// @param from when this tenant's first period at the new price begins
  public record PriceMove(
      String plan, Money before, Money after, BillingInterval interval, Instant from) {}

  public String newPrice(PriceMove move, String link) {
    return """
    The price of %s is changing from %s to %s a %s. You pay the new price from %s; nothing \
    changes before then. You can change your plan at any time.

    Your account: %s\
    """
        .formatted(
            move.plan(),
            amount(move.before()),
            amount(move.after()),
            move.interval().word(),
            day(move.from()),
            link);
  }

  /// The member count of a relay.
  ///
  /// @param most the member limit of its plan
  /// @param isEnforced whether the relay's host refuses members beyond the limit
  public record Fullness(long members, long most, boolean isEnforced) {}

  public String membersNearlyFull(String relay, Fullness full, String link) {
    return """
    %s has %,d of the %,d members its plan allows. %s

    Change the plan here: %s\
    """
        .formatted(
            named(relay),
            full.members(),
            full.most(),
            full.isEnforced()
                ? "When it’s full, nobody new can join. A larger plan has more room."
                : "Choose a larger plan before it has more members than that.",
            link);
  }

  public String membersFull(String relay, Fullness full, String link) {
    return """
    %s has %,d members, and its plan allows %,d. %s

    Change the plan here: %s\
    """
        .formatted(
            named(relay),
            full.members(),
            full.most(),
            full.isEnforced()
                ? "Nobody new can join until there’s room. A larger plan has more space."
                : "People with an invite can still join. Choose a larger plan.",
            link);
  }

  /// @param isKept whether the relay's host cannot erase, so that its operator must
  public String relayErased(String relay, boolean isKept, String link) {
    var what =
        isKept
            ? "Its member list and settings are deleted. The server it was on may still keep a copy of"
                + " its messages and files."
            : "Its messages, files and member list are erased.";
    return """
    %s was deleted for good on %s. %s

    Your account: %s\
    """
        .formatted(named(relay), day(now), what, link);
  }

  /// An amount with its unit, as the web app writes it.
  static String amount(Money money) {
    return switch (money.currency()) {
      case SAT ->
          String.format(
              Locale.ROOT, "%,d %s", money.amount(), money.amount() == 1 ? "sat" : "sats");
      case USD ->
          String.format(Locale.ROOT, "$%,d.%02d", money.amount() / 100, money.amount() % 100);
    };
  }

  private String day(Instant at) {
    var here = at.atZone(ZoneOffset.UTC);
    return here.format(isThisYear(here) ? DAY : DAY_AND_YEAR);
  }

  private boolean isThisYear(ZonedDateTime at) {
    return at.getYear() == now.atZone(ZoneOffset.UTC).getYear();
  }

  private static String names(List<String> relays) {
    var shown = relays.stream().limit(NAMES_MAX).map(NoticeTexts::named).toList();
    var more = relays.size() - shown.size();
    if (more > 0) {
      return String.join(", ", shown) + " and " + more + " more";
    }
    return shown.size() < 2
        ? String.join("", shown)
        : String.join(", ", shown.subList(0, shown.size() - 1)) + " and " + shown.getLast();
  }

  private static String named(String relay) {
    return "“" + QuotedText.of(relay) + "”";
  }

  private static String questions(String contact) {
    return contact.isEmpty() ? "" : " If you have questions, contact us: " + contact;
  }

  private static String because(String reason) {
    return reason.isBlank() ? "" : " Reason: “" + QuotedText.of(reason) + "”.";
  }
}
