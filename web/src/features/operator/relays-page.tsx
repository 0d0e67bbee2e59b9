import { readRelays, useAllRelays } from "~/api/admin"
import { usePlans } from "~/api/plans"
import { useTitle } from "~/components/frame/title"
import { type Column, csvTime } from "~/domain/csv"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/operator/words/en/admin"
import { FilterPill } from "~/ui/form/filter"
import { Empty } from "~/ui/state/empty"
import { CsvButton } from "./csv-button"
import { ListFrame, useShown } from "./list-frame"
import { RelayTable } from "./relay-table"

const words = text.relays
const STATUSES = ["active", "inactive", "delinquent", "suspended", "deleted"] as const

const COLUMNS: readonly Column<Relay>[] = [
  ["id", (relay) => relay.id],
  ["name", (relay) => relay.info_name],
  ["address", (relay) => relay.url],
  ["custom_domain", (relay) => relay.custom_domain],
  ["tenant", (relay) => relay.tenant_pubkey],
  ["plan", (relay) => relay.plan_id],
  ["status", (relay) => relay.status],
  ["members", (relay) => relay.member_count ?? ""],
  ["created_at", (relay) => csvTime(relay.created_at)],
]

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
      download={<CsvButton name="relays" columns={COLUMNS} read={(cursor) => readRelays(view.shown(), cursor)} />}
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
