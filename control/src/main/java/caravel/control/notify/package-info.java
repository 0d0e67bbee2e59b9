/// Notices to tenants: the outbox, and the robot that sends them as private messages.
@NullMarked
package caravel.control.notify;

import org.jspecify.annotations.NullMarked;
