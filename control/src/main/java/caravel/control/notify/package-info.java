/// What the platform tells people, and the robot that says it: an outbox of private messages.
@NullMarked
package caravel.control.notify;

import org.jspecify.annotations.NullMarked;
