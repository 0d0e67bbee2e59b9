/// The delivery of mails over the operator's SMTP server.
@NullMarked
package caravel.control.notify.smtp;

import org.jspecify.annotations.NullMarked;
