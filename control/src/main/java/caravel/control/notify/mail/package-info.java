/// Notices by email: the tenants' addresses, the outbox of mails, and the worker that sends them.
@NullMarked
package caravel.control.notify.mail;

import org.jspecify.annotations.NullMarked;
