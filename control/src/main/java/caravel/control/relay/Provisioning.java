package caravel.control.relay;

/// How far the newest wishes have come: what is, beside [RelayStatus], which is what is wanted.
public enum Provisioning {
  /// Not yet seen on the relay's own host, or its zooid does not answer.
  PENDING("pending"),
  /// Seen online as wished.
  ACTIVE("active"),
  /// Its zooid refused; tried again all the same.
  FAILED("failed"),
  /// Seen offline as wished.
  INACTIVE("inactive");

  private final String word;

  Provisioning(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// The step that the newest wishes have reached.
  public enum Step {
    SAVED("saved"),
    SENT("sent"),
    ANSWERED("answered");

    private final String word;

    Step(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    static Step named(String word) {
      for (var step : values()) {
        if (step.word.equals(word)) {
          return step;
        }
      }
      throw new IllegalArgumentException("not a provisioning step: " + word);
    }
  }
}
