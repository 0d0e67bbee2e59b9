package caravel.control.payment.stripe;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The pages that a person sees at the recorded Stripe: one to pay on, one to change the card on.
final class StripePages {
  private static final String PAY = "/pay/";
  private static final String PORTAL = "/portal/";

  private final RecordedStripe stripe;

  StripePages(RecordedStripe stripe) {
    this.stripe = stripe;
  }

  void handle(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var isPost = exchange.getRequestMethod().equals("POST");
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (path.startsWith(PAY)) {
        checkout(exchange, path.substring(PAY.length()), isPost, body);
      } else if (path.startsWith(PORTAL)) {
        portal(exchange, path.substring(PORTAL.length()), isPost, body);
      } else {
        page(exchange, 404, "<p>Nothing here.</p>");
      }
    } catch (StripeObjects.Refusal missing) {
      page(exchange, 404, "<p>Nothing here.</p>");
    }
  }

  private void checkout(HttpExchange exchange, String id, boolean isPost, String body)
      throws IOException {
    var session = stripe.object(id, "checkout.session");
    if (isPost) {
      var bank = Bank.valueOf(RecordedStripe.form(body).getOrDefault("card", "PAYS"));
      if (stripe.pay(id, bank)) {
        redirect(exchange, session.path("success_url").asString());
        return;
      }
    }
    page(
        exchange,
        200,
        "<h1>Pay "
            + session.path("amount_total").asLong()
            + " cents</h1>"
            + "<form method=post><button name=card value=PAYS>Pay</button>"
            + "<button name=card value=HAS_NO_FUNDS>Pay with an empty card</button></form>"
            + "<a href='"
            + session.path("cancel_url").asString().replace("'", "%27").replace("&", "&amp;")
            + "'>Back</a>");
  }

  private void portal(HttpExchange exchange, String id, boolean isPost, String body)
      throws IOException {
    var session = stripe.object(id, "billing_portal.session");
    if (isPost) {
      var bank = Bank.valueOf(RecordedStripe.form(body).getOrDefault("card", "PAYS"));
      var customer = session.path("customer").asString();
      stripe.chooseCard(customer, stripe.saveCard(customer, bank));
      redirect(exchange, session.path("return_url").asString());
      return;
    }
    page(
        exchange,
        200,
        "<h1>Your cards</h1>"
            + "<form method=post><button name=card value=PAYS>Add a card</button>"
            + "<button name=card value=HAS_NO_FUNDS>Add an empty card</button></form>");
  }

  private static void redirect(HttpExchange exchange, String url) throws IOException {
    exchange.getResponseHeaders().set("Location", url);
    exchange.sendResponseHeaders(303, -1);
  }

  private static void page(HttpExchange exchange, int status, String html) throws IOException {
    var bytes =
        ("<!doctype html><html lang=en><meta charset=utf-8>"
                + "<link rel=icon href=data:,><title>Card payment</title>"
                + html)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
