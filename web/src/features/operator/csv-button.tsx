import Download from "lucide-solid/icons/download"
import { createSignal } from "solid-js"
import { type Column, csvOf } from "~/domain/csv"
import { text } from "~/features/operator/words/en/admin"
import { Button } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"

/** Most rows of one file. */
const ROWS_MAX = 20_000
/** How long the browser may take to read the file. */
const RELEASE_AFTER_MS = 60_000

/** Downloads all rows of a list, not only those of the page, as a CSV file. Reads the list page by page. */
export function CsvButton<Row>(props: {
  name: string
  columns: readonly Column<Row>[]
  read: (cursor: string | undefined) => Promise<{ rows: Row[]; next: string | undefined }>
}) {
  const [busy, setBusy] = createSignal(false)
  const save = async () => {
    setBusy(true)
    try {
      const rows: Row[] = []
      let cursor: string | undefined
      do {
        const page = await props.read(cursor)
        rows.push(...page.rows)
        cursor = page.next
      } while (cursor && rows.length < ROWS_MAX)
      download(`${props.name}-${new Date().toISOString().slice(0, 10)}.csv`, csvOf(props.columns, rows))
      if (cursor) toast({ tone: "bad", text: text.csv.cut(rows.length) })
    } catch (refusal) {
      toast({ tone: "bad", text: sentenceOf(refusal) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button size="small" kind="quiet" icon={Download} busy={busy()} onClick={() => void save()}>
      {text.csv.download}
    </Button>
  )
}

function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob(["\uFEFF", content], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS)
}
