/// What only a demo has: a Lightning wallet of its own, full of play money.
@NullMarked
package caravel.app.demo;

import org.jspecify.annotations.NullMarked;
