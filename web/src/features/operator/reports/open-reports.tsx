import { Show } from "solid-js"
import { useReports } from "~/api/operator/reports"
import { text as words } from "~/features/operator/words/en/reports"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"

/** On the overview: how many reports are open. */
export function OpenReports() {
  const reports = useReports(() => ({ status: "open" }), 1)
  const count = () => (reports.isSuccess ? reports.data.matched : 0)
  return (
    <Show when={count() > 0}>
      <Note
        class="mb-3"
        tone="due"
        title={words.open(count())}
        action={
          <LinkButton size="small" href={`${paths.adminReports}?status=open`}>
            {words.look}
          </LinkButton>
        }
      />
    </Show>
  )
}
