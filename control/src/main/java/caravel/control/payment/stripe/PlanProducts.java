package caravel.control.payment.stripe;

import static caravel.control.payment.stripe.Trouble.text;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Price;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operator's Stripe products for the plans. They only name a line on a page; the invoice
/// decides the amount.
///
/// @param ids of the products, by plan
/// @param warnings one line for each difference from the catalogue, or price that Stripe did not
///   return
record PlanProducts(Map<String, String> ids, List<String> warnings) {
  static final PlanProducts NONE = new PlanProducts(Map.of(), List.of());

  PlanProducts {
    ids = Map.copyOf(ids);
    warnings = List.copyOf(warnings);
  }

  /// @param prices Stripe's price by plan
  /// @param catalogue the plans' prices; compared if they are in dollars
  static PlanProducts read(
      StripeClient stripe, Map<String, String> prices, Map<String, Money> catalogue) {
    var ids = new HashMap<String, String>();
    var warnings = new ArrayList<String>();
    prices.forEach((plan, id) -> {
      try {
        var price = stripe.v1().prices().retrieve(id);
        if (!text(price.getProduct()).isEmpty()) {
          ids.put(plan, price.getProduct());
        }
        var difference = difference(price, catalogue.get(plan));
        if (!difference.isEmpty()) {
          warnings.add(named(plan, id) + difference);
        }
      } catch (StripeException failed) {
        warnings.add(named(plan, id) + "cannot be compared with the catalogue: " + why(failed));
      }
    });
    return new PlanProducts(ids, warnings);
  }

  private static String difference(Price price, @Nullable Money ours) {
    if (ours == null) {
      return "belongs to a plan that the catalogue does not have";
    }
    if (ours.currency() != Currency.USD) {
      return "";
    }
    var theirs = StripeValues.money(price.getUnitAmount(), price.getCurrency());
    if (ours.equals(theirs)) {
      return "";
    }
    var said =
        theirs == null
            ? price.getUnitAmount() + " " + price.getCurrency()
            : theirs.amount() + " US cents";
    return "says " + said + ", the catalogue says " + ours.amount() + " US cents; ours is charged";
  }

  private static String why(StripeException failed) {
    return switch (Trouble.of(failed)) {
      case Trouble.Refused(_, var why) -> why;
      case Trouble.Unknown(var why) -> why;
      case Trouble.NotAsked(var why) -> why;
      case Trouble.Declined(_, var code) -> code;
    };
  }

  private static String named(String plan, String price) {
    return "Stripe's price " + price + " of plan " + plan + " ";
  }
}
