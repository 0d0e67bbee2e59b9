package caravel.nostr;

import java.util.random.RandomGenerator;

/// The time and randomness for creating an event: keys, nonces and time shifts.
///
/// @param now unix seconds
/// @param random a secure one, except in tests and simulations
public record Stamp(long now, RandomGenerator random) {}
