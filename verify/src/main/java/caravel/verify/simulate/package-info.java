/// The control plane on a virtual clock, against a world of paper in which everything goes wrong
/// that can, with a checker of its own: `caravel simulate`.
@NullMarked
package caravel.verify.simulate;

import org.jspecify.annotations.NullMarked;
