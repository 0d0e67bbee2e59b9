/// Billing and collection: the invoices of tenants and their payment. Decisions are in `core`; this
/// package loads, decides and saves, each time in one transaction.
@NullMarked
package caravel.control.billing;

import org.jspecify.annotations.NullMarked;
