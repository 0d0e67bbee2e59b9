import { text } from "~/i18n/en/common"

/** Asks an operator why; nothing where they do not go on. */
export type AskReason = () => Promise<string | undefined>

/** Requests that the server notes in its audit log, where they concern something of somebody else. Those with a reason in their body are not among them. */
const AUDITED =
  /^\/(relays(\/[^/]+(\/(deactivate|reactivate|(members|bans)\/[^/]+))?)?|tenants\/[0-9a-f]{64}|dev\/clock)$/

let asking: AskReason | undefined

/** Has every audited request ask for its reason from now on; answers how to stop that. */
export function askReasons(ask: AskReason): () => void {
  asking = ask
  return () => {
    if (asking === ask) asking = undefined
  }
}

/** An operator went back when asked for a reason: nothing was sent. */
export class NoReason extends Error {
  constructor() {
    super(text.errors.cancelled)
  }
}

/**
 * The request with the operator's reason in `Audit-Reason`, on the operator's pages; elsewhere as it is.
 *
 * @throws NoReason
 */
export async function withReason(request: Request): Promise<Request> {
  if (!asking || request.method === "GET" || request.headers.has("Audit-Reason")) return request
  if (!AUDITED.test(new URL(request.url).pathname)) return request
  const reason = await asking()
  if (reason === undefined) throw new NoReason()
  const reasoned = new Request(request)
  reasoned.headers.set("Audit-Reason", encodeURIComponent(reason))
  return reasoned
}
