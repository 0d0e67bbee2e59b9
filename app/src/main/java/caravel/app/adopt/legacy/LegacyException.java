package caravel.app.adopt.legacy;

/// The older Caravel's database cannot be adopted. The message is a sentence for the operator.
public final class LegacyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LegacyException(String sentence) {
    super(sentence);
  }
}
