/// The multi-tenant community relay: zooid's HTTP API and wire behaviour.
@NullMarked
package caravel.engine;

import org.jspecify.annotations.NullMarked;
