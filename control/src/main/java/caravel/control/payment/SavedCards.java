package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.tenant.Account;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps the saved card of each tenant as the card processor has it: read when the processor tells
/// of a change, and when a tenant asks to be reconciled, so that no webhook is needed.
public final class SavedCards {
  /// Shortest time between two reads that one tenant asks for.
  static final Duration READ_EVERY = Duration.ofSeconds(5);

  private static final int REMEMBERED_MAX = 10_000;

  private final Db db;

  /// Named as the actor of a change of the saved card.
  private static final String ACTOR = "billing";

  private final PaymentRails rails;
  private final TenantDesk tenants;
  private final PayableInvoices invoices;
  private final AtomicLong reads = new AtomicLong();
  private final Set<PublicKey> reading = ConcurrentHashMap.newKeySet();
  private final Cache<PublicKey, Boolean> justRead;

  /// The number of the read that was kept last, by customer.
  private final Cache<String, Long> kept =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

  public SavedCards(
      Db db, PaymentRails rails, PayableInvoices invoices, TenantDesk tenants, InstantSource wall) {
    this.db = db;
    this.rails = rails;
    this.tenants = tenants;
    this.invoices = invoices;
    this.justRead =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(READ_EVERY)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(wall.instant().toEpochMilli()))
            .build();
  }

  /// An answer of the processor.
  ///
  /// @param number in the order in which reads began. An answer is dropped when that of a later
  ///   read was kept already: every change is followed by a read of its own, so the read that began
  ///   last shows the last state (M11).
  record Read(long number, String customer, SavedCard card) {}

  Read read(CardProcessor processor, String customer) {
    var number = reads.incrementAndGet();
    return new Read(number, customer, processor.savedCard(customer));
  }

  /// Reads a tenant's card, at most once at a time and every few seconds. Without an answer nothing
  /// changes.
  public void refresh(PublicKey tenant) {
    var processor = rails.cards();
    if (processor == null || justRead.getIfPresent(tenant) != null || !reading.add(tenant)) {
      return;
    }
    try {
      justRead.put(tenant, true);
      refreshNow(tenant);
    } finally {
      reading.remove(tenant);
    }
  }

  /// Reads a tenant's card, however recently it was read.
  void refreshNow(PublicKey tenant) {
    var processor = rails.cards();
    var customer = customerOf(tenant);
    if (processor == null || customer.isEmpty()) {
      return;
    }
    var read = read(processor, customer);
    if (read.card() instanceof SavedCard.Unknown) {
      return;
    }
    db.inTx(tx -> {
      keep(tx, read);
      return true;
    });
  }

  private String customerOf(PublicKey tenant) {
    return db.<Optional<Tenant>>read(tx -> tenants.find(tx, tenant))
        .map(known -> known.account().card().customerId())
        .orElse("");
  }

  boolean isOurs(String customer) {
    return db.<Boolean>read(tx -> tenants.ofCustomer(tx, customer).isPresent());
  }

  /// A new card is charged for the open invoices at once.
  void keep(Tx tx, Read read) {
    var last = kept.getIfPresent(read.customer());
    if (last != null && last > read.number()) {
      return;
    }
    tx.afterCommit(() -> kept.asMap().merge(read.customer(), read.number(), Math::max));
    tenants.ofCustomer(tx, read.customer()).ifPresent(tenant -> keep(tx, tenant, read.card()));
  }

  private void keep(Tx tx, Tenant tenant, SavedCard saved) {
    var before = tenant.account().card();
    var card =
        switch (saved) {
          case SavedCard.Saved(var now, var brand, var last4)
              when now.paymentMethodId().equals(before.paymentMethodId()) ->
              new Account.CardLink(
                  before.customerId(), before.paymentMethodId(), brand, last4, before.error());
          case SavedCard.Saved(var now, var brand, var last4) ->
              new Account.CardLink(before.customerId(), now.paymentMethodId(), brand, last4, "");
          case SavedCard.None _ -> new Account.CardLink(before.customerId(), "", "", "", "");
          case SavedCard.Unknown _ -> before;
        };
    if (card.equals(before)) {
      return;
    }
    tenants.keep(
        tx,
        tenant.pubkey(),
        tenant.account().with(card),
        ACTOR,
        card.isSet() ? "card_saved" : "card_removed");
    if (card.isSet() && !card.paymentMethodId().equals(before.paymentMethodId())) {
      invoices.connected(tx, tenant.pubkey(), PaymentRail.CARD);
    }
  }
}
