package caravel.control.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.stripe.StripeReview.Answer;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The review of an account at Stripe, with the real SDK.
final class StripeReviewTest {
  private static final String URL = "https://hosting.example.com/stripe/webhook";

  private final RecordedStripe stripe = new RecordedStripe(new TestClock());
  private final StripeReview review = new StripeReview(stripe.settings());

  @AfterEach
  void close() {
    review.close();
    stripe.close();
  }

  @Test
  void a_complete_account_has_no_finding() {
    endpoint(URL, "enabled", WebhookReader.EVENTS);
    stripe.dashboard().make("bpc", "billing_portal.configuration");
    assertThat(review.key()).isInstanceOf(Answer.Good.class);
    assertThat(review.events(URL)).isInstanceOf(Answer.Good.class);
    assertThat(review.portal()).isInstanceOf(Answer.Good.class);
    assertThat(review.prices(Map.of())).isEmpty();
  }

  @Test
  void an_endpoint_for_everything_is_enough() {
    endpoint(URL, "enabled", Set.of("*"));
    assertThat(review.events(URL)).isInstanceOf(Answer.Good.class);
  }

  @Test
  void a_wrong_key_is_named_and_not_repeated() {
    var settings = stripe.settings();
    var wrong =
        new StripeSettings(
            "sk_test_wrong", settings.webhookSecret(), settings.apiBase(), settings.prices());
    try (var other = new StripeReview(wrong)) {
      assertThat(other.key())
          .isInstanceOfSatisfying(
              Answer.Bad.class,
              bad ->
                  assertThat(bad.sentence())
                      .contains("does not accept STRIPE_SECRET_KEY")
                      .doesNotContain("sk_test_wrong"));
    }
  }

  @Test
  void an_endpoint_elsewhere_or_switched_off_is_none() {
    endpoint("https://old.example.com/stripe/webhook", "enabled", WebhookReader.EVENTS);
    endpoint(URL, "disabled", WebhookReader.EVENTS);
    assertThat(review.events(URL))
        .isInstanceOfSatisfying(
            Answer.Bad.class, bad -> assertThat(bad.sentence()).contains("leads to " + URL));
  }

  @Test
  void missing_events_are_listed() {
    var some = new TreeSet<>(WebhookReader.EVENTS);
    some.remove("charge.dispute.created");
    some.remove("refund.failed");
    endpoint(URL, "enabled", some);
    assertThat(review.events(URL))
        .isInstanceOfSatisfying(
            Answer.Bad.class,
            bad -> assertThat(bad.sentence()).contains("charge.dispute.created, refund.failed"));
  }

  @Test
  void a_portal_that_was_never_saved_is_found() {
    assertThat(review.portal()).isInstanceOf(Answer.Bad.class);
  }

  @Test
  void an_unreachable_stripe_is_not_taken_for_a_wrong_account() {
    var settings =
        new StripeSettings("sk_test_x", "whsec_x", URI.create("http://127.0.0.1:1"), Map.of());
    try (var lost = new StripeReview(settings)) {
      assertThat(lost.key()).isInstanceOf(Answer.Unknown.class);
      assertThat(lost.events(URL)).isInstanceOf(Answer.Unknown.class);
      assertThat(lost.portal()).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void a_price_that_differs_from_the_plan_is_found() {
    var settings =
        new StripeSettings(
            RecordedStripe.SECRET_KEY,
            RecordedStripe.WEBHOOK_SECRET,
            stripe.apiBase(),
            Map.of("basic", "price_absent"));
    try (var other = new StripeReview(settings)) {
      assertThat(other.prices(Map.of("basic", new Money(500, Currency.USD))))
          .singleElement()
          .isInstanceOf(Answer.Bad.class);
    }
  }

  private void endpoint(String url, String status, Set<String> events) {
    var endpoint = stripe.dashboard().make("we", "webhook_endpoint");
    endpoint.put("url", url).put("status", status);
    var enabled = endpoint.putArray("enabled_events");
    events.forEach(enabled::add);
  }
}
