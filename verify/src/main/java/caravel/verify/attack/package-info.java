/// Attacks that one client or one tenant can make, run against a separate Caravel. A bystander
/// measures whether another tenant's relay still answers.
@NullMarked
package caravel.verify.attack;

import org.jspecify.annotations.NullMarked;
