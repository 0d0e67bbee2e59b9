package caravel.engine;

import caravel.engine.store.WindowNumbers;

/// The numbers of a running engine, for metrics.
///
/// @param relays served now
/// @param sockets open WebSockets
/// @param httpConnections open connections that are not WebSockets
/// @param clientBytes heap that all clients hold
/// @param openFiles event files that are open
/// @param slowReadersDropped clients dropped since the start because they did not read
/// @param memoryDropped clients dropped since the start because memory was short
/// @param windows events that are held in memory
public record EngineNumbers(
    int relays,
    int sockets,
    int httpConnections,
    long clientBytes,
    int openFiles,
    long slowReadersDropped,
    long memoryDropped,
    WindowNumbers windows) {}
