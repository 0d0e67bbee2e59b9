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

/// Stripe's pages for payments by card.
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

  /// Opens a page. If Stripe refuses the product, the line has the platform's own text instead. The
  /// second request needs another key, because Stripe ties a key to its first request.
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

  /// The idempotency key, derived from all arguments. Under the caller's key alone, Stripe would
  /// refuse another price or return address for a day.
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
            .putMetadata(StripeValues.INVOICE, purchase.invoiceId())
            .build();
    return SessionCreateParams.builder()
        .setMode(SessionCreateParams.Mode.PAYMENT)
        .setCustomer(wanted.customerId())
        .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
        .addLineItem(
            LineItem.builder().setQuantity(1L).setPriceData(price(purchase, product)).build())
        .setPaymentIntentData(intent)
        .putMetadata(StripeValues.INVOICE, purchase.invoiceId())
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
    return StripeValues.checkout(stripe.v1().checkout().sessions().retrieve(sessionId));
  }

  /// Closes a page. If Stripe refuses, it was paid or closed before and is looked up.
  Checkout expire(String sessionId) throws StripeException {
    try {
      return StripeValues.checkout(stripe.v1().checkout().sessions().expire(sessionId));
    } catch (InvalidRequestException refused) {
      return lookUp(sessionId);
    }
  }

  private static String clipped(String text) {
    return text.length() <= TEXT_CHARACTERS_MAX ? text : text.substring(0, TEXT_CHARACTERS_MAX);
  }
}
