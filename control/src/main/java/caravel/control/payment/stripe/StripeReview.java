package caravel.control.payment.stripe;

import static caravel.control.payment.stripe.Trouble.text;

import caravel.control.money.Money;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.WebhookEndpoint;
import com.stripe.param.BalanceRetrieveParams;
import com.stripe.param.WebhookEndpointListParams;
import com.stripe.param.billingportal.ConfigurationListParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compares an account at Stripe with what Caravel needs of it. It only reads.
public final class StripeReview implements AutoCloseable {
  private static final Duration CALL_WAIT = Duration.ofSeconds(8);
  private static final long LISTED_MAX = 100;

  /// Receives all events.
  private static final String EVERYTHING = "*";

  private final StripeSettings settings;
  private final StripeHttp http = new StripeHttp(CALL_WAIT, _ -> {});
  private final StripeClient stripe;

  public StripeReview(StripeSettings settings) {
    this.settings = settings;
    stripe =
        StripeClient.builder()
            .setApiKey(settings.secretKey())
            .setApiBase(settings.apiBase().toString())
            .setMaxNetworkRetries(0)
            .setHttpClient(http)
            .build();
  }

  /// The answer to one question.
  public sealed interface Answer {
    record Good(String sentence) implements Answer {}

    /// @param action for the operator
    record Bad(String sentence, String action) implements Answer {}

    /// Stripe gave no answer, or the key may not ask.
    record Unknown(String sentence) implements Answer {}
  }

  /// Whether Stripe accepts the secret key.
  public Answer key() {
    try {
      stripe.v1().balance().retrieve(BalanceRetrieveParams.builder().build());
      return new Answer.Good("Stripe accepts STRIPE_SECRET_KEY (" + mode() + ").");
    } catch (StripeException failed) {
      var status = failed.getStatusCode() == null ? 0 : failed.getStatusCode();
      return switch (status) {
        case 401 ->
            new Answer.Bad(
                "Stripe does not accept STRIPE_SECRET_KEY.",
                "Copy the key again from the dashboard: Developers, API keys.");
        // A restricted key that may not read the balance is a key all the same.
        case 403 -> new Answer.Good("Stripe knows STRIPE_SECRET_KEY (" + mode() + ", restricted).");
        default -> unknown("the key", failed);
      };
    }
  }

  private String mode() {
    return settings.secretKey().contains("_test_") ? "test mode" : "live mode";
  }

  /// Whether an endpoint for events leads here and receives all that are needed.
  ///
  /// @param url of the route for events
  public Answer events(String url) {
    List<WebhookEndpoint> endpoints;
    try {
      endpoints =
          stripe
              .v1()
              .webhookEndpoints()
              .list(WebhookEndpointListParams.builder().setLimit(LISTED_MAX).build())
              .getData();
    } catch (StripeException failed) {
      return unknown("the webhook endpoints", failed);
    }
    var ours =
        endpoints.stream()
            .filter(endpoint -> text(endpoint.getUrl()).equals(url))
            .filter(endpoint -> text(endpoint.getStatus()).equals("enabled"))
            .toList();
    if (ours.isEmpty()) {
      return new Answer.Bad(
          "No enabled webhook endpoint at Stripe leads to " + url + ".",
          "Add one in the dashboard: Developers, Webhooks (docs/stripe.md, step 2).");
    }
    var missing = new TreeSet<>(WebhookReader.EVENTS);
    ours.forEach(endpoint -> missing.removeAll(endpoint.getEnabledEvents()));
    var all = ours.stream().anyMatch(endpoint -> endpoint.getEnabledEvents().contains(EVERYTHING));
    return all || missing.isEmpty()
        ? new Answer.Good("The webhook endpoint receives every event that is needed.")
        : new Answer.Bad(
            "The webhook endpoint does not receive " + String.join(", ", missing) + ".",
            "Add these events to the endpoint in Stripe's dashboard.");
  }

  /// Whether tenants can open the customer portal.
  public Answer portal() {
    try {
      var active =
          stripe
              .v1()
              .billingPortal()
              .configurations()
              .list(ConfigurationListParams.builder().setActive(true).setLimit(1L).build())
              .getData();
      return active.isEmpty()
          ? new Answer.Bad(
              "Stripe's customer portal was never saved, so nobody can add a card.",
              "Save it once in the dashboard: Settings, Billing, Customer portal.")
          : new Answer.Good("Stripe's customer portal is ready.");
    } catch (StripeException failed) {
      return unknown("the customer portal", failed);
    }
  }

  /// Compares Stripe's prices with the plans.
  ///
  /// @param catalogue the plans' prices, by their ids
  public List<Answer> prices(Map<String, Money> catalogue) {
    var answers = new ArrayList<Answer>();
    for (var warning : PlanProducts.read(stripe, settings.prices(), catalogue).warnings()) {
      answers.add(
          new Answer.Bad(warning + ".", "Correct STRIPE_PRICE_… or the price in PLANS_FILE."));
    }
    if (answers.isEmpty() && !settings.prices().isEmpty()) {
      answers.add(new Answer.Good("Stripe's prices are those of the plans."));
    }
    return answers;
  }

  private static Answer unknown(String what, StripeException failed) {
    return switch (Trouble.of(failed)) {
      case Trouble.Refused(_, var why) -> notSaid(what, why);
      case Trouble.Unknown(var why) -> notSaid(what, why);
      case Trouble.NotAsked(var why) -> notSaid(what, why);
      case Trouble.Declined(_, var code) -> notSaid(what, code);
    };
  }

  private static Answer notSaid(String what, String why) {
    return new Answer.Unknown("Stripe did not say anything about " + what + ": " + why + ".");
  }

  @Override
  public void close() {
    http.close();
  }
}
