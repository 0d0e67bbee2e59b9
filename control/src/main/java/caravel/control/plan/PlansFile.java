package caravel.control.plan;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The operator's catalogue file: a JSON list of plans.
///
/// `[{"id": "free", "name": "Free", "amount": 0, "members": 10, "blossom": false, "livekit": false,
/// "hidden": false}, …]`. `amount` is a monthly price in satoshis or cents, as the currency says.
/// Absent or null `members` is unlimited. `bytes` bounds a relay's stored events; absent or null is
/// `RELAY_BYTES_MAX`. `file_bytes` and `file_bytes_per_member` bound the files of a relay and of
/// one member; absent or null is the host's default. An absent feature is not in the plan.
public final class PlansFile {
  public static final int PLANS_MAX = 50;

  private static final int NAME_CHARACTERS_MAX = 50;

  /// 1 MiB. An empty relay needs a part of it.
  private static final long BYTES_LEAST = 1L << 20;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,49}");
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "name",
          "amount",
          "members",
          "blossom",
          "livekit",
          "hidden",
          "bytes",
          "file_bytes",
          "file_bytes_per_member");

  private final Currency currency;
  private final List<String> faults = new ArrayList<>();

  private PlansFile(Currency currency) {
    this.currency = currency;
  }

  /// The result of reading the file.
  public sealed interface Result {}

  public record Read(Plans plans) implements Result {}

  /// All errors, one message each.
  public record Faulty(List<String> faults) implements Result {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }

  public static Result read(String text, Currency currency) {
    return new PlansFile(currency).read(text);
  }

  private Result read(String text) {
    JsonNode root;
    try {
      root = Json.mapper().readTree(text);
    } catch (JacksonException malformed) {
      return new Faulty(List.of("it is not JSON: " + malformed.getOriginalMessage()));
    }
    if (!(root instanceof ArrayNode list) || list.isEmpty() || list.size() > PLANS_MAX) {
      return new Faulty(List.of("it must be a list of 1 to " + PLANS_MAX + " plans"));
    }
    var plans = new ArrayList<Plan>();
    for (int i = 0; i < list.size(); i++) {
      var plan = plan("plan " + (i + 1), list.get(i));
      if (plan != null) {
        plans.add(plan);
      }
    }
    if (faults.isEmpty()) {
      checkTogether(plans);
    }
    return faults.isEmpty() ? new Read(new Plans(currency, plans)) : new Faulty(faults);
  }

  private @Nullable Plan plan(String where, JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      faults.add(where + " must be an object");
      return null;
    }
    object
        .propertyNames()
        .forEach(key -> {
          if (!KEYS.contains(key)) {
            faults.add(where + " has an unknown key " + key);
          }
        });
    var before = faults.size();
    var id = text(object, "id");
    if (!ID.matcher(id).matches()) {
      faults.add(where + ": id must be up to 50 of a-z, 0-9, - and _, like \"basic\"");
    }
    var name = text(object, "name");
    if (name.isBlank() || name.length() > NAME_CHARACTERS_MAX) {
      faults.add(where + ": name must be a text of 1 to " + NAME_CHARACTERS_MAX + " characters");
    }
    var amount = amount(where, object);
    var members = members(where, object);
    var offer =
        new Plan.Offer(
            members,
            flag(where, object, "blossom"),
            flag(where, object, "livekit"),
            bytes(where, object, "bytes"),
            new Plan.FileBytes(
                bytes(where, object, "file_bytes"), bytes(where, object, "file_bytes_per_member")));
    var hidden = flag(where, object, "hidden");
    return faults.size() > before
        ? null
        : new Plan(id, name, new Money(amount, currency), hidden, offer);
  }

  private void checkTogether(List<Plan> plans) {
    var ids = new HashSet<String>();
    for (var plan : plans) {
      if (!ids.add(plan.id())) {
        faults.add("two plans have the id " + plan.id());
      }
    }
    var free = plans.stream().filter(plan -> plan.id().equals(Plans.FREE)).findFirst();
    if (free.isEmpty()) {
      faults.add("one plan must have the id free");
    } else if (!free.orElseThrow().isFree()) {
      faults.add("the plan free must have the amount 0");
    }
  }

  private static String text(ObjectNode object, String key) {
    var value = object.get(key);
    return value != null && value.isString() ? value.stringValue() : "";
  }

  private long amount(String where, ObjectNode object) {
    var value = object.get("amount");
    if (value != null && value.isIntegralNumber() && value.canConvertToLong()) {
      var amount = value.longValue();
      if (amount >= 0 && amount <= Money.AMOUNT_MAX) {
        return amount;
      }
    }
    faults.add(where + ": amount must be a whole number from 0 to " + Money.AMOUNT_MAX);
    return 0;
  }

  private @Nullable Long bytes(String where, ObjectNode object, String key) {
    var value = object.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= BYTES_LEAST) {
      return value.longValue();
    }
    faults.add(
        where
            + ": "
            + key
            + " must be a whole number from "
            + BYTES_LEAST
            + ", or null for no figure");
    return null;
  }

  private @Nullable Integer members(String where, ObjectNode object) {
    var value = object.get("members");
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 1) {
      return value.intValue();
    }
    faults.add(where + ": members must be a whole number from 1, or null for unlimited");
    return null;
  }

  private boolean flag(String where, ObjectNode object, String key) {
    var value = object.get(key);
    if (value == null || value.isBoolean()) {
      return value != null && value.booleanValue();
    }
    faults.add(where + ": " + key + " must be true or false");
    return false;
  }
}
