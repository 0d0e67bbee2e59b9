/// The audit log: what operators did, to whom it belonged, and why.
@NullMarked
package caravel.control.audit;

import org.jspecify.annotations.NullMarked;
