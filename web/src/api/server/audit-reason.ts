import { text } from "~/i18n/en/common"
import { ApiError, prepareRequests } from "./client"

/** Asks an operator for a reason; undefined if they cancel. */
export type ReasonDialog = () => Promise<string | undefined>

/** Requests on other tenants' objects that the audit log records, except those with a reason in the body. */
const AUDITED =
  /^\/(relays(\/[^/]+(\/(deactivate|reactivate|import|(members|bans)\/[^/]+))?)?|tenants\/[0-9a-f]{64}|dev\/clock)$/

/**
 * Makes every audited request ask for its reason and send it in `Audit-Reason`. Returns a function that stops it. If
 * the operator cancels, the request fails with the code `cancelled`.
 */
export const askReasons = (ask: ReasonDialog): (() => void) =>
  prepareRequests(async (request) => {
    if (request.method === "GET" || request.headers.has("Audit-Reason")) return request
    if (!AUDITED.test(new URL(request.url).pathname)) return request
    const reason = await ask()
    if (reason === undefined) throw new ApiError(text.errors.cancelled, "cancelled")
    const reasoned = new Request(request)
    reasoned.headers.set("Audit-Reason", encodeURIComponent(reason))
    return reasoned
  })
