import { Show } from "solid-js"
import { usePlans } from "~/api/plans"
import { text as words } from "~/components/relay/words/en/member-count"
import type { Relay } from "~/domain/relay/relay"
import { Scale } from "~/ui/state/scale"

/** The number of members on a scale of the plan's limit; without a limit the number alone. */
export function MemberScale(props: { relay: Relay; count: number; wordy?: boolean | undefined }) {
  const max = useMemberLimit(() => props.relay)
  return (
    <Show
      when={max()}
      fallback={
        <p class="text-small">
          <b class="font-semibold tabular-nums">{words.count(props.count)}</b>{" "}
          <span class="text-ink-2">{words.noLimit(props.count)}</span>
        </p>
      }
    >
      {(limit) => (
        <>
          <div class="flex items-baseline justify-between gap-4 text-small">
            <span>
              <b class="font-semibold tabular-nums">{words.count(props.count)}</b>{" "}
              <span class="text-ink-2">{props.wordy ? words.ofMembers(limit()) : words.of(limit())}</span>
            </span>
            <span class="text-ink-3">{props.count >= limit() ? words.full : words.left(limit() - props.count)}</span>
          </div>
          <Scale class="mt-2" value={props.count} max={limit()} label={words.scale(props.count, limit())} />
        </>
      )}
    </Show>
  )
}

/** The plan's limit of members; undefined if there is none or it is not loaded. */
export function useMemberLimit(relay: () => Relay): () => number | undefined {
  const plans = usePlans()
  return () =>
    plans.isSuccess ? (plans.data.find((plan) => plan.id === relay().plan_id)?.members ?? undefined) : undefined
}
