import { useQuery } from "@tanstack/solid-query"
import { createEffect, createSignal, onCleanup } from "solid-js"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** How long somebody has to stop typing before the server is asked, in milliseconds. */
export const ASK_AFTER_MS = 300
/** For so long an answer is believed, in milliseconds: somebody else may take the label meanwhile. */
const BELIEVED_MS = 10_000

/** What is known of a label: nothing, not yet, that it can be had, that it cannot (with the server's code), or that nobody could be asked. */
export type LabelAnswer =
  | { is: "unasked" }
  | { is: "asked" }
  | { is: "free" }
  | { is: "refused"; reason: string; suggestion: string | undefined }
  | { is: "unknown" }

/**
 * Asks whether a label may be had, once it has stood still for a moment. The answer is always about the label as it stands now:
 * one that comes late is about another label, and kept for that one.
 *
 * @param label nothing while it makes no sense to ask
 * @param domain `""` is the first one that is configured
 * @param signedIn a visitor is answered by a public route, for which an address that is held for its former tenant is taken
 */
export function useSubdomainCheck(
  label: () => string | undefined,
  domain: () => string,
  signedIn: () => boolean,
): () => LabelAnswer {
  const [settled, setSettled] = createSignal<string>()
  createEffect(() => {
    const now = label()
    const timer = setTimeout(() => setSettled(now), ASK_AFTER_MS)
    onCleanup(() => clearTimeout(timer))
  })
  const asked = () => (settled() === label() ? settled() : undefined)
  const answer = useQuery(() => {
    const [name, under] = [asked() ?? "", domain()]
    const query = under ? { zooid_domain: under } : {}
    return {
      queryKey: [...keys.subdomain(name, under), signedIn()],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        signedIn()
          ? unwrap(api.GET("/subdomains/{label}", { params: { path: { label: name }, query }, signal }))
          : unwrap(api.GET("/availability", { params: { query: { subdomain: name, ...query } }, signal })),
      enabled: name !== "",
      staleTime: BELIEVED_MS,
      retry: 1,
    }
  })
  return () => {
    if (label() === undefined) return { is: "unasked" }
    if (asked() === undefined || answer.isPending) return { is: "asked" }
    if (answer.isError) return { is: "unknown" }
    const { available, reason, suggestion } = answer.data
    return available ? { is: "free" } : { is: "refused", reason: reason ?? "", suggestion: suggestion ?? undefined }
  }
}
