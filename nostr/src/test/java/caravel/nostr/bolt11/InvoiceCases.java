package caravel.nostr.bolt11;

import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The specification's examples, and an invoice of this project.
abstract class InvoiceCases {
  static final JsonNode VECTORS = vectors();
  static final SecretKey KEY = SecretKey.parse(VECTORS.get("private_key").stringValue());
  static final String SHOP = "11".repeat(32);
  static final String HASH = "0001020304050607080900010203040506070809000102030405060708090102";

  static JsonNode vectors() {
    try (var file = InvoiceCases.class.getResourceAsStream("/vectors/bolt11.json")) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static Stream<String> texts(boolean valid) {
    return VECTORS
        .get("cases")
        .valueStream()
        .filter(vector -> vector.get("valid").booleanValue() == valid)
        .map(vector -> vector.get("invoice").stringValue());
  }

  static Stream<String> valid() {
    return texts(true);
  }

  static PaymentRequest vector(String titleStart) {
    return VECTORS
        .get("cases")
        .valueStream()
        .filter(vector -> vector.get("title").stringValue().startsWith(titleStart))
        .map(vector -> PaymentRequest.parse(vector.get("invoice").stringValue()))
        .findFirst()
        .orElseThrow();
  }

  static PaymentRequest invoice(Msats amount) {
    var terms =
        new Bolt11Terms(
            HASH,
            SHOP,
            new Purpose.Text("one month"),
            Bolt11Terms.Window.DEFAULT,
            Features.usual(),
            List.of());
    return new PaymentRequest(Network.REGTEST, amount, 1_700_000_000, NodeId.of(KEY), terms);
  }
}
