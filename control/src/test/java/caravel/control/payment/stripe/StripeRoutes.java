package caravel.control.payment.stripe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Which call of Stripe's API does what.
final class StripeRoutes {
  private final StripeObjects objects;
  private final StripeReversals reversals;

  StripeRoutes(StripeObjects objects, StripeReversals reversals) {
    this.objects = objects;
    this.reversals = reversals;
  }

  /// @param path below `/v1/`
  StripeReply answer(String method, String path, Map<String, String> params) {
    try {
      var steps = List.of(path.split("/", -1));
      return method.equals("POST") ? post(steps, params) : get(steps, params);
    } catch (StripeObjects.Refusal refusal) {
      return refusal.reply();
    }
  }

  private StripeReply post(List<String> steps, Map<String, String> params) {
    return switch (String.join("/", steps)) {
      case "customers" -> StripeReply.ok(objects.customer(params));
      case "checkout/sessions" -> StripeReply.ok(objects.openPage(params));
      case "payment_intents" -> objects.charge(params);
      case "refunds" -> StripeReply.ok(reversals.refund(params));
      case "billing_portal/sessions" -> StripeReply.ok(objects.portal(params));
      default -> change(steps);
    };
  }

  private StripeReply change(List<String> steps) {
    if (steps.size() == 4 && steps.getFirst().equals("checkout") && steps.get(3).equals("expire")) {
      return StripeReply.ok(objects.expire(steps.get(2)));
    }
    if (steps.size() == 3
        && steps.getFirst().equals("payment_intents")
        && steps.get(2).equals("cancel")) {
      return StripeReply.ok(objects.cancel(steps.get(1)));
    }
    return StripeReply.missing("route: " + steps);
  }

  private StripeReply get(List<String> steps, Map<String, String> params) {
    return switch (steps.getFirst()) {
      case "customers" -> customers(steps, params);
      case "checkout" -> StripeReply.ok(objects.session(steps.getLast()));
      case "payment_intents" ->
          steps.size() == 1
              ? StripeReply.ok(intents(params, "payment_intent", "customer"))
              : StripeReply.ok(objects.get(steps.get(1), "payment_intent"));
      case "refunds" -> StripeReply.ok(intents(params, "refund", "payment_intent"));
      case "disputes" -> StripeReply.ok(intents(params, "dispute", "payment_intent"));
      case "prices" -> StripeReply.ok(objects.get(steps.get(1), "price"));
      case "balance" -> StripeReply.ok(JsonMapper.shared().createObjectNode());
      case "webhook_endpoints" ->
          StripeReply.ok(list(objects.all("webhook_endpoint", _ -> true), params));
      case "billing_portal" ->
          StripeReply.ok(list(objects.all("billing_portal.configuration", _ -> true), params));
      default -> StripeReply.missing("route: " + steps);
    };
  }

  private StripeReply customers(List<String> steps, Map<String, String> params) {
    var customer = objects.get(steps.get(1), "customer");
    if (steps.size() == 3) {
      return StripeReply.ok(list(objects.cards(steps.get(1)), params));
    }
    var shown = customer.deepCopy();
    var settings = shown.withObject("invoice_settings");
    var chosen = settings.path("default_payment_method").asString("");
    if (params.containsValue("invoice_settings.default_payment_method") && !chosen.isEmpty()) {
      settings.set("default_payment_method", objects.get(chosen, "payment_method").deepCopy());
    }
    return StripeReply.ok(shown);
  }

  /// @param of the key that narrows the list
  private ObjectNode intents(Map<String, String> params, String kind, String of) {
    var wanted = Optional.ofNullable(params.get(of));
    var since = Long.parseLong(params.getOrDefault("created[gte]", "0"));
    return list(
        objects.all(
            kind,
            object ->
                wanted.stream().allMatch(object.path(of).asString("")::equals)
                    && object.path("created").asLong() >= since),
        params);
  }

  private static ObjectNode list(List<ObjectNode> all, Map<String, String> params) {
    var limit = Integer.parseInt(params.getOrDefault("limit", "10"));
    var after = params.getOrDefault("starting_after", "");
    var from = 0;
    for (var i = 0; i < all.size(); i++) {
      if (all.get(i).path("id").asString().equals(after)) {
        from = i + 1;
      }
    }
    var page = all.subList(from, Math.min(all.size(), from + limit));
    var list = JsonMapper.shared().createObjectNode();
    list.put("object", "list").put("has_more", from + limit < all.size());
    var data = list.putArray("data");
    page.forEach(object -> data.add(object.deepCopy()));
    return list;
  }
}
