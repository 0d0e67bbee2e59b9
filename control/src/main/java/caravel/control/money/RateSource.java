package caravel.control.money;

import java.util.Optional;

/// Where the price of a bitcoin comes from.
public interface RateSource {
  /// The newest known rate that may be used; empty when there is none, or only an old one. Answers
  /// at once: it asks nobody.
  Optional<Rate> latest();
}
