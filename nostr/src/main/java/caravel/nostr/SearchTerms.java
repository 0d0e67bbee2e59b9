package caravel.nostr;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The search text of a filter (NIP-50). It selects events whose content has all words, each
/// anywhere in the text and in any letter case. Words between `"` are one phrase. The extensions of
/// NIP-50, such as `include:spam`, are no condition.
///
/// Of a content, the first [#CONTENT_CHARACTERS] characters are searched. Encrypted contents are
/// not.
public final class SearchTerms {
  /// Longest search text of a filter.
  public static final int CHARACTERS_MAX = 256;

  /// The part of a content that is searched.
  public static final int CONTENT_CHARACTERS = 4_096;

  /// No search.
  public static final SearchTerms NONE = new SearchTerms("", List.of());

  /// Kinds whose contents are encrypted: direct messages, seals and gift wraps (NIP-04, NIP-59).
  private static final Set<Integer> ENCRYPTED = Set.of(4, 13, 1_059);

  private static final Pattern EXTENSION =
      Pattern.compile("(include|domain|language|sentiment|nsfw):.*");
  private static final int GRAM_CODE_POINTS = 3;

  private final String text;
  private final List<String> terms;

  private SearchTerms(String text, List<String> terms) {
    this.text = text;
    this.terms = List.copyOf(terms);
  }

  /// Splits a text into words and phrases. A phrase without its second `"` goes to the end.
  ///
  /// @throws MalformedException when the text is longer than [#CHARACTERS_MAX], or has half of a
  ///   surrogate pair
  public static SearchTerms parse(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw new MalformedException("search may have at most " + CHARACTERS_MAX + " characters");
    }
    if (text.codePoints().anyMatch(SearchTerms::isSurrogate)) {
      throw new MalformedException("search has half of a character (a lone surrogate)");
    }
    var terms = new LinkedHashSet<String>();
    var parts = text.split("\"", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean isPhrase = i % 2 == 1;
      for (var term : isPhrase ? List.of(parts[i]) : List.of(parts[i].split("\\s+"))) {
        if (!term.isBlank() && (isPhrase || !EXTENSION.matcher(term).matches())) {
          terms.add(term.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return text.isEmpty() ? NONE : new SearchTerms(text, List.copyOf(terms));
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /// The text as it was written.
  public String text() {
    return text;
  }

  /// Whether there is no condition.
  public boolean isEmpty() {
    return terms.isEmpty();
  }

  /// The words and phrases in lower case, each once.
  public List<String> terms() {
    return terms;
  }

  /// Whether the event has all terms.
  public boolean matches(Event event) {
    if (terms.isEmpty()) {
      return true;
    }
    if (!isSearched(event.kind())) {
      return false;
    }
    var searched = searched(event.content());
    for (var term : terms) {
      if (!searched.contains(term)) {
        return false;
      }
    }
    return true;
  }

  /// Whether contents of this kind are searched.
  public static boolean isSearched(int kind) {
    return !ENCRYPTED.contains(kind);
  }

  /// The part of a content in which terms are found, in lower case.
  public static String searched(String content) {
    var part =
        content.length() > CONTENT_CHARACTERS ? content.substring(0, CONTENT_CHARACTERS) : content;
    return part.toLowerCase(Locale.ROOT);
  }

  /// Sequences of three code points that each content with all terms has, spread over the terms.
  /// Shorter terms have none.
  ///
  /// @param max most sequences
  public List<String> trigrams(int max) {
    var all = new LinkedHashSet<String>();
    for (var term : terms) {
      var points = term.codePoints().toArray();
      for (int i = 0; i + GRAM_CODE_POINTS <= points.length; i++) {
        all.add(new String(points, i, GRAM_CODE_POINTS));
      }
    }
    var list = List.copyOf(all);
    if (list.size() <= max) {
      return list;
    }
    var spread = new ArrayList<String>(max);
    for (int i = 0; i < max; i++) {
      spread.add(list.get((int) ((long) i * list.size() / max)));
    }
    return spread;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchTerms terms && text.equals(terms.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
