/// The running relay: sockets, subscriptions and delivery.
@NullMarked
package caravel.engine.session;

import org.jspecify.annotations.NullMarked;
