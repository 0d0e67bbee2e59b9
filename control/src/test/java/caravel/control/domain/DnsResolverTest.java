package caravel.control.domain;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.domain.LocalDnsServer.Mode;
import caravel.control.relay.RelayId;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/// Two real DNS servers that may disagree, fail or be silent.
final class DnsResolverTest {
  private static final String HOST = "club.relays.example";
  private static final DnsAnswer RIGHT = new DnsAnswer.Right(false);

  private LocalDnsServer first;
  private LocalDnsServer second;
  private DnsResolver resolver;

  @BeforeEach
  void start() throws IOException {
    first = new LocalDnsServer();
    second = new LocalDnsServer();
    resolver = new DnsResolver(List.of(first.address(), second.address()));
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  @Test
  void a_cname_record_to_the_relays_own_name_is_right() throws IOException {
    set("chat.club.example", Type.CNAME, HOST + ".");
    assertThat(ask("chat.club.example")).isEqualTo(RIGHT);
    set("chat.club.example", Type.CNAME, "CLUB.Relays.Example.");
    assertThat(ask("chat.club.example")).isEqualTo(RIGHT);
  }

  @Test
  void a_chain_of_cname_records_is_followed() throws IOException {
    set("chat.club.example", Type.CNAME, "edge.club.example.");
    set("edge.club.example", Type.CNAME, HOST + ".");
    assertThat(ask("chat.club.example")).isEqualTo(RIGHT);
  }

  @Test
  void a_loop_of_cname_records_ends_and_is_wrong() throws IOException {
    set("a.club.example", Type.CNAME, "b.club.example.");
    set("b.club.example", Type.CNAME, "a.club.example.");
    assertThat(ask("a.club.example")).isInstanceOf(DnsAnswer.Wrong.class);
  }

  @Test
  void a_cname_record_to_another_relay_is_wrong_and_named() throws IOException {
    set("chat.club.example", Type.CNAME, "other.relays.example.");
    assertThat(seen("chat.club.example"))
        .isEqualTo(
            "The CNAME record of chat.club.example leads to other.relays.example."
                + " _caravel.chat.club.example has no TXT record.");
  }

  @Test
  void a_txt_record_with_the_token_is_right_beside_an_address() throws IOException {
    set("club.example", Type.A, "203.0.113.7");
    assertThat(seen("club.example"))
        .isEqualTo(
            "club.example has the address 203.0.113.7 and no CNAME record."
                + " _caravel.club.example has no TXT record.");
    set("_caravel.club.example", Type.TXT, "\"caravel-domain=of-another\"");
    assertThat(seen("club.example")).endsWith("_caravel.club.example has another value.");
    set("_caravel.club.example", Type.TXT, "\"caravel-\" \"domain=token\"");
    assertThat(ask("club.example")).isEqualTo(new DnsAnswer.Right(true));
    second.remove("_caravel.club.example", Type.TXT);
    set("club.example", Type.CNAME, HOST + ".");
    assertThat(ask("club.example")).as("one resolver sees no TXT record").isEqualTo(RIGHT);
  }

  @Test
  void a_name_that_does_not_exist_is_wrong() {
    assertThat(seen("nothing.example"))
        .isEqualTo(
            "nothing.example has no CNAME record. _caravel.nothing.example has no TXT record.");
  }

  @Test
  void resolvers_that_disagree_decide_nothing() throws IOException {
    first.set("chat.club.example", Type.CNAME, HOST + ".");
    assertThat(ask("chat.club.example"))
        .isInstanceOfSatisfying(
            DnsAnswer.Unknown.class, answer -> assertThat(answer.why()).contains("disagree"));
    first.remove("chat.club.example", Type.CNAME);
    second.set("chat.club.example", Type.CNAME, HOST + ".");
    assertThat(ask("chat.club.example")).isInstanceOf(DnsAnswer.Unknown.class);
  }

  @Test
  void a_resolver_that_fails_decides_nothing() throws IOException {
    set("chat.club.example", Type.CNAME, HOST + ".");
    second.behave(Mode.FAILING);
    assertThat(ask("chat.club.example")).isInstanceOf(DnsAnswer.Unknown.class);
    assertThat(ask("nothing.example")).isInstanceOf(DnsAnswer.Unknown.class);
  }

  @Test
  void a_silent_resolver_decides_nothing() throws IOException {
    set("chat.club.example", Type.CNAME, HOST + ".");
    first.behave(Mode.SILENT);
    assertThat(ask("chat.club.example")).isInstanceOf(DnsAnswer.Unknown.class);
  }

  private void set(String name, int type, String value) throws IOException {
    first.set(name, type, value);
    second.set(name, type, value);
  }

  private String seen(String name) {
    return ((DnsAnswer.Wrong) ask(name)).seen();
  }

  private DnsAnswer ask(String name) {
    return resolver.ask(
        DomainVerification.begin(new RelayId("r"), name, "token", TestClock.START), HOST);
  }
}
