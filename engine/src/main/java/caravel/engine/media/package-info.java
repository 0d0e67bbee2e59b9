/// The files that members of a relay share (Blossom): their bytes on a disk or in S3, and the index
/// of their owners.
@NullMarked
package caravel.engine.media;

import org.jspecify.annotations.NullMarked;
