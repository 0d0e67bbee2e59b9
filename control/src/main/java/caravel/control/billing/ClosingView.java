package caravel.control.billing;

import caravel.control.billing.core.ClosingBalance;
import caravel.control.money.Money;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.Relays;
import caravel.control.relay.TeamStore.Helped;
import caravel.control.relay.team.TeamDeparture;
import caravel.control.tenant.Account;
import caravel.control.tenant.Tenant;
import caravel.nostr.Hex;
import caravel.nostr.PublicKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The effects of closing an account, or the state of a closed one, with the fields of the API.
///
/// @param version names everything that is confirmed, except for sums that change with time alone
/// @param closedAt null = the account is open
/// @param blockers the reasons why the account cannot be closed now
/// @param declinedOffers relays of others that are offered to the tenant
record ClosingView(
    String version,
    @Nullable Instant closedAt,
    List<Blocker> blockers,
    List<ClosingRelay> relays,
    List<ClosingRole> roles,
    int declinedOffers,
    Sums money,
    PaymentMeans means) {
  /// How long a preview can be confirmed. The sums change with each second of a paid month.
  static final Duration VALID = Duration.ofMinutes(15);

  private static final int HASH_CHARACTERS = 32;

  /// A reason why an account cannot be closed now.
  record Blocker(String code, String message) {
    static final Blocker ON_HOLD =
        new Blocker(
            "money-on-hold",
            "Billing is on hold right now, so accounts can’t be closed. Try again later, or ask the"
                + " operator.");
    static final Blocker PAYMENT_UNKNOWN =
        new Blocker(
            "payment-unknown",
            "A payment is under way and its outcome isn’t known yet. Wait until the invoice shows"
                + " whether it was paid, then close the account.");

    static List<Blocker> of(boolean onHold, boolean paying) {
      var blockers = new ArrayList<Blocker>();
      if (onHold) {
        blockers.add(ON_HOLD);
      }
      if (paying) {
        blockers.add(PAYMENT_UNKNOWN);
      }
      return blockers;
    }
  }

  /// A relay of the tenant.
  ///
  /// @param erasedAt when its events are erased if the account is closed now
  /// @param deletedAt null = it is deleted by the closing
  /// @param offeredTo the person whose offer is withdrawn; null = it is not offered
  record ClosingRelay(
      String id,
      String name,
      String subdomain,
      String url,
      String planId,
      String status,
      Instant erasedAt,
      @Nullable Instant deletedAt,
      @Nullable PublicKey offeredTo) {}

  /// A relay of another tenant that the tenant helps to run.
  record ClosingRole(String relayId, String name, String url, String role) {}

  /// @param openNow the sum of the open invoices before the closing
  /// @param open the sum of the invoices that stay open, for time that was used
  /// @param dueAt when they are written off if they are not paid; null = they wait, or none is open
  /// @param unbilled the cost of used time that is too little for an invoice, and is not asked for
  /// @param credit received and unused money
  record Sums(
      Money.Shown openNow,
      Money.Shown open,
      @Nullable Instant dueAt,
      Money.Shown unbilled,
      Money.Shown credit) {}

  /// The ways to pay that are removed.
  record PaymentMeans(boolean wallet, boolean card) {
    static PaymentMeans of(Account account) {
      return new PaymentMeans(account.wallet().isSet(), account.card().isSet());
    }
  }

  /// A relay of the tenant, and the person to whom it is offered.
  record Own(Relay relay, @Nullable PublicKey offeredTo) {}

  /// The balance before the closing and after it.
  record Balances(ClosingBalance before, ClosingBalance after) {}

  /// Everything that determines the view.
  ///
  /// @param relays that are not erased
  /// @param now on the billing clock
  record Facts(
      Tenant tenant,
      List<Own> relays,
      TeamDeparture.Ties ties,
      Balances balances,
      List<Blocker> blockers,
      Instant now) {
    Facts {
      relays = List.copyOf(relays);
      blockers = List.copyOf(blockers);
    }
  }

  ClosingView {
    blockers = List.copyOf(blockers);
    relays = List.copyOf(relays);
    roles = List.copyOf(roles);
  }

  /// @param wall the time at which relays are deleted
  static ClosingView of(Facts facts, Instant wall) {
    var isClosed = facts.tenant().isClosed();
    var relays = facts.relays().stream().map(own -> relay(own, wall)).toList();
    var roles = facts.ties().teams().stream().map(ClosingView::role).toList();
    var means = PaymentMeans.of(facts.tenant().account());
    return new ClosingView(
        facts.now().getEpochSecond() + "." + hash(facts, relays, roles),
        facts.tenant().closedAt(),
        isClosed ? List.of() : facts.blockers(),
        relays,
        roles,
        facts.ties().offers(),
        sums(facts.balances()),
        means);
  }

  /// The reason why a tenant who confirmed a preview cannot close the account.
  ///
  /// @param confirmed the version of that preview
  Optional<Problem> refusal(String confirmed) {
    if (!blockers.isEmpty()) {
      var first = blockers.getFirst();
      return Optional.of(new Problem.Conflict(first.code(), first.message()));
    }
    return isConfirmedBy(confirmed)
        ? Optional.empty()
        : Optional.of(
            new Problem.Conflict(
                "account-changed",
                "Something in your account has changed since this page was opened. Check it again,"
                    + " then close the account."));
  }

  private boolean isConfirmedBy(String confirmed) {
    var dot = confirmed.indexOf('.');
    if (dot < 0 || !confirmed.substring(dot).equals(version.substring(version.indexOf('.')))) {
      return false;
    }
    var age = seconds(version) - seconds(confirmed);
    return age >= 0 && age <= VALID.toSeconds();
  }

  /// @return 0 = it does not begin with a time
  private static long seconds(String version) {
    try {
      return Long.parseLong(version, 0, version.indexOf('.'), 10);
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }

  private static ClosingRelay relay(Own own, Instant wall) {
    var relay = own.relay();
    var deletedAt = relay.standing().deletedAt();
    return new ClosingRelay(
        relay.id().value(),
        relay.wishes().profile().name(),
        relay.address().subdomain(),
        relay.url(),
        relay.wishes().planId(),
        relay.status().word(),
        Relays.erasedAt(deletedAt == null ? wall : deletedAt),
        deletedAt,
        own.offeredTo());
  }

  private static ClosingRole role(Helped helped) {
    var relay = helped.relay();
    return new ClosingRole(
        relay.id().value(), relay.wishes().profile().name(), relay.url(), helped.role().word());
  }

  private static Sums sums(Balances balances) {
    var after = balances.after();
    return new Sums(
        balances.before().open().shown(),
        after.open().shown(),
        after.dueAt(),
        after.unbilled().shown(),
        after.credit().shown());
  }

  /// Leaves out what changes with time alone: the sums after the closing, and the date of erasing.
  private static String hash(Facts facts, List<ClosingRelay> relays, List<ClosingRole> roles) {
    var text = new StringBuilder();
    for (var relay : relays) {
      text.append(relay.id()).append(' ').append(relay.url()).append(' ').append(relay.planId());
      text.append(' ').append(relay.status()).append(' ').append(relay.deletedAt());
      text.append(' ').append(relay.offeredTo()).append('\n');
    }
    roles.forEach(role -> text.append(role.relayId()).append(' ').append(role.role()).append('\n'));
    var account = facts.tenant().account();
    text.append(facts.ties().offers()).append(' ').append(facts.balances().before()).append(' ');
    text.append(account.wallet().pubkey()).append(' ').append(account.card().paymentMethodId());
    return sha256(text.toString()).substring(0, HASH_CHARACTERS);
  }

  private static String sha256(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
