/// The WebSocket protocol (RFC 6455) of a server, on the connections of Jetty. It knows nothing of
/// relays.
@NullMarked
package caravel.engine.wire;

import org.jspecify.annotations.NullMarked;
