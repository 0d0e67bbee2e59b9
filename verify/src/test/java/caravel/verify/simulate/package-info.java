@org.jspecify.annotations.NullMarked
package caravel.verify.simulate;
