package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.NoticeTexts.Bill;
import caravel.control.billing.NoticeTexts.PriceMove;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.money.BillingInterval;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NoticeTextsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String LINK = "https://relays.example.com/account?invoice=i1";
  private static final Bill BILL =
      new Bill(sats(10_000), Instant.parse("2026-11-28T12:00:00Z"), LINK);
  private static final String SECRET = "ab".repeat(32);

  private final NoticeTexts texts = new NoticeTexts(NOW);

  @Test
  void an_invoice_is_told_with_its_amount_its_date_and_its_link() {
    assertThat(texts.invoiceReady(BILL))
        .isEqualTo(
            """
            Your invoice for 10,000 sats is ready. Pay it by 28 Nov, or your paid relays go offline. Nothing is deleted.

            Pay here: https://relays.example.com/account?invoice=i1\
            """);
    assertThat(texts.reminder(3, BILL)).contains("10,000 sats is due in 3 days", "28 Nov", LINK);
    assertThat(texts.reminder(1, BILL)).contains("10,000 sats is due tomorrow", "28 Nov", LINK);
    assertThat(texts.paid(sats(10_000), Method.NWC, NOW, LINK))
        .contains("10,000 sats, from your connected wallet, on 21 Nov", LINK);
    assertThat(texts.paid(sats(10_000), Method.STRIPE, NOW, LINK)).contains("from your card");
    assertThat(texts.paid(sats(10_000), Method.OOB, NOW, LINK)).contains("manually");
    assertThat(texts.creditKept(sats(10_000), NOW, LINK)).contains("10,000 sats", "21 Nov", LINK);
  }

  @Test
  void amounts_have_their_unit_and_dates_their_year_where_it_is_another() {
    assertThat(NoticeTexts.amount(sats(1))).isEqualTo("1 sat");
    assertThat(NoticeTexts.amount(sats(1_234_567))).isEqualTo("1,234,567 sats");
    assertThat(NoticeTexts.amount(new Money(123_405, Currency.USD))).isEqualTo("$1,234.05");
    var next = new Bill(sats(500), Instant.parse("2027-01-02T00:00:00Z"), LINK);
    assertThat(texts.invoiceReady(next)).contains("2 Jan 2027");
    var monthly =
        new PriceMove("Basic", sats(10_000), sats(12_000), BillingInterval.MONTH, next.due());
    assertThat(texts.newPrice(monthly, LINK))
        .contains("Basic is changing from 10,000 sats to 12,000 sats a month", "2 Jan 2027", LINK);
    var yearly =
        new PriceMove("Basic", sats(100_000), sats(110_000), BillingInterval.YEAR, next.due());
    assertThat(texts.newPrice(yearly, LINK))
        .contains("Basic is changing from 100,000 sats to 110,000 sats a year");
  }

  @Test
  void what_a_wallet_said_is_quoted_short_on_one_line_and_without_keys() {
    var said =
        "budget\n\u202egone nostr+walletconnect://" + SECRET + "?secret=" + SECRET + " " + SECRET;
    assertThat(texts.walletFailed(BILL, said))
        .contains("“budget gone … …”", "10,000 sats", "28 Nov", LINK)
        .doesNotContain(SECRET, "walletconnect", "\u202e");
    assertThat(texts.cardFailed(BILL, "The bank said no sk_live_abcDEF nsec1qqqq"))
        .contains("The bank said no … …", LINK)
        .doesNotContain("sk_live", "nsec1");
    assertThat(QuotedText.of("x".repeat(5_000))).hasSize(QuotedText.CHARACTERS_MAX + 1);
    assertThat(QuotedText.sentence("Declined")).isEqualTo("Declined.");
    assertThat(QuotedText.sentence("Declined!")).isEqualTo("Declined!");
  }

  @Test
  void what_went_offline_is_named() {
    assertThat(texts.relaysPaused(List.of("Choir"), BILL))
        .startsWith(
            "“Choir” is now offline, because the invoice for 10,000 sats, due 28 Nov, wasn’t paid.");
    assertThat(texts.relaysPaused(List.of("A", "B"), BILL))
        .startsWith("“A” and “B” are now offline");
    assertThat(texts.relaysPaused(List.of("A", "B", "C", "D", "E", "F", "G"), BILL))
        .startsWith("“A”, “B”, “C”, “D”, “E” and 2 more are now offline");
    assertThat(texts.relaySuspended("Choir", "spam", LINK, "")).contains("“Choir”", "“spam”", LINK);
    assertThat(texts.relayRestored("Choir", "", LINK)).contains("“Choir”").doesNotContain("Reason");
    assertThat(texts.relayRestored("Choir", "a mistake", LINK)).contains("“a mistake”");
    assertThat(texts.tenantSuspended("spam", LINK, ""))
        .contains("21 Nov", "“spam”", LINK)
        .doesNotContain("contact us");
    assertThat(texts.relaySuspended("Choir", "spam", LINK, "help@harbour.example"))
        .contains("contact us: help@harbour.example\n", LINK);
    assertThat(texts.tenantSuspended("spam", LINK, "help@harbour.example"))
        .contains("contact us: help@harbour.example\n", LINK);
    assertThat(texts.tenantRestored("", LINK)).contains("21 Nov", LINK).doesNotContain("Reason");
  }

  @Test
  void the_team_and_both_people_of_a_transfer_are_told_plainly() {
    assertThat(texts.moderator("Choir", LINK))
        .isEqualTo(
            """
            The owner of “Choir” made you a moderator. You can manage its members, invites, bans and content, here and in your own Nostr app.

            The relay: https://relays.example.com/account?invoice=i1\
            """);
    assertThat(texts.coOwner("Choir", LINK))
        .startsWith("The owner of “Choir” made you a co-owner. You can manage its members")
        .contains("You don’t pay for it.")
        .endsWith("The relay: " + LINK);
    assertThat(texts.removedFromTeam("Choir", LINK))
        .isEqualTo(
            """
            You were removed from the team of “Choir”. You can no longer manage it, and you stay a member.

            Your relays: https://relays.example.com/account?invoice=i1\
            """);
    assertThat(texts.transferOffered("Choir", LINK))
        .startsWith("The owner of “Choir” offers to transfer it to you.")
        .contains("within 7 days", "pay for its plan")
        .endsWith("Accept or decline: " + LINK);
    assertThat(texts.transferred("Choir", LINK))
        .isEqualTo(
            """
            “Choir” has a new owner since 21 Nov, who accepted your offer. You no longer pay for it, and what you paid for the time after that is your credit.

            Your account: https://relays.example.com/account?invoice=i1\
            """);
  }

  @Test
  void a_relay_that_fills_up_is_told_with_its_numbers() {
    assertThat(texts.membersNearlyFull("Choir", new NoticeTexts.Fullness(80, 100, true), LINK))
        .contains("80 of the 100", LINK);
    assertThat(texts.membersFull("Choir", new NoticeTexts.Fullness(1_000, 1_000, true), LINK))
        .contains("1,000 members", LINK);
  }

  private static Money sats(long amount) {
    return new Money(amount, Currency.SAT);
  }
}
