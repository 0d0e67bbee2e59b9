/// The simulator, `caravel simulate`: the control plane on a virtual clock, in a world that injects
/// faults, with an independent checker.
@NullMarked
package caravel.verify.simulate;

import org.jspecify.annotations.NullMarked;
