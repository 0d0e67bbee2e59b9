import { For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useTeamRelays } from "~/api/relay/team"
import { text } from "~/features/relay-list/words/en/relays"
import { ProblemNote } from "~/ui/state/problem"
import { Tag } from "~/ui/state/tag"
import { RelayOffer } from "./relay-offer"
import { RelayRow } from "./relay-row"

/** The relays of others that the reader helps to run, and the relays offered to the reader; nothing without any. */
export function SharedRelays(props: {
  pubkey: string | undefined
  /** Whether a failure is left to the page, whose own list is not read yet. */
  quiet: boolean
}) {
  const shared = useTeamRelays(() => props.pubkey)
  const plans = usePlans()
  const info = useInfo()
  const relays = () => (shared.isPending ? [] : (shared.data?.relays ?? []))
  const offers = () => (shared.isPending ? [] : (shared.data?.offers ?? []))
  const charged = () => info.isSuccess && info.data.payment_methods.length > 0
  return (
    <>
      <For each={offers()}>{(offer) => <RelayOffer offer={offer} charged={charged()} />}</For>
      <Show when={shared.isError && !shared.data && !props.quiet}>
        <div class="mt-8">
          <ProblemNote error={shared.error} onRetry={() => shared.refetch()} />
        </div>
      </Show>
      <Show when={relays().length > 0}>
        <h2 class="mt-10 mb-3 text-h2">{text.shared.title}</h2>
        <div class="overflow-hidden rounded-card border border-line bg-surface">
          <ul aria-label={text.shared.list} class="divide-y divide-line">
            <For each={relays()}>
              {(relay) => (
                <li>
                  <RelayRow
                    relay={relay}
                    plans={plans.isSuccess ? plans.data : []}
                    charged={charged()}
                    tag={
                      <Tag tone="sea">{text.shared.roles[relay.role === "co_owner" ? "co_owner" : "moderator"]}</Tag>
                    }
                  />
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
    </>
  )
}
