package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Optional;

/// The money side of a transfer. Billing decides it.
public interface TransferTerms {
  /// Terms of a platform that bills nothing.
  TransferTerms FREE = new Unbilled();

  /// The reason why something unpaid keeps a relay with its owner. Bills the owner up to now first.
  Optional<Problem> refusal(Tx tx, Relay relay);

  /// The reason why a person cannot take over a relay on a paid plan. Bills the person up to now
  /// first.
  Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay);

  /// The price of a relay for a person who takes it over, by the code that bills.
  ///
  /// @param at the instant of the transfer, on the billing clock
  Cost cost(Tx tx, PublicKey next, Relay relay, Instant at);

  /// @param due in the minor unit of the currency, less the person's credit
  /// @param shown a quote as the API shows it
  record Cost(long due, Object shown) {}

  /// Terms without money.
  final class Unbilled implements TransferTerms {
    private Unbilled() {}

    @Override
    public Optional<Problem> refusal(Tx tx, Relay relay) {
      return Optional.empty();
    }

    @Override
    public Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay) {
      return Optional.empty();
    }

    @Override
    public Cost cost(Tx tx, PublicKey next, Relay relay, Instant at) {
      throw new IllegalStateException("billing is not assembled");
    }
  }
}
