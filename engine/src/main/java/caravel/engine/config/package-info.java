/// What one virtual relay is told to be: zooid's configuration as a value, its TOML and JSON forms,
/// its checks.
@NullMarked
package caravel.engine.config;

import org.jspecify.annotations.NullMarked;
