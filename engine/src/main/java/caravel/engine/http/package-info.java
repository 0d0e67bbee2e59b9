/// The doors: Jetty, dispatch by Host, NIP-11, the management API, sockets.
@NullMarked
package caravel.engine.http;

import org.jspecify.annotations.NullMarked;
