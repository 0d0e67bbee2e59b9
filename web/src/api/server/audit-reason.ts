import { text } from "~/i18n/en/common"
import { ApiError, prepareRequests } from "./client"

/** Asks an operator why; nothing where they do not go on. */
export type ReasonDialog = () => Promise<string | undefined>

/** Requests that the server notes in its audit log, where they concern something of somebody else. Those with a reason in their body are not among them. */
const AUDITED =
  /^\/(relays(\/[^/]+(\/(deactivate|reactivate|(members|bans)\/[^/]+))?)?|tenants\/[0-9a-f]{64}|dev\/clock)$/

/**
 * Has every audited request ask for its reason from now on and send it in `Audit-Reason`; answers how to stop that. Where
 * the operator goes back, nothing is sent, and the request fails with the code `cancelled`.
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
