package caravel.control.money.rates;

import caravel.control.money.Rate;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Parses the bitcoin price from an exchange's answer, in the formats of well-known exchanges.
/// Refuses other formats, implausible prices and old ones.
final class Ticker {
  private static final int DIGITS_MAX = 30;

  /// Paths into the answer; `*` matches any key, `0` is the first of a list.
  private static final List<List<String>> SHAPES =
      List.of(
          List.of("data", "amount"), // Coinbase
          List.of("result", "*", "c", "0"), // Kraken
          List.of("last"), // Bitstamp, Gemini
          List.of("USD"), // mempool.space
          List.of("USD", "last"), // blockchain.info
          List.of("bitcoin", "usd"), // CoinGecko
          List.of("price"), // Binance, Coinbase Exchange
          List.of("last_price"));

  private Ticker() {}

  /// @return US cents for a whole bitcoin
  static OptionalLong read(String body, Instant now) {
    try {
      var answer = Json.tree(body);
      if (isOld(answer, now)) {
        return OptionalLong.empty();
      }
      return SHAPES.stream()
          .flatMap(shape -> at(answer, shape).stream())
          .flatMap(price -> cents(price).stream())
          .mapToLong(Long::longValue)
          .findFirst();
    } catch (MalformedException nothing) {
      return OptionalLong.empty();
    }
  }

  private static Optional<JsonNode> at(JsonNode answer, List<String> shape) {
    var node = answer;
    for (var step : shape) {
      node =
          switch (step) {
            case "*" -> node.size() == 1 ? node.values().iterator().next() : node.path("*");
            case "0" -> node.path(0);
            default -> node.path(step);
          };
    }
    return node.isValueNode() && !node.isNull() ? Optional.of(node) : Optional.empty();
  }

  private static Optional<Long> cents(JsonNode price) {
    var text = price.asString("");
    if (text.length() > DIGITS_MAX || !text.matches("\\d{1,12}(\\.\\d{1,16})?")) {
      return Optional.empty();
    }
    var cents =
        new BigDecimal(text).movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValue();
    return Rate.isPlausible(cents) ? Optional.of(cents) : Optional.empty();
  }

  /// Whether the exchange's time of the price, in seconds or milliseconds, is too old.
  private static boolean isOld(JsonNode answer, Instant now) {
    return Stream.of("time", "timestamp")
        .map(answer::path)
        .map(said -> said.asString(""))
        .filter(said -> said.matches("\\d{10}|\\d{13}"))
        .map(said ->
            said.length() == 10
                ? Instant.ofEpochSecond(Long.parseLong(said))
                : Instant.ofEpochMilli(Long.parseLong(said)))
        .anyMatch(said -> now.isAfter(said.plus(Rate.AGE_MAX)));
  }
}
