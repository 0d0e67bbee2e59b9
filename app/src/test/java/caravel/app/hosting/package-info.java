/// The two planes meet: our zooid client against our own engine.
@NullMarked
package caravel.app.hosting;

import org.jspecify.annotations.NullMarked;
