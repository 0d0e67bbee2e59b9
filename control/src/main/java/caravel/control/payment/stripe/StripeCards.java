package caravel.control.payment.stripe;

import static caravel.control.payment.stripe.Trouble.text;

import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import caravel.outbound.Bulkhead;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentMethod;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerPaymentMethodListParams;
import com.stripe.param.CustomerRetrieveParams;
import com.stripe.param.billingportal.SessionCreateParams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The card processor Stripe, in the SDK's version of its API. It never retries: the caller repeats
/// a request under the same key.
public final class StripeCards implements CardProcessor, AutoCloseable {
  /// Longest wait for one call. A charge may take two calls, and its outcome is awaited for a
  /// minute.
  public static final Duration CALL_WAIT = Duration.ofSeconds(25);

  /// Most concurrent calls of the collection worker.
  static final int CALLS_MAX = 16;

  /// Most concurrent calls for people who wait for a page. The collection worker has places of its
  /// own (M3).
  static final int CALLS_FOR_PEOPLE_MAX = 8;

  /// Longest wait of the collection worker for a free place.
  private static final Duration PLACE_WAIT = Duration.ofSeconds(60);

  private static final Duration PLACE_WAIT_OF_PEOPLE = Duration.ofSeconds(5);
  private static final long CARDS_MAX = 10;
  private static final Logger LOG = LoggerFactory.getLogger(StripeCards.class);

  private final Bulkhead collecting = new Bulkhead(CALLS_MAX, PLACE_WAIT);
  private final Bulkhead people = new Bulkhead(CALLS_FOR_PEOPLE_MAX, PLACE_WAIT_OF_PEOPLE);
  private final InstantSource clock;
  private final StripeHttp http;
  private final StripeClient stripe;
  private final WebhookReader webhooks;
  private final Charges charges;
  private final Pages pages;
  private final Reversals reversals;

  private StripeCards(StripeSettings settings, InstantSource clock, StripeHttp http) {
    this.clock = clock;
    this.http = http;
    stripe =
        StripeClient.builder()
            .setApiKey(settings.secretKey())
            .setApiBase(settings.apiBase().toString())
            .setMaxNetworkRetries(0)
            .setHttpClient(http)
            .build();
    webhooks = new WebhookReader(settings.webhookSecret());
    charges = new Charges(stripe, clock);
    pages = new Pages(stripe);
    reversals = new Reversals(stripe);
  }

  /// Compares Stripe's prices with the catalogue in the background and logs the differences.
  ///
  /// @param catalogue the plans' prices, by their ids
  /// @param heard receives the time in each of Stripe's answers
  public static StripeCards open(
      StripeSettings settings,
      Map<String, Money> catalogue,
      InstantSource clock,
      Consumer<Instant> heard) {
    var cards = new StripeCards(settings, clock, new StripeHttp(CALL_WAIT, heard));
    if (!settings.prices().isEmpty()) {
      Thread.ofVirtual().name("stripe-prices").start(() -> cards.compare(settings, catalogue));
    }
    return cards;
  }

  static StripeCards open(StripeSettings settings, InstantSource clock, Duration callWait) {
    return new StripeCards(settings, clock, new StripeHttp(callWait, _ -> {}));
  }

  void compare(StripeSettings settings, Map<String, Money> catalogue) {
    var products = products(settings, catalogue);
    products.warnings().forEach(LOG::warn);
    pages.name(products);
  }

  PlanProducts products(StripeSettings settings, Map<String, Money> catalogue) {
    return PlanProducts.read(stripe, settings.prices(), catalogue);
  }

  @Override
  public CustomerMade customer(PublicKey tenant) {
    var npub = Nip19.npub(tenant);
    var params =
        CustomerCreateParams.builder()
            .setName(npub)
            .putMetadata("caravel_tenant", tenant.hex())
            .build();
    return ask(
        people,
        () ->
            new CustomerMade.Known(
                stripe.v1().customers().create(params, key("customer:" + tenant.hex())).getId()),
        trouble -> new CustomerMade.Unknown(why(trouble)));
  }

  @Override
  public CheckoutOpened openCheckout(CheckoutWanted wanted) {
    return ask(
        people,
        () -> pages.open(wanted),
        trouble ->
            switch (trouble) {
              case Trouble.Refused(_, var why) -> new CheckoutOpened.Refused(why);
              case Trouble.Unknown _, Trouble.NotAsked _, Trouble.Declined _ ->
                  new CheckoutOpened.Unknown(why(trouble));
            });
  }

  @Override
  public Checkout lookUpCheckout(String sessionId) {
    return ask(collecting, () -> pages.lookUp(sessionId), StripeCards::noCheckout);
  }

  @Override
  public Checkout expireCheckout(String sessionId) {
    return ask(collecting, () -> pages.expire(sessionId), StripeCards::noCheckout);
  }

  private static Checkout noCheckout(Trouble trouble) {
    return isMissing(trouble) ? new Checkout.Missing() : new Checkout.Unknown(why(trouble));
  }

  @Override
  public PortalOpened portal(String customerId, String returnUrl) {
    var params =
        SessionCreateParams.builder().setCustomer(customerId).setReturnUrl(returnUrl).build();
    return ask(
        people,
        () -> new PortalOpened.Open(stripe.v1().billingPortal().sessions().create(params).getUrl()),
        trouble ->
            switch (trouble) {
              case Trouble.Refused(_, var why) -> new PortalOpened.Refused(why);
              case Trouble.Unknown _, Trouble.NotAsked _, Trouble.Declined _ ->
                  new PortalOpened.Unknown(why(trouble));
            });
  }

  @Override
  public Charged charge(ChargeWanted wanted) {
    return ask(
        collecting,
        () -> charges.charge(wanted),
        trouble ->
            switch (trouble) {
              case Trouble.Refused(var code, var why) -> {
                LOG.warn("charge {} was refused: {}", wanted.key(), why);
                yield new Charged.Declined("", refused(code), code);
              }
              case Trouble.Unknown(var why) -> new Charged.Unknown(why);
              case Trouble.NotAsked _ -> new Charged.NotAsked();
              case Trouble.Declined declined -> declined(declined);
            });
  }

  private static Charged declined(Trouble.Declined declined) {
    var sentence = DeclineSentences.of(declined.code());
    return declined.wantsAction() && !declined.intentId().isEmpty()
        ? new Charged.ActionRequired(declined.intentId(), sentence, declined.code())
        : new Charged.Declined(declined.intentId(), sentence, declined.code());
  }

  private static String refused(String code) {
    return code.equals("resource_missing")
        ? DeclineSentences.CARD_GONE
        : "We can’t charge your saved card. Add it again, or pay another way.";
  }

  @Override
  public ChargesFound listCharges(String customerId, Instant since) {
    return ask(
        collecting,
        () -> charges.list(customerId, since),
        trouble ->
            isMissing(trouble)
                ? new ChargesFound.Found(List.of())
                : new ChargesFound.Unknown(why(trouble)));
  }

  @Override
  public Intent lookUpIntent(String intentId) {
    return ask(collecting, () -> charges.lookUp(intentId), StripeCards::noIntent);
  }

  @Override
  public Intent cancel(String intentId) {
    return ask(collecting, () -> charges.cancel(intentId), StripeCards::noIntent);
  }

  private static Intent noIntent(Trouble trouble) {
    return isMissing(trouble) ? new Intent.Missing() : new Intent.Unknown(why(trouble));
  }

  @Override
  public RefundMade refund(RefundWanted wanted) {
    return ask(
        people,
        () -> reversals.refund(wanted),
        trouble ->
            switch (trouble) {
              case Trouble.Refused(_, var why) -> new RefundMade.Refused(why);
              case Trouble.Declined(_, var code) -> new RefundMade.Refused(code);
              case Trouble.NotAsked(var why) -> new RefundMade.Refused(why);
              case Trouble.Unknown(var why) -> new RefundMade.Unknown(why);
            });
  }

  @Override
  public ReversalsFound findReversals(String intentId) {
    return ask(collecting, () -> reversals.of(intentId), StripeCards::noReversals);
  }

  @Override
  public ReversalsFound listReversals(Instant refundsSince, Instant disputesSince) {
    return ask(
        collecting,
        () -> reversals.list(refundsSince, disputesSince),
        trouble -> new ReversalsFound.Unknown(why(trouble)));
  }

  private static ReversalsFound noReversals(Trouble trouble) {
    return isMissing(trouble)
        ? new ReversalsFound.Found(List.of(), List.of())
        : new ReversalsFound.Unknown(why(trouble));
  }

  @Override
  public SavedCard savedCard(String customerId) {
    return ask(
        people,
        () -> savedCardOf(customerId),
        trouble -> isMissing(trouble) ? new SavedCard.None() : new SavedCard.Unknown(why(trouble)));
  }

  private SavedCard savedCardOf(String customerId) throws StripeException {
    var params =
        CustomerRetrieveParams.builder()
            .addExpand("invoice_settings.default_payment_method")
            .build();
    var customer = stripe.v1().customers().retrieve(customerId, params);
    if (Boolean.TRUE.equals(customer.getDeleted())) {
      return new SavedCard.None();
    }
    var chosen = chosen(customer);
    return chosen.isPresent() ? saved(customerId, chosen.get()) : newest(customerId);
  }

  private static Optional<PaymentMethod> chosen(Customer customer) {
    return Optional.ofNullable(customer.getInvoiceSettings())
        .map(Customer.InvoiceSettings::getDefaultPaymentMethodObject)
        .filter(method -> method.getCard() != null);
  }

  private SavedCard newest(String customerId) throws StripeException {
    var params =
        CustomerPaymentMethodListParams.builder()
            .setType(CustomerPaymentMethodListParams.Type.CARD)
            .setLimit(CARDS_MAX)
            .build();
    return stripe.v1().customers().paymentMethods().list(customerId, params).getData().stream()
        .filter(method -> method.getCard() != null)
        .findFirst()
        .map(method -> saved(customerId, method))
        .orElseGet(SavedCard.None::new);
  }

  private static SavedCard saved(String customerId, PaymentMethod method) {
    return new SavedCard.Saved(
        new Card(customerId, method.getId()),
        text(method.getCard().getBrand()),
        text(method.getCard().getLast4()));
  }

  @Override
  public Webhook readWebhook(String payload, String signature) {
    return webhooks.read(payload, signature, clock.instant());
  }

  static RequestOptions key(String key) {
    return RequestOptions.builder().setIdempotencyKey(key).build();
  }

  private interface Call<T> {
    T make() throws StripeException;
  }

  private <T> T ask(Bulkhead places, Call<T> call, Function<Trouble, T> otherwise) {
    return places.call(
        () -> {
          try {
            return call.make();
          } catch (StripeException failed) {
            return otherwise.apply(Trouble.of(failed));
          } catch (RuntimeException unreadable) {
            // An unreadable answer leaves the outcome unknown.
            LOG.warn("an answer of Stripe could not be read", unreadable);
            return otherwise.apply(new Trouble.Unknown("Stripe's answer cannot be read"));
          }
        },
        () -> otherwise.apply(new Trouble.NotAsked("too many calls to Stripe are under way")));
  }

  private static boolean isMissing(Trouble trouble) {
    return trouble instanceof Trouble.Refused(var code, _) && code.equals("resource_missing");
  }

  private static String why(Trouble trouble) {
    return switch (trouble) {
      case Trouble.Refused(_, var why) -> why;
      case Trouble.Unknown(var why) -> why;
      case Trouble.NotAsked(var why) -> why;
      case Trouble.Declined(_, var code) -> code;
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
