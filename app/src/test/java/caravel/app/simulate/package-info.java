@org.jspecify.annotations.NullMarked
package caravel.app.simulate;
