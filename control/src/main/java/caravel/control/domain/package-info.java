/// Custom domains of relays: proves by DNS that a domain belongs to a relay's owner, follows it
/// until the relay answers there, and releases it when its DNS records stay wrong.
@NullMarked
package caravel.control.domain;

import org.jspecify.annotations.NullMarked;
