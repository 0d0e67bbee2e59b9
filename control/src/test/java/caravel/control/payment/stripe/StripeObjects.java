package caravel.control.payment.stripe;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The objects of the recorded Stripe, and the rules by which they change.
final class StripeObjects {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long CENTS_MIN = 50;
  private static final long CENTS_MAX = 99_999_999;
  private static final long PAGE_SECONDS_MIN = 30 * 60;
  private static final long PAGE_SECONDS_MAX = 24 * 60 * 60;

  private final InstantSource clock;
  private final String pagesUrl;

  /// Type of the event, and its `data`.
  private final BiConsumer<String, ObjectNode> events;

  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final Map<String, Bank> banks = new LinkedHashMap<>();
  private long made;

  StripeObjects(InstantSource clock, String pagesUrl, BiConsumer<String, ObjectNode> events) {
    this.clock = clock;
    this.pagesUrl = pagesUrl;
    this.events = events;
  }

  ObjectNode make(String prefix, String kind) {
    made++;
    var object = JSON.createObjectNode();
    object
        .put("id", prefix + "_test_" + made)
        .put("object", kind)
        .put("created", now().getEpochSecond())
        .put("livemode", false);
    objects.put(object.path("id").asString(), object);
    return object;
  }

  private Instant now() {
    return clock.instant();
  }

  ObjectNode get(String id, String kind) {
    var object = objects.get(id);
    if (object == null || !object.path("object").asString().equals(kind)) {
      throw new Refusal(StripeReply.missing(kind + ": '" + id + "'"));
    }
    return object;
  }

  List<ObjectNode> all(String kind, Predicate<ObjectNode> wanted) {
    var found = new ArrayList<ObjectNode>();
    for (var object : objects.values()) {
      if (object.path("object").asString().equals(kind) && wanted.test(object)) {
        found.addFirst(object);
      }
    }
    return found;
  }

  /// The call is answered so.
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient StripeReply reply;

    Refusal(StripeReply reply) {
      super(reply.body(), null, false, false);
      this.reply = reply;
    }

    StripeReply reply() {
      return reply;
    }
  }

  void tell(String type, ObjectNode object) {
    var data = JSON.createObjectNode();
    data.set("object", object.deepCopy());
    events.accept(type, data);
  }

  ObjectNode customer(Map<String, String> params) {
    var customer = make("cus", "customer");
    customer.put("name", params.getOrDefault("name", ""));
    customer.putObject("invoice_settings").putNull("default_payment_method");
    metadata(customer, "metadata", params);
    return customer;
  }

  static void metadata(ObjectNode object, String prefix, Map<String, String> params) {
    var metadata = object.putObject("metadata");
    params.forEach((name, value) -> {
      if (name.startsWith(prefix + "[")) {
        metadata.put(name.substring(prefix.length() + 1, name.length() - 1), value);
      }
    });
  }

  ObjectNode saveCard(String customerId, Bank bank) {
    get(customerId, "customer");
    var method = make("pm", "payment_method");
    method.put("type", "card").put("customer", customerId);
    method.putObject("card").put("brand", "visa").put("last4", "4242").put("exp_year", 2030);
    banks.put(method.path("id").asString(), bank);
    tell("payment_method.attached", method);
    return method;
  }

  void detach(String methodId) {
    var method = get(methodId, "payment_method");
    var data = JSON.createObjectNode();
    data.putObject("previous_attributes").put("customer", method.path("customer").asString());
    method.putNull("customer");
    data.set("object", method.deepCopy());
    events.accept("payment_method.detached", data);
  }

  void chooseCard(String customerId, String methodId) {
    var customer = get(customerId, "customer");
    customer.withObject("invoice_settings").put("default_payment_method", methodId);
    tell("customer.updated", customer);
  }

  void bank(String customerId, Bank says) {
    for (var method : cards(customerId)) {
      banks.put(method.path("id").asString(), says);
    }
  }

  List<ObjectNode> cards(String customerId) {
    return all("payment_method", method -> method.path("customer").asString("").equals(customerId));
  }

  /// @param price id of a price, a price has a product of its own
  void addPrice(String price, long cents, String currency) {
    var product = make("prod", "product");
    var object = make("price", "price");
    objects.remove(object.path("id").asString());
    object
        .put("id", price)
        .put("unit_amount", cents)
        .put("currency", currency)
        .put("product", product.path("id").asString());
    objects.put(price, object);
  }

  void removeProducts() {
    objects.values().removeIf(object -> object.path("object").asString().equals("product"));
  }

  ObjectNode openPage(Map<String, String> params) {
    get(params.getOrDefault("customer", ""), "customer");
    var cents = cents(params.getOrDefault("line_items[0][price_data][unit_amount]", ""));
    var product = params.get("line_items[0][price_data][product]");
    if (product != null) {
      get(product, "product");
    } else if (!params.containsKey("line_items[0][price_data][product_data][name]")) {
      throw new Refusal(
          StripeReply.invalid("parameter_missing", "a line has a product or its name"));
    }
    var open = Long.parseLong(params.getOrDefault("expires_at", "0")) - now().getEpochSecond();
    if (open < PAGE_SECONDS_MIN || open > PAGE_SECONDS_MAX) {
      throw new Refusal(
          StripeReply.invalid(
              "",
              "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from"
                  + " Checkout Session creation."));
    }
    var session = make("cs", "checkout.session");
    session
        .put("mode", params.getOrDefault("mode", ""))
        .put("status", "open")
        .put("payment_status", "unpaid")
        .put("amount_total", cents)
        .put("currency", "usd")
        .put("customer", params.get("customer"))
        .put("success_url", params.getOrDefault("success_url", ""))
        .put("cancel_url", params.getOrDefault("cancel_url", ""))
        .put("expires_at", Long.parseLong(params.getOrDefault("expires_at", "0")))
        .put("url", pagesUrl + "/pay/" + session.path("id").asString())
        .putNull("payment_intent");
    metadata(session, "metadata", params);
    var intended = session.putObject("intended");
    intended.put("setup", params.getOrDefault("payment_intent_data[setup_future_usage]", ""));
    intended.put("product", product == null ? "" : product);
    metadata(intended, "payment_intent_data[metadata]", params);
    return session;
  }

  private static long cents(String text) {
    var cents = text.matches("\\d{1,12}") ? Long.parseLong(text) : -1;
    if (cents < CENTS_MIN) {
      throw new Refusal(
          StripeReply.invalid("amount_too_small", "Amount must be at least $0.50 usd"));
    }
    if (cents > CENTS_MAX) {
      throw new Refusal(
          StripeReply.invalid("amount_too_large", "Amount must be no more than $999,999.99"));
    }
    return cents;
  }

  ObjectNode session(String id) {
    var session = get(id, "checkout.session");
    if (isOpen(session) && now().getEpochSecond() >= session.path("expires_at").asLong()) {
      expired(session);
    }
    return session;
  }

  private static boolean isOpen(ObjectNode session) {
    return session.path("status").asString().equals("open");
  }

  private void expired(ObjectNode session) {
    session.put("status", "expired").putNull("url");
    tell("checkout.session.expired", session);
  }

  ObjectNode expire(String id) {
    var session = session(id);
    if (!isOpen(session)) {
      throw new Refusal(
          StripeReply.invalid(
              "",
              "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout"
                  + " Session has a status of `"
                  + session.path("status").asString()
                  + "`."));
    }
    expired(session);
    return session;
  }

  /// Somebody pays on the page; the bank's customer is there.
  ///
  /// @return whether it was paid
  boolean pay(String sessionId, Bank bank) {
    var session = session(sessionId);
    if (!isOpen(session)) {
      return false;
    }
    var intent = make("pi", "payment_intent");
    intent
        .put("amount", session.path("amount_total").asLong())
        .put("currency", "usd")
        .put("customer", session.path("customer").asString());
    intent.set("metadata", session.path("intended").path("metadata").deepCopy());
    if (bank.declines() && bank != Bank.WANTS_OWNER) {
      declined(intent, bank);
      return false;
    }
    session.put("status", "complete").put("payment_status", "paid").putNull("url");
    session.put("payment_intent", intent.path("id").asString());
    if (session.path("intended").path("setup").asString().equals("off_session")) {
      saveCard(session.path("customer").asString(), bank);
    }
    succeeded(intent);
    tell("checkout.session.completed", session);
    return true;
  }

  /// An intent that is confirmed when it is made.
  StripeReply charge(Map<String, String> params) {
    var cents = cents(params.getOrDefault("amount", ""));
    var method = params.getOrDefault("payment_method", "");
    if (cards(params.getOrDefault("customer", "")).stream()
        .noneMatch(card -> card.path("id").asString().equals(method))) {
      throw new Refusal(
          StripeReply.invalid("resource_missing", "No such PaymentMethod: '" + method + "'"));
    }
    var intent = make("pi", "payment_intent");
    intent
        .put("amount", cents)
        .put("currency", params.getOrDefault("currency", ""))
        .put("customer", params.get("customer"))
        .put("payment_method", method)
        .put("description", params.getOrDefault("description", ""));
    metadata(intent, "metadata", params);
    var bank = banks.getOrDefault(method, Bank.PAYS);
    if (bank.declines()) {
      return new StripeReply(402, declined(intent, bank).toString(), true);
    }
    switch (bank) {
      case TAKES_TIME -> intent.put("status", "processing");
      case WAITS_FOR_OWNER -> {
        intent.put("status", "requires_action");
        tell("payment_intent.requires_action", intent);
      }
      case PAYS, HAS_NO_FUNDS, STOLEN, EXPIRED, WANTS_OWNER -> succeeded(intent);
    }
    return StripeReply.ok(intent);
  }

  /// The body of the answer 402.
  private ObjectNode declined(ObjectNode intent, Bank bank) {
    intent.put("status", "requires_payment_method").put("amount_received", 0);
    var body = StripeReply.error("card_error", bank.code(), "Your card was declined.");
    var error = body.withObject("error");
    if (!bank.declineCode().isEmpty()) {
      error.put("decline_code", bank.declineCode());
    }
    intent.set("last_payment_error", error.deepCopy());
    error.set("payment_intent", intent.deepCopy());
    tell("payment_intent.payment_failed", intent);
    return body;
  }

  void succeeded(ObjectNode intent) {
    intent.put("status", "succeeded").put("amount_received", intent.path("amount").asLong());
    intent.put("latest_charge", "ch_" + intent.path("id").asString());
    tell("payment_intent.succeeded", intent);
  }

  /// The bank that took its time has made up its mind.
  void decided(String intentId, boolean paid) {
    var intent = get(intentId, "payment_intent");
    if (paid) {
      succeeded(intent);
    } else {
      declined(intent, Bank.HAS_NO_FUNDS);
    }
  }

  ObjectNode cancel(String id) {
    var intent = get(id, "payment_intent");
    var status = intent.path("status").asString();
    if (status.equals("succeeded") || status.equals("canceled") || status.equals("processing")) {
      throw new Refusal(
          StripeReply.invalid(
              "payment_intent_unexpected_state",
              "You cannot cancel this PaymentIntent because it has a status of " + status + "."));
    }
    intent.put("status", "canceled").put("canceled_at", now().getEpochSecond());
    tell("payment_intent.canceled", intent);
    return intent;
  }

  ObjectNode portal(Map<String, String> params) {
    var customer = get(params.getOrDefault("customer", ""), "customer").path("id").asString();
    var session = make("bps", "billing_portal.session");
    session
        .put("customer", customer)
        .put("return_url", params.getOrDefault("return_url", ""))
        .put("url", pagesUrl + "/portal/" + session.path("id").asString());
    return session;
  }
}
