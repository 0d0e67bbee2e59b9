/// The storage of events: one file per relay, one writer, many readers, an answer only after the
/// commit.
@NullMarked
package caravel.engine.store;

import org.jspecify.annotations.NullMarked;
