import { createEffect, createSignal, on, Show } from "solid-js"
import { readRelays, useAllRelays } from "~/api/operator/admin"
import { usePlans } from "~/api/plans"
import { useTitle } from "~/components/frame/title"
import { type Column, csvTime } from "~/domain/csv"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/operator/words/en/admin"
import { FilterPill } from "~/ui/form/filter"
import { Empty } from "~/ui/state/empty"
import { BulkBar } from "./bulk/bulk-bar"
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
  const rows = () => (relays.isSuccess ? relays.data.rows : [])
  const [selected, setSelected] = createSignal<string[]>([])
  // Relays that are no longer on the page are deselected.
  createEffect(
    on(rows, (shown) => setSelected((ids) => ids.filter((id) => shown.some((relay) => relay.id === id))), {
      defer: true,
    }),
  )
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
      <Show when={selected().length > 0}>
        <BulkBar rows={rows()} selected={selected()} onSelect={setSelected} />
      </Show>
      <RelayTable
        rows={rows()}
        plans={plans.isSuccess ? plans.data : []}
        withTenant
        selection={{ ids: selected(), onSelect: setSelected }}
      />
    </ListFrame>
  )
}
