import { For, Show } from "solid-js"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { type Activity, peopleIn, tell } from "~/domain/activity"
import { Time } from "~/ui/time"

/** What happened to a tenant and its relays, newest first, as sentences. */
export function TenantHistory(props: { activities: readonly Activity[] }) {
  const plans = usePlans()
  const profile = useProfiles(() => peopleIn(props.activities))
  const told = (activity: Activity) =>
    tell(activity, {
      viewer: account()?.pubkey,
      planName: (id) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined),
      personName: (pubkey) => profile(pubkey)?.name,
    })
  return (
    <ul class="divide-y divide-line border-line border-y">
      <For each={props.activities}>
        {(activity) => (
          <li class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-2.5 text-control">
            <span class="min-w-0 break-words">
              {told(activity).sentence}
              <Show when={told(activity).detail}>{(detail) => <span class="text-ink-2"> {detail()}</span>}</Show>
            </span>
            <Time at={activity.created_at} class="whitespace-nowrap text-ink-3 text-small tabular-nums" />
          </li>
        )}
      </For>
    </ul>
  )
}
