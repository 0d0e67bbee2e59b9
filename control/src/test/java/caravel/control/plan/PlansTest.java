package caravel.control.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlansTest {
  @Test
  void the_built_in_table_is_the_products_own() {
    assertThat(Plans.builtIn(Currency.SAT).all())
        .extracting(plan -> plan.id() + " " + plan.price().amount() + " " + plan.offer().members())
        .containsExactly("free 0 10", "basic 10000 100", "growth 50000 null");
    assertThat(Plans.builtIn(Currency.USD).all())
        .extracting(plan -> plan.price().amount())
        .containsExactly(0L, 500L, 2_500L);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "4,0", "5,1", "10000,1000", "50000,5000"})
  void satoshis_are_estimated_at_100000_dollars_a_coin(long sats, long cents) {
    assertThat(new Money(sats, Currency.SAT).estimatedCents()).isEqualTo(cents);
  }

  @Test
  void cents_are_exact_and_amounts_never_negative() {
    assertThat(new Money(499, Currency.USD).estimatedCents()).isEqualTo(499);
    assertThatThrownBy(() -> new Money(-1, Currency.SAT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_file_replaces_the_catalogue() {
    var text =
        """
        [{"id": "free", "name": "Free", "amount": 0, "members": 3},
         {"id": "pro", "name": "Pro", "amount": 700, "members": null, "blossom": true,
          "livekit": true, "hidden": true, "bytes": 5000000000,
          "file_bytes": 7000000000, "file_bytes_per_member": 2000000}]
        """;
    assertThat(PlansFile.read(text, Currency.USD))
        .isEqualTo(
            new PlansFile.Read(
                new Plans(
                    Currency.USD,
                    List.of(
                        new Plan(
                            "free",
                            "Free",
                            new Money(0, Currency.USD),
                            false,
                            new Plan.Offer(3, false, false)),
                        new Plan(
                            "pro",
                            "Pro",
                            new Money(700, Currency.USD),
                            true,
                            new Plan.Offer(
                                null,
                                true,
                                true,
                                5_000_000_000L,
                                new Plan.FileBytes(7_000_000_000L, 2_000_000L))))))); // B5
  }

  @Test
  void every_fault_of_a_file_is_named_at_once() {
    var text =
        """
        [{"id": "Fr ee", "name": "", "amount": -1, "members": 0, "blossom": 1, "price": 3,
          "bytes": 1, "file_bytes": "x"}, 7]
        """;
    assertThat(faults(text))
        .containsExactly(
            "plan 1 has an unknown key price",
            "plan 1: id must be up to 50 of a-z, 0-9, - and _, like \"basic\"",
            "plan 1: name must be a text of 1 to 50 characters",
            "plan 1: amount must be a whole number from 0 to 1000000000000",
            "plan 1: members must be a whole number from 1, or null for unlimited",
            "plan 1: blossom must be true or false",
            "plan 1: bytes must be a whole number from 1048576, or null for no figure",
            "plan 1: file_bytes must be a whole number from 1048576, or null for no figure",
            "plan 2 must be an object");
  }

  @Test
  void a_catalogue_has_free_at_price_0_and_no_id_twice() {
    assertThat(faults("[{\"id\":\"a\",\"name\":\"A\",\"amount\":1}]"))
        .containsExactly("one plan must have the id free");
    assertThat(faults("[{\"id\":\"free\",\"name\":\"A\",\"amount\":1}]"))
        .containsExactly("the plan free must have the amount 0");
    assertThat(
            faults(
                """
                [{"id":"free","name":"A","amount":0},{"id":"free","name":"B","amount":0}]
                """))
        .containsExactly("two plans have the id free");
    assertThat(faults("[]")).containsExactly("it must be a list of 1 to 50 plans");
    assertThat(faults("{")).hasSize(1).first().asString().startsWith("it is not JSON");
  }

  private static List<String> faults(String text) {
    return switch (PlansFile.read(text, Currency.SAT)) {
      case PlansFile.Faulty(var faults) -> faults;
      case PlansFile.Read _ -> List.of();
    };
  }
}
