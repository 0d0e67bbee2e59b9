/// The engine's HTTP and WebSocket server: Jetty, routing by Host, NIP-11, the management API and
/// sockets.
@NullMarked
package caravel.engine.http;

import org.jspecify.annotations.NullMarked;
