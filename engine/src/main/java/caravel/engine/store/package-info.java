/// Where one relay's events live: a file each, one writer, many readers, an answer only after the
/// commit.
@NullMarked
package caravel.engine.store;

import org.jspecify.annotations.NullMarked;
