/// The live relay: its sockets, their subscriptions, and what is sent to whom.
@NullMarked
package caravel.engine.session;

import org.jspecify.annotations.NullMarked;
