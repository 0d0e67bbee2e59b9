import { For } from "solid-js"
import { useReports } from "~/api/operator/reports"
import { useTitle } from "~/components/frame/title"
import { ListFrame, useShown } from "~/features/operator/list-frame"
import { text as words } from "~/features/operator/words/en/reports"
import { FilterPill } from "~/ui/form/filter"
import { Empty } from "~/ui/state/empty"
import { ReportRow } from "./report-row"

/** The reports about relays and messages. Open ones are shown unless another status is chosen. */
export default function AdminReports() {
  const view = useShown(["q", "status"])
  const reports = useReports(view.shown)
  useTitle(() => words.title)
  return (
    <ListFrame
      words={words}
      view={view}
      answer={reports}
      empty={<Empty title={words.empty} text={words.emptyText} />}
      filters={
        <FilterPill
          label={words.status}
          value={view.shown().status ?? ""}
          options={[
            { value: "", label: words.any },
            { value: "open", label: words.word.open },
            { value: "closed", label: words.word.closed },
          ]}
          onChange={(status) => view.show({ status })}
        />
      }
    >
      <ul class="divide-y divide-line" aria-label={words.title}>
        <For each={reports.isSuccess ? reports.data.rows : []}>{(report) => <ReportRow report={report} />}</For>
      </ul>
    </ListFrame>
  )
}
