/// Access decisions as pure functions, with zooid's exact messages.
@NullMarked
package caravel.engine.policy;

import org.jspecify.annotations.NullMarked;
