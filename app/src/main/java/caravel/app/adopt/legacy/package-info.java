/// Reads the database of the older Caravel, which is written in Rust, and adopts its tenants.
@NullMarked
package caravel.app.adopt.legacy;

import org.jspecify.annotations.NullMarked;
