/// The log of the commits of all relays: a folder of segments, one writing thread, one `fsync` for
/// all commits that wait. It knows neither SQLite nor the files of the relays.
@NullMarked
package caravel.engine.journal;

import org.jspecify.annotations.NullMarked;
