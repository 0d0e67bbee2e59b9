/// Bills and collects: what tenants owe by their history, and how it is paid. Decisions are in
/// `core`; here they are loaded, decided and saved, each in one transaction.
@NullMarked
package caravel.control.billing;

import org.jspecify.annotations.NullMarked;
