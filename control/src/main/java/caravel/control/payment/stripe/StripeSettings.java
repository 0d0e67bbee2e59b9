package caravel.control.payment.stripe;

import java.net.URI;
import java.util.Map;

/// The settings for Stripe.
///
/// @param webhookSecret by which Stripe signs its events
/// @param apiBase [#LIVE], except in tests
/// @param prices Stripe's price by the id of the plan; its product names the line on a page
public record StripeSettings(
    String secretKey, String webhookSecret, URI apiBase, Map<String, String> prices) {
  public static final URI LIVE = URI.create("https://api.stripe.com");

  public StripeSettings {
    prices = Map.copyOf(prices);
  }

  /// Leaves out the secrets.
  @Override
  public String toString() {
    return "StripeSettings[" + apiBase + " " + prices + "]";
  }
}
