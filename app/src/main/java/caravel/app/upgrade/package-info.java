/// `caravel upgrade --check`: what a start of this program would do with stored data of another
/// version. Each check reads the data folder and changes nothing in it.
@org.jspecify.annotations.NullMarked
package caravel.app.upgrade;
