/// Invoices and receipts as documents: one model, which the API shows and the PDF prints.
@NullMarked
package caravel.control.billing.document;

import org.jspecify.annotations.NullMarked;
