import { useAllRelays } from "~/api/admin"
import { usePlans } from "~/api/plans"
import { useTitle } from "~/components/frame/title"
import { text } from "~/features/operator/words/en/admin"
import { FilterPill } from "~/ui/form/filter"
import { Empty } from "~/ui/state/empty"
import { ListFrame, useShown } from "./list-frame"
import { RelayTable } from "./relay-table"

const words = text.relays
const STATUSES = ["active", "inactive", "delinquent", "suspended", "deleted"] as const

/** All relays. */
export default function AdminRelays() {
  const view = useShown(["q", "status", "plan"])
  const relays = useAllRelays(view.shown)
  const plans = usePlans()
  useTitle(() => words.title)
  return (
    <ListFrame
      words={words}
      view={view}
      answer={relays}
      empty={<Empty title={words.empty} text={words.emptyText} />}
      filters={
        <>
          <FilterPill
            label={words.status}
            value={view.shown().status ?? ""}
            options={[
              { value: "", label: words.anyStatus },
              ...STATUSES.map((status) => ({ value: status, label: words.word[status] })),
            ]}
            onChange={(status) => view.show({ status })}
          />
          <FilterPill
            label={words.plan}
            value={view.shown().plan ?? ""}
            options={[
              { value: "", label: words.anyPlan },
              ...(plans.isSuccess ? plans.data : []).map((plan) => ({ value: plan.id, label: plan.name })),
            ]}
            onChange={(plan) => view.show({ plan })}
          />
        </>
      }
    >
      <RelayTable
        rows={relays.isSuccess ? relays.data.rows : []}
        plans={plans.isSuccess ? plans.data : []}
        withTenant
      />
    </ListFrame>
  )
}
