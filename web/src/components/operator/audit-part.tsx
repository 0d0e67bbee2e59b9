import { Match, Show, Switch } from "solid-js"
import { type AuditScope, useAudit } from "~/api/operator/admin"
import { text as words } from "~/components/operator/words/en/audit"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { ProblemNote } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"
import { AuditTable } from "./audit-table"

/** Operators' acts on one tenant or object, on its own page. */
export function AuditPart(props: { scope: AuditScope }) {
  const audit = useAudit(() => props.scope)
  const rows = () => (audit.isSuccess ? audit.data.rows : [])
  return (
    <section aria-labelledby="audit">
      <h2 id="audit" class="mb-3 text-h2">
        {words.title}
      </h2>
      <Switch>
        <Match when={audit.isError}>
          <ProblemNote error={audit.error} onRetry={() => audit.refetch()} />
        </Match>
        <Match when={audit.isPending}>
          <Skeleton class="h-12 w-full" />
        </Match>
        <Match when={true}>
          <Show when={rows().length > 0} fallback={<p class="text-ink-2">{words.noneHere}</p>}>
            <Card
              bare
              foot={
                <a class="link" href={paths.adminAudit}>
                  {words.all}
                </a>
              }
            >
              <AuditTable rows={rows()} label={words.title} />
            </Card>
          </Show>
        </Match>
      </Switch>
    </section>
  )
}
