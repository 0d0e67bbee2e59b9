package caravel.control.money.rates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TickerTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'data':{'amount':'64234.505','base':'BTC','currency':'USD'}} | 6423451",
        "{'error':[],'result':{'XXBTZUSD':{'a':['64300.1','1','1.0'],'c':['64200.10000','0.01']}}} |"
            + " 6420010",
        "{'timestamp':'1799999990','open':'63000','high':'65000','last':'64200.12'} | 6420012",
        "{'time':1799999700,'USD':64200,'EUR':59000} | 6420000",
        "{'USD':{'15m':64100.5,'last':64200.5},'EUR':{'last':1}} | 6420050",
        "{'bitcoin':{'usd':64200}} | 6420000",
        "{'symbol':'BTCUSDT','price':'64200.13000000'} | 6420013",
        "{'last':'64200.1','volume':{'timestamp':1}} | 6420010",
        "{'timestamp':1799999999123,'last_price':'64200.1'} | 6420010",
      })
  void the_well_known_formats_are_parsed(String body, long cents) {
    assertThat(read(body)).isEqualTo(OptionalLong.of(cents));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "64200",
        "[]",
        "{}",
        "<html>",
        "{'error':['EService:Unavailable']}",
        "{'data':{'amount':'0'}}",
        "{'data':{'amount':'-64200'}}",
        "{'data':{'amount':'6.42e4'}}",
        "{'data':{'amount':'999'}}",
        "{'data':{'amount':'100000000.01'}}",
        "{'data':{'amount':null}}",
        "{'data':{'amount':['64200']}}",
        "{'data':{'amount':'99999999999999999999999999999999999'}}",
        "{'time':1799999399,'USD':64200}",
        "{'timestamp':'1500000000','last':'64200'}",
        "{'result':{'XXBTZUSD':{'c':['64200']},'XETHZUSD':{'c':['3000']}}}",
        "{'USD':'NaN'}",
      })
  void invalid_and_old_prices_are_refused(String body) {
    assertThat(read(body)).isEmpty();
  }

  @Test
  void the_median_counts_and_distant_prices_are_ignored() {
    assertThat(Median.of(List.of(), 3)).isEmpty();
    assertThat(Median.of(List.of(10_000_000L), 1)).hasValue(10_000_000);
    assertThat(Median.of(List.of(10_000_000L), 2)).hasValue(10_000_000);
    assertThat(Median.of(List.of(10_000_000L), 3)).isEmpty();
    assertThat(Median.of(List.of(10_000_000L, 10_000_001L), 4)).hasValue(10_000_001);
    assertThat(Median.of(List.of(10_000_000L, 10_300_000L, 10_100_000L), 3)).hasValue(10_100_000);
    assertThat(Median.of(List.of(10_000_000L, 20_000_000L, 10_100_000L), 3)).hasValue(10_050_000);
    assertThat(Median.of(List.of(10_000_000L, 20_000_000L), 4)).isEmpty();
    assertThat(Median.of(List.of(10_000_000L, 10_000_000L, 90_000_000L, 90_000_000L), 4)).isEmpty();
  }

  private static OptionalLong read(String body) {
    return Ticker.read(body.replace('\'', '"'), NOW);
  }
}
