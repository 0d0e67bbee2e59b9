package caravel.app.adopt.legacy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// A table of the older Caravel, with the names that its columns had at some time.
///
/// @param names of the table, the newest first
/// @param required by our name of a column: the names that it may have
/// @param optional the same for columns that may be missing
/// @param ignored columns that are known and not needed
record LegacyTable(
    List<String> names,
    Map<String, List<String>> required,
    Map<String, List<String>> optional,
    Set<String> ignored) {
  static final LegacyTable TENANTS =
      new LegacyTable(
          List.of("tenant", "tenants"),
          Map.of("pubkey", List.of("pubkey", "tenant_pubkey")),
          Map.of(
              "nwc_url", List.of("nwc_url"),
              "billing_anchor", List.of("billing_anchor", "anchor"),
              "stripe_customer_id", List.of("stripe_customer_id"),
              "stripe_payment_method_id", List.of("stripe_payment_method_id")),
          Set.of(
              "created_at",
              "return_url",
              "nwc_error",
              "stripe_error",
              "churned_at",
              "status",
              "stripe_subscription_id",
              "past_due_at"));

  static final LegacyTable RELAYS =
      new LegacyTable(
          List.of("relay", "relays"),
          Map.of(
              "id", List.of("id"),
              "tenant", List.of("tenant_pubkey", "tenant", "tenant_id"),
              "subdomain", List.of("subdomain"),
              "plan", List.of("plan_id", "plan"),
              "status", List.of("status")),
          Map.of(
              "zooid_domain", List.of("zooid_domain", "domain"),
              "schema", List.of("schema", "schema_name"),
              "secret", List.of("secret", "secret_key"),
              "custom_domain", List.of("custom_domain"),
              "name", List.of("info_name", "name"),
              "icon", List.of("info_icon", "icon"),
              "description", List.of("info_description", "description"),
              "created_at", List.of("created_at")),
          Set.of("sync_error", "synced", "custom_domain_verified", "stripe_subscription_item_id"));

  static final LegacyTable INVOICES =
      new LegacyTable(
          List.of("invoice", "invoices"),
          Map.of(
              "id", List.of("id"),
              "tenant", List.of("tenant_pubkey", "tenant", "tenant_id"),
              "amount", List.of("amount", "amount_due", "amount_cents"),
              "period_start", List.of("period_start"),
              "period_end", List.of("period_end"),
              "created_at", List.of("created_at")),
          Map.of(
              "status", List.of("status"),
              "paid_at", List.of("paid_at"),
              "voided_at", List.of("voided_at"),
              "method", List.of("method", "payment_method")),
          Set.of("bolt11", "due_at"));

  static final LegacyTable ITEMS =
      new LegacyTable(
          List.of("invoice_item", "invoice_items"),
          Map.of(
              "id", List.of("id"),
              "relay", List.of("relay_id", "relay"),
              "amount", List.of("amount", "amount_cents")),
          Map.of(
              "invoice", List.of("invoice_id", "invoice"),
              "plan", List.of("plan_id", "plan"),
              "description", List.of("description"),
              "voided_at", List.of("voided_at")),
          Set.of("tenant_pubkey", "tenant", "activity_id", "created_at", "sats"));

  /// Tables that hold nothing that is adopted.
  static final Set<String> UNUSED =
      Set.of(
          "activity",
          "activities",
          "bolt11",
          "checkout",
          "intent",
          "invoice_nwc_payment",
          "plan",
          "plans",
          "_sqlx_migrations");
}
