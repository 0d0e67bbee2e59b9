package caravel.app.demo;

import caravel.nostr.Json;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The stored state of the demo's wallet: one file, replaced as a whole.
///
/// @param file readable by its own user only
record LedgerFile(Path file) {
  /// The stored state.
  ///
  /// @param balances by connection
  record Kept(Map<PublicKey, Msats> balances, List<Bill> bills) {}

  /// Reads the file; an absent one is an empty wallet.
  ///
  /// @throws UncheckedIOException when it cannot be read
  Kept read() {
    var balances = new LinkedHashMap<PublicKey, Msats>();
    var bills = new ArrayList<Bill>();
    try {
      if (Files.exists(file)) {
        var tree = Json.mapper().readTree(Files.readString(file));
        for (var balance : tree.path("balances").properties()) {
          balances.put(new PublicKey(balance.getKey()), new Msats(balance.getValue().asLong()));
        }
        tree.path("invoices").forEach(bill -> bills.add(bill(bill)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (JacksonException | IllegalArgumentException broken) {
      throw new UncheckedIOException(
          new IOException(file + " is not what the demo's wallet wrote", broken));
    }
    return new Kept(balances, bills);
  }

  void write(Kept kept) {
    var tree = Json.mapper().createObjectNode();
    var balances = tree.putObject("balances");
    kept.balances().forEach((owner, amount) -> balances.put(owner.hex(), amount.value()));
    var bills = tree.putArray("invoices");
    kept.bills().forEach(bill -> put(bills, bill));
    try {
      var fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(fresh);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(fresh, tree.toString(), StandardOpenOption.SYNC);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void put(ArrayNode bills, Bill bill) {
    var node = bills.addObject();
    node.put("lnbc", bill.paper().lnbc()).put("payment_hash", bill.paper().hash());
    node.put("preimage", bill.paper().preimage()).put("description", bill.paper().description());
    node.put("payee", bill.payee().hex()).put("msats", bill.amount().value());
    node.put("created_at", bill.span().createdAt()).put("expires_at", bill.span().expiresAt());
    var receipt = bill.receipt();
    if (receipt != null) {
      node.put("payer", receipt.payer().hex()).put("paid_at", receipt.at());
    }
  }

  private static Bill bill(JsonNode node) {
    var payer = node.path("payer").asString("");
    return new Bill(
        new Bill.Paper(
            node.path("lnbc").asString(),
            node.path("payment_hash").asString(),
            node.path("preimage").asString(),
            node.path("description").asString()),
        new PublicKey(node.path("payee").asString()),
        new Msats(node.path("msats").asLong()),
        new Bill.Span(node.path("created_at").asLong(), node.path("expires_at").asLong()),
        payer.isEmpty()
            ? null
            : new Bill.Receipt(new PublicKey(payer), node.path("paid_at").asLong()));
  }
}
