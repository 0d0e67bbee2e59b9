/// The configuration of one virtual relay: the value, its TOML and JSON forms, and its validation.
@NullMarked
package caravel.engine.config;

import org.jspecify.annotations.NullMarked;
