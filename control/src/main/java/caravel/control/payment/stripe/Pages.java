package caravel.control.payment.stripe;

import caravel.control.payment.CardProcessor.Checkout;
import caravel.control.payment.CardProcessor.CheckoutOpened;
import caravel.control.payment.CardProcessor.CheckoutWanted;
import caravel.control.payment.CardProcessor.Purchase;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionCreateParams.LineItem.PriceData;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Pages of Stripe on which somebody pays by card.
final class Pages {
  private static final int TEXT_CHARACTERS_MAX = 250;

  private final StripeClient stripe;
  private volatile PlanProducts products = PlanProducts.NONE;

  Pages(StripeClient stripe) {
    this.stripe = stripe;
  }

  void name(PlanProducts found) {
    products = found;
  }

  /// A product that Stripe does not sell any more is no reason not to be paid: the line then has
  /// our own words, under a key of its own, because Stripe holds a key to its first question.
  CheckoutOpened open(CheckoutWanted wanted) throws StripeException {
    var product = products.ids().get(wanted.purchase().planId());
    var key = key(wanted);
    if (product == null) {
      return open(wanted, null, key);
    }
    try {
      return open(wanted, product, key + ":product");
    } catch (InvalidRequestException refused) {
      return open(wanted, null, key);
    }
  }

  /// Of everything that is asked for: Stripe would refuse the caller's key with another price or
  /// another way back for a whole day, even where the first page was never seen by anybody.
  private static String key(CheckoutWanted wanted) {
    var all = wanted.toString().getBytes(StandardCharsets.UTF_8);
    return "checkout:" + wanted.key() + ":" + Hex.encode(Sha256.of(all)).substring(0, 16);
  }

  private CheckoutOpened open(CheckoutWanted wanted, @Nullable String product, String key)
      throws StripeException {
    var session =
        stripe.v1().checkout().sessions().create(params(wanted, product), StripeCards.key(key));
    return new CheckoutOpened.Open(
        session.getId(), session.getUrl(), Instant.ofEpochSecond(session.getExpiresAt()));
  }

  private static SessionCreateParams params(CheckoutWanted wanted, @Nullable String product) {
    var purchase = wanted.purchase();
    var intent =
        PaymentIntentData.builder()
            .setSetupFutureUsage(PaymentIntentData.SetupFutureUsage.OFF_SESSION)
            .setDescription(clipped(purchase.text()))
            .putMetadata(Readings.INVOICE, purchase.invoiceId())
            .build();
    return SessionCreateParams.builder()
        .setMode(SessionCreateParams.Mode.PAYMENT)
        .setCustomer(wanted.customerId())
        .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
        .addLineItem(
            LineItem.builder().setQuantity(1L).setPriceData(price(purchase, product)).build())
        .setPaymentIntentData(intent)
        .putMetadata(Readings.INVOICE, purchase.invoiceId())
        .setClientReferenceId(purchase.invoiceId())
        .setSuccessUrl(wanted.returnUrl())
        .setCancelUrl(wanted.returnUrl())
        .setExpiresAt(wanted.expiresAt().getEpochSecond())
        .build();
  }

  private static PriceData price(Purchase purchase, @Nullable String product) {
    var price = PriceData.builder().setCurrency("usd").setUnitAmount(purchase.amount().amount());
    return product != null
        ? price.setProduct(product).build()
        : price
            .setProductData(
                PriceData.ProductData.builder().setName(clipped(purchase.text())).build())
            .build();
  }

  Checkout lookUp(String sessionId) throws StripeException {
    return Readings.checkout(stripe.v1().checkout().sessions().retrieve(sessionId));
  }

  /// What cannot be closed any more is looked at: it was paid, or is closed already.
  Checkout expire(String sessionId) throws StripeException {
    try {
      return Readings.checkout(stripe.v1().checkout().sessions().expire(sessionId));
    } catch (InvalidRequestException refused) {
      return lookUp(sessionId);
    }
  }

  private static String clipped(String text) {
    return text.length() <= TEXT_CHARACTERS_MAX ? text : text.substring(0, TEXT_CHARACTERS_MAX);
  }
}
