package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.problem.Problem;
import caravel.control.relay.RelayTerms.DomainTerms;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CustomDomainRulesTest {
  private static final RelayTerms TERMS = terms(new DomainTerms(true, Set.of("hosting.example")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "club.org",
        "relay.club.org",
        "xn--bcher-kva.example",
        "1.example.org",
        "a.b",
        "example.com",
        "notrelays.example.com",
        "www.hosting.example"
      })
  void a_domain_of_the_owner_is_accepted(String name) {
    assertThat(CustomDomainRules.fault(name, TERMS)).isEmpty();
  }

  @Test
  void a_domain_has_at_most_253_characters_and_63_a_label() {
    var label = "a".repeat(63);
    var longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(CustomDomainRules.fault(longest, TERMS)).isEmpty();
    assertThat(fault(longest + "a")).startsWith("Enter a domain");
    assertThat(fault(label + "a.org")).startsWith("Enter a domain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "club",
        "Club.org",
        "club.org.",
        ".club.org",
        "club..org",
        "-club.org",
        "club-.org",
        "club.org:443",
        "https://club.org",
        "club.org/chat",
        "*.club.org",
        "_caravel.club.org",
        "bücher.example",
        "203.0.113.7",
        "127.1",
        "[::1]",
        "club.org\n",
        " club.org"
      })
  void anything_but_a_plain_domain_is_refused(String name) {
    assertThat(fault(name)).startsWith("Enter a domain");
  }

  @Test
  void names_of_relays_and_of_the_platform_are_refused() {
    assertThat(fault("relays.example.com")).startsWith("Names under relays.example.com");
    assertThat(fault("club.relays.example.com")).startsWith("Names under relays.example.com");
    assertThat(fault("a.club.relays.example.com")).startsWith("Names under relays.example.com");
    assertThat(fault("club.localhost")).startsWith("Names under localhost");
    assertThat(fault("hosting.example")).startsWith("This is the address of the platform");
  }

  @Test
  void nothing_is_accepted_where_custom_domains_are_off() {
    assertThat(CustomDomainRules.fault("club.org", terms(DomainTerms.OFF)))
        .map(found -> ((Problem.Invalid) found).sentence())
        .hasValueSatisfying(
            sentence -> assertThat(sentence).startsWith("Custom domains aren’t available"));
  }

  private static String fault(String name) {
    var found = (Problem.Invalid) CustomDomainRules.fault(name, TERMS).orElseThrow();
    assertThat(found.code() + " " + found.field()).isEqualTo("invalid custom_domain");
    return found.sentence();
  }

  private static RelayTerms terms(DomainTerms domains) {
    var terms = Examples.terms();
    return new RelayTerms(
        terms.plans(),
        List.of("relays.example.com", "localhost:3334"),
        terms.reserved(),
        terms.limits(),
        domains);
  }
}
