package caravel.control.http;

import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// The JSON of responses: records with their components in snake case, keys as hex, instants as
/// unix seconds.
public final class ApiJson {
  private static final JsonMapper MAPPER =
      Json.mapper()
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule().addSerializer(new OfPublicKey()).addSerializer(new OfInstant()))
          .build();
  private static final JsonMapper STRICT =
      MAPPER.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ApiJson() {}

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  static JsonMapper mapper() {
    return MAPPER;
  }

  /// For untrusted input: also refuses duplicate keys.
  static JsonMapper strict() {
    return STRICT;
  }

  private static final class OfPublicKey extends StdSerializer<PublicKey> {
    OfPublicKey() {
      super(PublicKey.class);
    }

    @Override
    public void serialize(PublicKey key, JsonGenerator out, SerializationContext context) {
      out.writeString(key.hex());
    }
  }

  private static final class OfInstant extends StdSerializer<Instant> {
    OfInstant() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant instant, JsonGenerator out, SerializationContext context) {
      out.writeNumber(instant.getEpochSecond());
    }
  }
}
