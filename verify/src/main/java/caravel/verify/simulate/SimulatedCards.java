package caravel.verify.simulate;

import caravel.control.payment.CardProcessor;
import caravel.nostr.PublicKey;
import caravel.verify.simulate.FaultInjector.Place;
import caravel.verify.simulate.MoneyTrail.By;
import caravel.verify.simulate.MoneyTrail.Inflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// A simulated card processor. It checks its callers: a charge's key with other arguments is an
/// error, and equal arguments return the same page.
final class SimulatedCards implements CardProcessor {
  /// The behaviour of a tenant's card.
  enum Mood {
    PAYS,
    DECLINES,
    WANTS_ITS_OWNER,
    /// Its outcome is known hours later.
    TAKES_LONG
  }

  /// A charge that was recorded longer ago may have been requested before, so it is searched for
  /// first.
  private static final Duration FIRST_ASKED_WITHIN = Duration.ofSeconds(5);

  /// The search begins this much earlier, because clocks differ.
  private static final Duration SEARCHED_BEFORE = Duration.ofHours(1);

  private final World world;
  private final Random random;
  private final Map<PublicKey, String> customers = new HashMap<>();
  private final Map<String, Customer> byId = new HashMap<>();
  private final Map<String, CardCharge> byKey = new LinkedHashMap<>();
  private final Map<String, CardCharge> intents = new HashMap<>();
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<CheckoutWanted, Page> opened = new HashMap<>();
  private final Map<String, Happening> events = new HashMap<>();
  private final CardReversals reversals;
  private int count;

  private static final class Customer {
    final int tenant;
    int cards;
    Mood mood = Mood.PAYS;

    Customer(int tenant) {
      this.tenant = tenant;
    }
  }

  /// A checkout page on which a person may pay.
  static final class Page {
    final String id;
    final CheckoutWanted wanted;
    final int tenant;
    final Instant expiresAt;
    Checkout state = new Checkout.Open();

    Page(String id, CheckoutWanted wanted, int tenant, Instant expiresAt) {
      this.id = id;
      this.wanted = wanted;
      this.tenant = tenant;
      this.expiresAt = expiresAt;
    }
  }

  SimulatedCards(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
    this.reversals =
        new CardReversals(
            world, seed + 1_000, intent -> tell(new Happening.PaymentReversed(intent)));
  }

  void feels(int tenant, Mood mood) {
    byId.values().stream()
        .filter(customer -> customer.tenant == tenant)
        .forEach(customer -> customer.mood = mood);
  }

  /// Pays a page, as a person would.
  ///
  /// @return false when the page has expired or is paid; no money moves then
  boolean pay(String sessionId) {
    var page = pages.get(sessionId);
    if (page == null || !isOpen(page)) {
      return false;
    }
    var intent = "pi_" + ++count;
    var amount = page.wanted.purchase().amount();
    var invoice = page.wanted.purchase().invoiceId();
    var bill = new CardCharge.Bill(invoice, amount);
    var charge = new CardCharge(null, intent, bill, page.tenant, world.clock().truth());
    intents.put(intent, charge);
    succeed(charge, By.HAND);
    page.state = new Checkout.Paid(intent, amount, invoice);
    customer(page.wanted.customerId()).cards++;
    world.attemptPace().connected(page.tenant);
    tell(new Happening.CheckoutPaid(page.id, intent, amount, invoice));
    tell(new Happening.CardChanged(page.wanted.customerId()));
    return true;
  }

  private boolean isOpen(Page page) {
    if (page.state instanceof Checkout.Open && !world.clock().truth().isBefore(page.expiresAt)) {
      page.state = new Checkout.Expired();
      tell(new Happening.CheckoutExpired(page.id));
    }
    return page.state instanceof Checkout.Open;
  }

  private void succeed(CardCharge charge, By by) {
    var collected = new CardProcessor.Collected(charge.amount, charge.amount);
    charge.state = new Intent.Succeeded(charge.intentId, collected, charge.invoiceId);
    var id = "card:" + charge.intentId;
    var cents = charge.amount.amount();
    var inflow = new Inflow(id, charge.tenant, by, cents, world.clock().truth(), false);
    world.trail().moved(inflow);
    if (by == By.CARD) {
      world.collectedItems().collected(charge.invoiceId, inflow);
    }
    var key = charge.wanted == null ? "" : charge.wanted.key();
    tell(new Happening.IntentSucceeded(charge.intentId, collected, charge.invoiceId, key));
  }

  CardReversals reversals() {
    return reversals;
  }

  /// Any charge of a tenant that was paid.
  Optional<CardCharge> anyPaid(int tenant, Random any) {
    var paid =
        intents.values().stream()
            .filter(charge -> charge.tenant == tenant && charge.state instanceof Intent.Succeeded)
            .sorted(Comparator.comparing(charge -> charge.intentId))
            .toList();
    return paid.isEmpty() ? Optional.empty() : Optional.of(paid.get(any.nextInt(paid.size())));
  }

  void refundInDashboard(CardCharge charge) {
    reversals.refundInDashboard(charge);
  }

  void dispute(CardCharge charge) {
    reversals.dispute(charge);
  }

  private Customer customer(String id) {
    return Objects.requireNonNull(byId.get(id), "a customer that was never made");
  }

  /// Sends webhooks in any order, twice, late, or never.
  private void tell(Happening happening) {
    var id = "evt_" + ++count;
    events.put(id, happening);
    var times = random.nextInt(10) < 7 ? 1 : random.nextInt(3);
    for (var i = 0; i < times; i++) {
      var delay = random.nextInt(4) == 0 ? random.nextInt(200_000) : 1 + random.nextInt(5);
      world.later().at(world.clock().truth().plusSeconds(delay), () -> world.webhook(id));
    }
  }

  private <T> T call(String what, Supplier<T> effect, T unknown) {
    return world.fortune().call(Place.CARDS, "cards: " + what, effect, () -> unknown);
  }

  /// Runs a query whose missing answer may delay a due date.
  private <T> T asked(String what, String about, Supplier<T> effect, T unknown) {
    return world
        .fortune()
        .call(
            Place.CARDS,
            "cards: " + what,
            effect,
            () -> {
              world.silences().fell(about);
              return unknown;
            });
  }

  @Override
  public CustomerMade customer(PublicKey tenant) {
    return call(
        "customer",
        () -> {
          var id = customers.computeIfAbsent(tenant, _ -> "cus_" + ++count);
          byId.computeIfAbsent(id, _ -> new Customer(world.keys().numberOf(tenant)));
          return new CustomerMade.Known(id);
        },
        new CustomerMade.Unknown("no answer"));
  }

  @Override
  public CheckoutOpened openCheckout(CheckoutWanted wanted) {
    return asked(
        "open a page for " + wanted.purchase().amount(),
        wanted.purchase().invoiceId(),
        () -> {
          var page =
              opened.computeIfAbsent(
                  wanted,
                  _ ->
                      new Page(
                          "cs_" + ++count,
                          wanted,
                          customer(wanted.customerId()).tenant,
                          wanted.expiresAt()));
          pages.put(page.id, page);
          return new CheckoutOpened.Open(page.id, "https://pay.example/" + page.id, page.expiresAt);
        },
        new CheckoutOpened.Unknown("no answer"));
  }

  @Override
  public Checkout lookUpCheckout(String sessionId) {
    return asked(
        "look up page " + sessionId,
        sessionId,
        () -> {
          var page = pages.get(sessionId);
          if (page == null) {
            return new Checkout.Missing();
          }
          isOpen(page);
          return page.state;
        },
        new Checkout.Unknown("no answer"));
  }

  @Override
  public Checkout expireCheckout(String sessionId) {
    return call(
        "close page " + sessionId,
        () -> {
          var page = pages.get(sessionId);
          if (page == null) {
            return new Checkout.Missing();
          }
          if (isOpen(page)) {
            page.state = new Checkout.Expired();
          }
          return page.state;
        },
        new Checkout.Unknown("no answer"));
  }

  @Override
  public PortalOpened portal(String customerId, String returnUrl) {
    return new PortalOpened.Open("https://portal.example/" + customerId);
  }

  @Override
  public Charged charge(ChargeWanted wanted) {
    return asked(
        "charge " + wanted.amount() + " under " + wanted.key(),
        wanted.invoiceId(),
        () -> charged(wanted),
        new Charged.Unknown("no answer"));
  }

  private Charged charged(ChargeWanted wanted) {
    var customer = customer(wanted.card().customerId());
    var known = byKey.get(wanted.key());
    if (known != null && isSearchedFor(wanted) && isFoundBySearch(known, wanted)) {
      return known.outcome();
    }
    if (known != null) {
      if (known.wanted == null
          || !known.wanted.amount().equals(wanted.amount())
          || !known.wanted.card().equals(wanted.card())
          || !known.wanted.invoiceId().equals(wanted.invoiceId())) {
        throw new Violation("a key is used for another charge: " + wanted.key());
      }
      return known.outcome();
    }
    var bill = new CardCharge.Bill(wanted.invoiceId(), wanted.amount());
    var now = world.clock().truth();
    var charge = new CardCharge(wanted, "pi_" + ++count, bill, customer.tenant, now);
    byKey.put(wanted.key(), charge);
    intents.put(charge.intentId, charge);
    switch (customer.mood) {
      case PAYS -> succeed(charge, By.CARD);
      case DECLINES -> {
        charge.state = new Intent.Failed("Your card was declined.", "declined");
        world.attemptPace().refused(charge.tenant, Rail.CARD, charge.invoiceId, now);
      }
      case WANTS_ITS_OWNER ->
          charge.state = new Intent.ActionRequired("Your bank wants to hear from you.");
      case TAKES_LONG -> takesLong(charge);
    }
    return charge.outcome();
  }

  /// Whether the processor was searched before a charge that may exist already.
  private boolean isSearchedFor(ChargeWanted wanted) {
    return world.clock().instant().isAfter(wanted.since().plus(FIRST_ASKED_WITHIN));
  }

  private boolean isFoundBySearch(CardCharge charge, ChargeWanted wanted) {
    return !charge.createdAt.isBefore(wanted.since().minus(SEARCHED_BEFORE));
  }

  private void takesLong(CardCharge charge) {
    var well = random.nextBoolean();
    world
        .later()
        .at(
            world.clock().truth().plusSeconds(60 + random.nextInt(100_000)),
            () -> {
              if (charge.state instanceof Intent.Processing) {
                if (well) {
                  succeed(charge, By.CARD);
                } else {
                  charge.state = new Intent.Failed("Your card was declined.", "declined");
                  var key = charge.wanted == null ? "" : charge.wanted.key();
                  tell(new Happening.IntentFailed(charge.intentId, charge.invoiceId, key));
                }
              }
            });
  }

  @Override
  public ChargesFound listCharges(String customerId, Instant since) {
    return call(
        "list the charges of " + customerId,
        () ->
            new ChargesFound.Found(
                byKey.values().stream()
                    .filter(charge -> charge.isOf(customerId))
                    .filter(charge -> !charge.createdAt.isBefore(since.minus(SEARCHED_BEFORE)))
                    .map(CardCharge::listed)
                    .toList()),
        new ChargesFound.Unknown("no answer"));
  }

  @Override
  public Intent lookUpIntent(String intentId) {
    return asked(
        "look up intent " + intentId,
        intentId,
        () -> {
          var charge = intents.get(intentId);
          return charge == null ? new Intent.Missing() : charge.state;
        },
        new Intent.Unknown("no answer"));
  }

  @Override
  public Intent cancel(String intentId) {
    return call(
        "cancel intent " + intentId,
        () -> {
          var charge = intents.get(intentId);
          if (charge == null) {
            return new Intent.Missing();
          }
          if (!(charge.state instanceof Intent.Succeeded)) {
            charge.state = new Intent.Cancelled();
          }
          return charge.state;
        },
        new Intent.Unknown("no answer"));
  }

  @Override
  public RefundMade refund(RefundWanted wanted) {
    return call(
        "refund " + wanted.amount() + " under " + wanted.key(),
        () -> {
          var charge = intents.get(wanted.intentId());
          return charge == null
              ? new RefundMade.Refused("resource_missing")
              : reversals.refund(wanted, charge);
        },
        new RefundMade.Unknown("no answer"));
  }

  @Override
  public ReversalsFound findReversals(String intentId) {
    return call(
        "refunds of " + intentId,
        () -> reversals.of(intentId),
        new ReversalsFound.Unknown("no answer"));
  }

  @Override
  public ReversalsFound listReversals(Instant refundsSince, Instant disputesSince) {
    return call(
        "list refunds",
        () -> reversals.since(refundsSince, disputesSince),
        new ReversalsFound.Unknown("no answer"));
  }

  @Override
  public SavedCard savedCard(String customerId) {
    return call(
        "saved card of " + customerId,
        () -> {
          var customer = customer(customerId);
          return customer.cards == 0
              ? new SavedCard.None()
              : new SavedCard.Saved(
                  new Card(customerId, "pm_" + customerId + "_" + customer.cards), "visa", "4242");
        },
        new SavedCard.Unknown("no answer"));
  }

  /// The payload is the id of the event.
  @Override
  public Webhook readWebhook(String payload, String signature) {
    var happening = events.get(payload);
    return happening == null
        ? new Webhook.BadSignature()
        : new Webhook.Event(payload, happening.getClass().getSimpleName(), happening);
  }
}
