import { useAudit } from "~/api/operator/admin"
import { useTitle } from "~/components/frame/title"
import { AuditTable } from "~/components/operator/audit-table"
import { text as words } from "~/components/operator/words/en/audit"
import { Empty } from "~/ui/state/empty"
import { ListFrame, useShown } from "./list-frame"

/** Operators' acts with reasons, newest first. */
export default function AdminAudit() {
  const view = useShown(["q", "tenant"])
  const audit = useAudit(view.shown)
  useTitle(() => words.title)
  return (
    <ListFrame words={words} view={view} answer={audit} empty={<Empty title={words.none} text={words.noneText} />}>
      <AuditTable label={words.title} rows={audit.isSuccess ? audit.data.rows : []} />
    </ListFrame>
  )
}
