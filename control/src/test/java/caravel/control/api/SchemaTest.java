package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The checker refuses what it must refuse.
final class SchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"integer"}                                     | 1      | true
          {"type":"integer"}                                     | 1.5    | false
          {"type":"integer"}                                     | "1"    | false
          {"type":["string","null"]}                             | null   | true
          {"type":"string"}                                      | null   | false
          {"enum":["a",null]}                                    | "b"    | false
          {"const":"ok"}                                         | "ok"   | true
          {"required":["a"]}                                     | {}     | false
          {"properties":{"a":{"type":"string"}}}                 | {"a":1} | false
          {"properties":{"a":{}},"additionalProperties":false}   | {"b":1} | false
          {"additionalProperties":{"type":"integer"}}            | {"b":1} | true
          {"additionalProperties":{"type":"integer"}}            | {"b":"1"} | false
          {"items":{"type":"string"}}                            | ["a",1] | false
          {"allOf":[{"minimum":1},{"maximum":2}]}                | 3      | false
          {"oneOf":[{"type":"string"},{"type":"null"}]}          | null   | true
          {"oneOf":[{"type":"string"},{"type":"null"}]}          | 1      | false
          {"pattern":"^a+$"}                                     | "ab"   | false
          {"minLength":1}                                        | ""     | false
          {"$ref":"#/defs/a"}                                    | 7      | false
          """)
  void values_are_checked_against_the_schema(String schema, String value, boolean passes) {
    var root = json("{\"defs\":{\"a\":{\"type\":\"string\"}}}");
    assertThat(Schema.faults(root, json(schema), json(value)).isEmpty()).isEqualTo(passes);
  }

  @Test
  void an_unknown_schema_keyword_is_an_error() {
    assertThatThrownBy(() -> Schema.faults(json("{}"), json("{\"not\":{}}"), json("1")))
        .isInstanceOf(IllegalStateException.class);
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text);
  }
}
