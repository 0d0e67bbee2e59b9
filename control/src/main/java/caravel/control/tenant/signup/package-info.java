/// Who may become a tenant, and the operator's invitations.
@NullMarked
package caravel.control.tenant.signup;

import org.jspecify.annotations.NullMarked;
