/// Smaller copies of pictures: made from a stranger's bytes within bounds, and kept as long as
/// there is room.
@NullMarked
package caravel.engine.media.thumbnail;

import org.jspecify.annotations.NullMarked;
