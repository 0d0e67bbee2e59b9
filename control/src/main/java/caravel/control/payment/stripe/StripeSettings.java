package caravel.control.payment.stripe;

import java.net.URI;
import java.util.Map;

/// How Stripe is reached, and which of its prices stand behind our plans.
///
/// @param webhookSecret by which Stripe signs what it tells us
/// @param apiBase [#LIVE], unless a test stands in for it
/// @param prices Stripe's price by the id of our plan; their products name the line of a page
public record StripeSettings(
    String secretKey, String webhookSecret, URI apiBase, Map<String, String> prices) {
  public static final URI LIVE = URI.create("https://api.stripe.com");

  public StripeSettings {
    prices = Map.copyOf(prices);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "StripeSettings[" + apiBase + " " + prices + "]";
  }
}
