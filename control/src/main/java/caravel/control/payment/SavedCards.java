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

/// Mirrors each tenant's saved card from the card processor. It reads the card after a change at
/// the processor, and when a tenant asks to be reconciled. So no webhook is required.
public final class SavedCards {
  /// Shortest time between two reads at one tenant's request.
  static final Duration READ_EVERY = Duration.ofSeconds(5);

  private static final int REMEMBERED_MAX = 10_000;

  private final Db db;

  /// The actor recorded for a change of the saved card.
  private static final String ACTOR = "billing";

  private final PaymentRails rails;
  private final TenantDesk tenants;
  private final PayableInvoices invoices;
  private final AtomicLong reads = new AtomicLong();
  private final Set<PublicKey> reading = ConcurrentHashMap.newKeySet();
  private final Cache<PublicKey, Boolean> justRead;

  /// The number of the last read that was stored, by customer.
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
  /// @param number in the order in which reads began. An answer is dropped if a later read is
  ///   stored already. Every change causes a read of its own, so the read that began last has the
  ///   last state (M11).
  record Read(long number, String customer, SavedCard card) {}

  Read read(CardProcessor processor, String customer) {
    var number = reads.incrementAndGet();
    return new Read(number, customer, processor.savedCard(customer));
  }

  /// Reads a tenant's card, at most once every few seconds and never twice at a time. Without an
  /// answer nothing changes.
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

  /// Reads a tenant's card, regardless of the last read.
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

  /// Stores the card. A new card is charged at once for the open invoices.
  void keep(Tx tx, Read read) {
    var last = kept.getIfPresent(read.customer());
    if (last != null && last > read.number()) {
      return;
    }
    tx.afterCommit(() -> kept.asMap().merge(read.customer(), read.number(), Math::max));
    tenants.ofCustomer(tx, read.customer()).ifPresent(tenant -> keep(tx, tenant, read.card()));
  }

  /// The card of a tenant who has closed the account is not stored.
  private void keep(Tx tx, Tenant tenant, SavedCard saved) {
    if (tenant.isClosed()) {
      return;
    }
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
