/// Who may do what, as pure decisions with zooid's exact words.
@NullMarked
package caravel.engine.policy;

import org.jspecify.annotations.NullMarked;
