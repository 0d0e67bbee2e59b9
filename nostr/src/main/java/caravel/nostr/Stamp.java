package caravel.nostr;

import java.util.random.RandomGenerator;

/// When something is made, and where its keys, nonces and small lies about time come from.
///
/// @param now unix seconds
/// @param random a secure one, except in tests and simulations
public record Stamp(long now, RandomGenerator random) {}
