import { useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { createOnce } from "~/api/server/once"
import type { components } from "../schema.gen"

type Schemas = components["schemas"]
export type Refund = Schemas["Refund"]

/** What operators do about money by hand. Amounts are in the minor unit of the currency; a request whose answer was lost is not done twice. */
export function useAdjustments() {
  const queries = useQueryClient()
  const once = createOnce()
  /** Everything that is shown of a tenant's money is read again. */
  const renew = (pubkey: string, invoice?: string) =>
    Promise.all(
      [keys.tenant(pubkey), keys.admin(), ...(invoice ? [keys.invoice(invoice)] : [])].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
  return {
    /** Refunds the newest payment of an invoice; the answer says who pays it back, and whether that is known yet. */
    refund: async (id: string, body: Schemas["RefundWanted"]): Promise<Refund> => {
      const refund = await once([id, body], (header) =>
        unwrap(api.POST("/admin/invoices/{id}/refund", { params: { path: { id }, header }, body })),
      )
      await renew(refund.tenant_pubkey, id)
      return refund
    },
    /** Books money that came outside, for an invoice or on account. */
    bookPayment: async (pubkey: string, body: Schemas["ManualPayment"]) => {
      await once([pubkey, body], (header) =>
        unwrap(api.POST("/admin/tenants/{pubkey}/payments", { params: { path: { pubkey }, header }, body })),
      )
      await renew(pubkey, body.invoice_id)
    },
    /** Gives a tenant credit that nobody paid for. */
    giveCredit: async (pubkey: string, body: Schemas["ManualCredit"]) => {
      await once([pubkey, body], (header) =>
        unwrap(api.POST("/admin/tenants/{pubkey}/credits", { params: { path: { pubkey }, header }, body })),
      )
      await renew(pubkey)
    },
  }
}
