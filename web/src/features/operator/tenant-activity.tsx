import { Match, Show, Switch } from "solid-js"
import { type Tenant, useTenantActivity } from "~/api/tenants"
import { Entries, useTeller } from "~/components/relay/history"
import { text } from "~/features/operator/words/en/admin"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"

const words = text.tenant

/** The activities of a tenant and its relays, newest first. */
export function TenantActivity(props: { tenant: Tenant }) {
  const activity = useTenantActivity(() => props.tenant.pubkey)
  const told = useTeller(() => (activity.isSuccess ? activity.data.activity : []))
  return (
    <section aria-labelledby="activity">
      <h2 id="activity" class="mb-3 text-h2">
        {words.activity}
      </h2>
      <Switch>
        <Match when={activity.isError}>
          <ProblemNote error={activity.error} onRetry={() => activity.refetch()} />
        </Match>
        <Match when={activity.isPending}>
          <SkeletonRows count={2} />
        </Match>
        <Match when={activity.isSuccess && activity.data.activity}>
          {(rows) => (
            <Show when={rows().length > 0} fallback={<p class="text-ink-2">{words.noActivity}</p>}>
              <Entries entries={rows()} told={told} as="relative" label={words.activity} />
            </Show>
          )}
        </Match>
      </Switch>
    </section>
  )
}
