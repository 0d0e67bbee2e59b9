import { createEffect, createSignal, onCleanup } from "solid-js"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/** Delay after typing before the server is queried, in milliseconds. */
export const ASK_AFTER_MS = 300
/** How long an answer is valid, in milliseconds: another tenant may take the label. */
const BELIEVED_MS = 10_000

/**
 * The state of a label: nothing to check, pending, available, unavailable (with the server's code), or unknown because
 * the server did not answer.
 */
export type LabelAnswer =
  | { is: "unasked" }
  | { is: "asked" }
  | { is: "free" }
  | { is: "refused"; reason: string; suggestion: string | undefined }
  | { is: "unknown" }

/**
 * Checks whether a label is available, after typing has paused. The result always belongs to the current label. @param
 * label undefined while there is nothing to check @param domain `""` is the first configured one @param signedIn
 * visitors use a public route, for which reserved labels are taken
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
